import type { GameRecord } from "../../src/actor/core/game-record.ts";
import { seal } from "../../src/actor/replica/seal.ts";
import { DEFAULT_RULES, type Rules } from "../../src/shared/game/rules.ts";
import { SEATS, type Seat } from "../../src/shared/game/seats.ts";
import { type Game, turnOf } from "../../src/shared/game/state.ts";
import { decode } from "../../src/shared/protocol/codec.ts";
import { type Viewer, viewFor } from "../../src/shared/protocol/view.ts";
import { mustAct, randomMove } from "../clients/moves.ts";
import { seeded } from "../clients/random.ts";
import { Checker } from "../simulator/checker.ts";
import type { StoredTable } from "../simulator/disk.ts";
import { openLoop, settled } from "../simulator/loop.ts";
import { type NetworkPorts, vouchFor } from "../simulator/network.ts";
import { GameObject, ServerEnd, Vault } from "../simulator/object.ts";
import { FakeRedis, type Weather } from "../simulator/redis.ts";
import { simulatedSettings } from "../simulator/settings.ts";

/*
 * Plays games with the current code and records their stored data: the rows of the object's SQLite, the attachments of
 * its sockets, and the game's keys in Redis. The release script saves the recordings, and later code must be able to
 * read them.
 */

/** The stored data of one game of a release, and the views of its viewers at that time. */
export interface Recorded {
  readonly name: string;
  readonly gameId: string;
  /** The creation time of the game and the time of the recording, epoch ms. */
  readonly created: number;
  readonly now: number;
  /** Each table of SQLite: its definition and its rows. */
  readonly tables: readonly StoredTable[];
  readonly attachments: readonly unknown[];
  /** The strings in Redis by key. */
  readonly redis: Readonly<Record<string, string>>;
  /** The version of each seat, for tokens; null for a free seat. */
  readonly seatVersions: readonly (number | null)[];
  /** The snapshot of each viewer; empty for a game that has ended. */
  readonly snapshots: Readonly<Record<string, object>>;
  /** The replay; null before the first finished deal. */
  readonly replay: object | null;
  /** The first and the last remembered action of each seat, with their answers. */
  readonly answers: readonly { readonly seat: Seat; readonly message: object; readonly answer: object }[];
}

const START = 1_800_000_000_000;

const requestOf = (key: string) => ({ key, fingerprint: `what ${key} asks for` });

/** The state in which a game is recorded. */
interface Scene {
  readonly name: string;
  readonly rules?: Partial<Rules>;
  /** The number of players, and whether bots fill the other seats. */
  readonly people?: number;
  readonly bots?: boolean;
  /** Whether the players make no moves. */
  readonly idle?: boolean;
  readonly until: (game: Game) => boolean;
  /** Further steps in that state. */
  readonly after?: (at: Stage) => Promise<void>;
}

/** A game in progress. */
interface Stage {
  readonly object: GameObject;
  readonly ports: NetworkPorts & { readonly weather: Weather };
  readonly game: () => Game;
  readonly ask: GameObject["ask"];
  readonly act: (seat: Seat, message: object) => Promise<object>;
  readonly wait: (ms: number) => Promise<void>;
  readonly open: (viewer: Viewer) => Promise<void>;
}

const inPhase =
  (name: Game["phase"]["name"], deal = 1) =>
  ({ phase, dealNumber }: Game) =>
    phase.name === name && dealNumber >= deal;

const SCENES: readonly Scene[] = [
  { name: "lobby", people: 3, until: ({ phase }) => phase.name === "ready" },
  { name: "auction", until: ({ phase }) => phase.name === "bid" && phase.bids.length === 3 },
  { name: "rank-call", until: inPhase("call-partner-rank") },
  {
    name: "blind-trick",
    until: ({ phase }) => phase.name === "play-first-trick" && phase.trick.length === 2,
    after: async ({ act, game }) => {
      const { phase } = game();
      const hand = "hands" in phase ? phase.hands[3] : [];
      await act(3, { message_type: "reorder", action_id: "turned", hand: hand.toReversed() });
    },
  },
  { name: "suit-call", until: inPhase("call-partner-suit") },
  {
    name: "suit-before-play",
    rules: { suit_call: "before-play", first_lead: "eldest" },
    until: inPhase("trick-won"),
  },
  {
    name: "middle-trick",
    rules: { turn_seconds: 20 },
    until: ({ phase }) =>
      phase.name === "play-tricks" && phase.tricks.length === 4 && phase.trick.length === 3,
    after: async ({ open }) => {
      for (const viewer of [0, 2, "observer"] as const) await open(viewer);
    },
  },
  {
    name: "end-with-some-ready",
    until: inPhase("end", 3),
    after: async ({ act }) => {
      await act(1, { message_type: "next-deal", action_id: "again", nonce: "abc123" });
    },
  },
  { name: "match-over", rules: { deals: 2, multiplier: "ladder" }, until: inPhase("end", 2) },
  {
    name: "bots-and-stand-in",
    people: 2,
    bots: true,
    idle: true,
    rules: { turn_seconds: 5 },
    until: ({ phase, seats }) =>
      phase.name === "play-tricks" &&
      phase.tricks.length > 1 &&
      seats.some(({ occupant }) => occupant?.acting.by === "stand-in"),
  },
  {
    name: "restored",
    until: ({ phase }) => phase.name === "play-tricks" && phase.tricks.length === 3,
    after: async ({ object, wait, open }) => {
      await wait(2_000);
      object.loseStorage();
      await open(1);
    },
  },
  { name: "long-match", rules: { deals: 12 }, until: inPhase("bid", 6) },
  {
    name: "gallery",
    until: inPhase("trick-won"),
    after: async ({ ask, game, ports, wait }) => {
      const key = { gameId: ports.gameId, created: game().creation.at, near: "", number: 0 };
      await ask((actor) => actor.attend(key, 17));
      await wait(100);
    },
  },
  {
    name: "ended",
    until: inPhase("bid"),
    after: async ({ ask, ports, object }) => {
      ports.weather.outage = true;
      await ask((actor) => actor.end(vouchFor("host", ports), ports.gameId));
      object.hibernate();
    },
  },
];

const record = async (scene: Scene, at: number): Promise<Recorded> => {
  const { name, people = 5, bots = false, idle = false, until, after = async () => {} } = scene;
  const random = seeded(1_000 + at);
  const loop = openLoop(START);
  const vault = new Vault();
  const checker = new Checker(vault);
  const redis = new FakeRedis(loop.now);
  const settings = simulatedSettings({ BOT_PAUSE_MS: "200" });
  const weather = { outage: false, faults: 0, faulted: 0, faultedAt: START };
  const object = new GameObject({
    ...{ loop, random, settings, redis, weather, vault },
    onRow: (row) => checker.row(row),
    onFault: (what) => checker.problem(what),
  });
  redis.onState = (stamp, text) => checker.copied(stamp, text);
  const gameId = `REC${String(at).padStart(3, "0")}`;
  const created = () => checker.table?.game.creation.at ?? 0;
  const ports = { loop, random, object, gameId, created, settings, weather };
  const game = () => {
    if (!checker.table) throw new Error("there is no game");
    return checker.table.game;
  };
  const wait = (ms: number) => settled(loop, new Promise<void>((resume) => loop.after(ms, resume)));
  const ask: GameObject["ask"] = (question) => settled(loop, object.ask(question));
  const answers: { seat: Seat; message: object; answer: object }[] = [];
  const act = async (seat: Seat, message: object) => {
    const token = `player.${seat}.${game().seats[seat].version}`;
    const result = await ask((actor) => actor.act(vouchFor(token, ports), gameId, decode(message)));
    if (!result.ok || result.value.rejection) throw new Error(`${name}: ${JSON.stringify(result)}`);
    answers.push({ seat, message, answer: result.value.message });
    return result.value.message;
  };
  const open = async (viewer: Viewer) => {
    const end = new ServerEnd(object, { carry: () => {}, hangUp: () => {} });
    const token = viewer === "observer" ? viewer : `player.${viewer}.${game().seats[viewer].version}`;
    await ask((actor) =>
      actor.admitSocket({
        gameId,
        envelope: vouchFor(token, ports),
        framing: "single",
        near: "",
        resume: null,
        accept: () => end,
      }),
    );
    await wait(200);
  };
  const stage = { object, ports, game, ask, act, wait, open };

  const rules = { ...DEFAULT_RULES, ...scene.rules };
  await ask((actor) =>
    actor.create(gameId, { rules, creator: { name: "Àda", nonce: "00ff" }, request: requestOf("k") }),
  );
  for (let more = 1; more < people; more += 1)
    await ask((actor) =>
      actor.join(gameId, { name: `Guest ${more}`, nonce: "", request: requestOf(`k${more}`) }),
    );
  if (bots) await ask((actor) => actor.seatBots(vouchFor("host", ports), gameId, null, "rule"));
  await wait(100);
  for (let actions = 0; !until(game()); actions += 1) {
    if (actions > 2_000) throw new Error(`${name} never comes to its scene`);
    const turn = turnOf(game());
    const seats = turn === null ? SEATS : [turn];
    const able = seats.find((seat) => {
      const holder = game().seats[seat].occupant;
      return !idle && holder?.acting.by === "player" && mustAct(viewFor(game(), seat, 0));
    });
    const move = able === undefined ? null : randomMove(viewFor(game(), able, 0), random);
    if (able === undefined || !move) await wait(100);
    else await act(able, { ...move, action_id: `a ${actions}` });
    await wait(20);
  }
  await after(stage);
  await wait(100);

  const told = await ask((actor) => actor.replay(vouchFor("host", ports), gameId));
  const table = checker.table as GameRecord;
  const isGone = name === "ended";
  const strings = await Promise.all(
    [...redis.strings].map(async ([key, { value }]) => [key, await sealedIn(value, vault, settings.keyring)]),
  );
  const seatAnswers = SEATS.flatMap((seat) => {
    const own = answers.filter((one) => one.seat === seat && !isGone).slice(-64);
    return own.length > 1 ? [own[0], own.at(-1)] : own;
  });
  return {
    name,
    gameId,
    created: created(),
    now: loop.now(),
    ...object.stored(),
    redis: Object.fromEntries(strings),
    seatVersions: SEATS.map((seat) =>
      table.game.seats[seat].occupant ? table.game.seats[seat].version : null,
    ),
    snapshots: isGone
      ? {}
      : Object.fromEntries(
          [...SEATS, "observer" as const].map((viewer) => [viewer, viewFor(table.game, viewer, 0)]),
        ),
    replay: told.ok ? told.value : null,
    answers: seatAnswers.filter((one) => one !== undefined),
  };
};

/** A state of the vault, encrypted as in Redis. */
const sealedIn = async (text: string, vault: Vault, keyring: Parameters<typeof seal>[1]): Promise<string> => {
  const { sealed, ...head } = JSON.parse(text);
  if (typeof sealed !== "string") return text;
  return JSON.stringify({ ...head, sealed: await seal(vault.unseal(sealed), keyring) });
};

/** Plays and records every scene. The recordings are always the same, except for the encryption. */
export const recordGames = async (): Promise<readonly Recorded[]> => {
  const recorded: Recorded[] = [];
  for (const [at, scene] of SCENES.entries()) recorded.push(await record(scene, at));
  return recorded;
};
