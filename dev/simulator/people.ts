import { type GameClient, openGameClient } from "../../src/client/game-client.ts";
import type { Nonces } from "../../src/client/nonces.ts";
import type { Seat } from "../../src/shared/game/seats.ts";
import type { ActionMessage } from "../../src/shared/protocol/client.ts";
import { CLOSE } from "../../src/shared/protocol/close.ts";
import { decode } from "../../src/shared/protocol/codec.ts";
import { type Rejection, refusalOf } from "../../src/shared/protocol/refusal.ts";
import type { Viewer } from "../../src/shared/protocol/view.ts";
import { mustAct, type OwnView, randomMove, respelt, wildMove } from "../clients/moves.ts";
import type { Call, Checker, LineMemory } from "./checker.ts";
import { type NetworkPorts, openPlace, vouchFor } from "./network.ts";

/** A simulated player or observer, whose client may be replaced by another one. */
export interface Person {
  readonly viewer: Viewer;
  readonly table: () => GameClient;
  readonly cut: (how: "both" | "silent") => void;
  /** Opens another client, or one with another token. The old client stays open. */
  readonly moveOn: (token?: string) => void;
  /** From now on makes only regular moves, without delay. */
  readonly settle: () => void;
  /** Does nothing for `ms`. */
  readonly rest: (ms: number) => void;
  /** The number of unanswered actions of the current client. */
  readonly unanswered: () => number;
}

export interface PersonOptions {
  readonly viewer: Viewer;
  readonly token: string;
  /** The maximum time before a move, in ms; and the percentage of its turns in which it does nothing. */
  readonly patience: number;
  readonly idle: number;
  /** Whether it uses all spellings of cards, and repeats the id of an accepted action with another request. */
  readonly isOdd: boolean;
  /** The nonces of this person, on all devices. */
  readonly nonces: Nonces;
  readonly checker: Checker;
  readonly calls: Call[];
}

/** Requests that the client may send at any time, regardless of the game. */
const OTHERS: readonly object[] = [
  { message_type: "bid", bid: -1 },
  { message_type: "bid", bid: 120 },
  { message_type: "call-partner-suit", partner_suit: "cups" },
  { message_type: "play", card: { card_id: 7 } },
  { message_type: "next-deal" },
];

/** "ok", or the code of a refusal. */
const answerIn = (rejection: Rejection | null): string => (rejection ? refusalOf(rejection).code : "ok");

export const sit = (ports: NetworkPorts, options: PersonOptions): Person => {
  const { loop, random, object, gameId } = ports;
  const { viewer, patience, isOdd, nonces, checker, calls } = options;
  let { token, idle } = options;
  let calm = false;
  let line: LineMemory = { epoch: null, revision: null };
  let actions = 0;
  let thinking = false;
  let restUntil = 0;
  const waiting = new Map<Call, GameClient>();
  const byId = new Map<string, Call>();
  let table: GameClient;
  let cut: Person["cut"] = () => {};

  /** Whether the seat has had a later token. Every message with this one is refused. */
  const isVoid = (sentWith: string) => {
    const [, seat, version] = sentWith.split(".");
    return Number(version) < (checker.table?.game.seats[Number(seat) as Seat].version ?? 0);
  };
  const isOver = () => ["replaced", "ended", "refused", "left"].includes(table.state().name);
  const act = (move: ActionMessage) => {
    actions += 1;
    const call: Call = {
      seat: viewer as Seat,
      actionId: `${viewer}-${actions}-${random.hex(4)}`,
      answer: null,
      said: [],
      mayBeUnstored: move.message_type === "reorder",
    };
    calls.push(call);
    byId.set(call.actionId, call);
    ports.say?.(`${viewer} asks`, `${call.actionId} ${move.message_type}`);
    const message = { ...(isOdd ? respelt(move, random) : move), action_id: call.actionId };
    if (!calm && random.chance(0.05)) return overHttp(call, message, 0);
    if (!calm && random.chance(0.05)) {
      call.twice = true;
      overHttp(call, message, 0);
    }
    const device = table;
    waiting.set(call, device);
    void table.act(message as ActionMessage).then((result) => {
      waiting.delete(call);
      if (result.ok) settle(call, result.value.status === "ok" ? "ok" : result.value.code);
    });
  };
  const settle = (call: Call, answer: string) => {
    // A repeat of a refused action may be accepted. An accepted action stays accepted.
    if (call.answer !== "ok") call.answer = answer;
    // Every request with the same id gets the same answer [P19].
    if (isOdd && answer === "ok" && !calm && !call.mayBeUnstored && random.chance(0.1))
      overHttp(call, { ...random.pick(OTHERS), action_id: call.actionId }, 0);
  };
  const overHttp = (call: Call, message: object, tries: number) => {
    loop.after(random.int(50), () => {
      ports.say?.(`${viewer} over HTTP`, call.actionId);
      const sentWith = token;
      object
        .ask(
          (gameServer) => gameServer.act(vouchFor(sentWith, ports), gameId, decode(message)),
          (result) => {
            if (result.ok && !isVoid(sentWith))
              call.said.push({ answer: answerIn(result.value.rejection), token: sentWith });
          },
        )
        .then(
          (result) => {
            if (result.ok) settle(call, answerIn(result.value.rejection));
          },
          () => {
            if (tries < 5) overHttp(call, message, tries + 1);
          },
        );
    });
  };

  const consider = () => {
    thinking = false;
    if (!calm && loop.now() < restUntil) return;
    const snapshot = table.snapshot();
    if (!snapshot || viewer === "observer" || isOver() || snapshot.end_state?.match_over) return;
    const view = snapshot as unknown as OwnView;
    if (!calm && random.chance(0.05)) return act(strange(snapshot.revision));
    if (!mustAct(view) || (!calm && random.int(100) < idle)) return;
    const move = randomMove(view, random);
    if (!move) return;
    const expected = random.chance(0.2) ? { expected_revision: snapshot.revision } : {};
    act({ ...move, ...expected } as ActionMessage);
  };
  const strange = (revision: number): ActionMessage => {
    const move = wildMove(random);
    return (random.chance(0.3) ? { ...move, expected_revision: revision - 1 } : move) as ActionMessage;
  };
  const think = () => {
    if (thinking) return;
    thinking = true;
    loop.after(calm ? 20 : random.int(patience), consider);
  };

  const open = () => {
    line = { epoch: null, revision: null };
    let followed = null as ReturnType<GameClient["snapshot"]>;
    const mine = line;
    const sentWith = token;
    const place = openPlace(ports, {
      text: (text) => {
        ports.say?.(`${viewer} hears`, text);
        checker.heard(viewer, mine, text);
      },
      said: (text) => {
        if (!text.startsWith('{"message_type":"action.result"')) return;
        const { action_id, status, code } = JSON.parse(text);
        if (isVoid(sentWith)) return;
        byId.get(action_id)?.said.push({ answer: status === "ok" ? "ok" : code, token: sentWith });
      },
      opened: () => {
        mine.epoch = null;
        mine.revision = null;
      },
      hungUp: (code) => {
        if (code === CLOSE.unavailable) checker.problem(`${viewer} is put out, though there is room`);
      },
    });
    const own = openGameClient({ baseUrl: "http://table.example", token, nonces, world: place.world });
    table = own;
    cut = place.cut;
    own.on("action.result", (answer) => {
      if (answer.status === "ok" && answer.effects.revealed === true)
        calls.push({ seat: viewer as Seat, actionId: answer.action_id, answer: "ok", said: [] });
    });
    own.on("sync", ({ snapshot }) => {
      if (followed) checker.followed(viewer, followed, snapshot);
    });
    own.onSnapshot((snapshot) => {
      followed = snapshot;
      if (table === own) think();
    });
    own.onState(({ name }) => {
      // A client that was replaced by a later client of the same player stays closed; others reconnect.
      if (table === own && name === "live") think();
    });
  };
  open();
  // An idle player checks again later.
  const nudge = () => {
    think();
    if (!isOver()) loop.after(1_000 + random.int(4_000), nudge);
  };
  loop.after(random.int(2_000), nudge);

  return {
    viewer,
    table: () => table,
    cut: (how) => cut(how),
    moveOn: (next = token) => {
      token = next;
      open();
    },
    unanswered: () => [...waiting.values()].filter((device) => device === table).length,
    rest: (ms) => {
      restUntil = loop.now() + ms;
    },
    settle: () => {
      calm = true;
      idle = 0;
      think();
    },
  };
};
