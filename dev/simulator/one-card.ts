import { DEFAULT_RULES } from "../../src/shared/game/rules.ts";
import { SEATS, type Seat } from "../../src/shared/game/seats.ts";
import { turnOf } from "../../src/shared/game/state.ts";
import { decode } from "../../src/shared/protocol/codec.ts";
import { viewFor } from "../../src/shared/protocol/view.ts";
import { randomMove } from "../clients/moves.ts";
import { seeded } from "../clients/random.ts";
import { Checker } from "./checker.ts";
import { openLoop, settled } from "./loop.ts";
import { vouchFor } from "./network.ts";
import { GameObject, ServerEnd, Vault } from "./object.ts";
import { FakeRedis } from "./redis.ts";
import { simulatedSettings } from "./settings.ts";

const START = 1_800_000_000_000;
const GAME_ID = "ONECRD";

/**
 * Plays a game of five connected players up to a card in the middle of a trick. Resolves with a function that plays the
 * next card over its socket, up to the write to Redis. It throws when the card is not accepted.
 */
export const playOneCard = async (): Promise<() => Promise<void>> => {
  const random = seeded(7);
  const loop = openLoop(START);
  const vault = new Vault();
  const checker = new Checker(vault);
  const settings = simulatedSettings();
  const object = new GameObject({
    ...{ loop, random, settings, vault, redis: new FakeRedis(loop.now) },
    weather: { outage: false, faults: 0, faulted: 0, faultedAt: START },
    onRow: (row) => checker.row(row),
    onFault: (what) => checker.problem(what),
  });
  const game = () => {
    if (!checker.table) throw new Error("there is no game");
    return checker.table.game;
  };
  const ports = { loop, random, object, gameId: GAME_ID, created: () => game().creation.at, settings };
  const ask: GameObject["ask"] = (question) => settled(loop, object.ask(question));
  const wait = (ms: number) => settled(loop, new Promise<void>((resume) => loop.after(ms, resume)));
  const tokenOf = (seat: Seat) => `player.${seat}.${game().seats[seat].version}`;
  const sockets: ServerEnd[] = [];

  await ask((server) =>
    server.create(GAME_ID, { rules: DEFAULT_RULES, creator: { name: null, nonce: "" }, request: null }),
  );
  for (const _ of SEATS.slice(1))
    await ask((server) => server.join(GAME_ID, { name: null, nonce: "", request: null }));
  await wait(100);
  for (const seat of SEATS) {
    const socket = new ServerEnd(object, { carry: () => {}, hangUp: () => {} });
    sockets[seat] = socket;
    const connection = { gameId: GAME_ID, envelope: vouchFor(tokenOf(seat), ports), near: "", resume: null };
    await ask((server) => server.admitSocket({ ...connection, framing: "single", accept: () => socket }));
  }
  const isInTrick = () => {
    const { phase } = game();
    return phase.name === "play-tricks" && phase.trick.length === 2;
  };
  for (let actions = 0; !isInTrick(); actions += 1) {
    const seat = turnOf(game());
    const move = seat === null ? null : randomMove(viewFor(game(), seat, 0), random);
    if (seat === null || !move) throw new Error("nobody is on turn");
    const message = decode({ ...move, action_id: `a ${actions}` });
    await ask((server) => server.act(vouchFor(tokenOf(seat), ports), GAME_ID, message));
    await wait(20);
  }
  await wait(2_000);
  const seat = turnOf(game()) as Seat;
  const [card] = viewFor(game(), seat, 0).hand ?? [];
  const before = game().turn;
  return async () => {
    object.hear(
      sockets[seat] as ServerEnd,
      JSON.stringify({ message_type: "play", card, action_id: "the card" }),
    );
    await wait(200);
    if (game().turn !== before + 1) throw new Error("the card was not played");
  };
};
