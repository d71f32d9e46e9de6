import type { ActionMessage } from "../shared/protocol/client.ts";
import { CLOSE } from "../shared/protocol/close.ts";
import type { ActionResult, ServerMessage, ServerMessageType } from "../shared/protocol/server.ts";
import type { Snapshot } from "../shared/protocol/snapshot.ts";
import { err, type Result } from "../shared/result.ts";
import { type Closed, type Connection, connect, waitBefore } from "./connection.ts";
import { type Environment, environmentHere } from "./environment.ts";
import { type Nonces, openNonces } from "./nonces.ts";
import { isGap, isPublic, reduce, wantsMore } from "./reducer.ts";
import { openRequests } from "./requests.ts";
import { openRevealing } from "./revealing.ts";
import { type GameClientState, isOver, type Over, overBy } from "./state.ts";

/** After a connection of this length, in ms, the next loss begins with the first wait again. */
const STEADY_AFTER_MS = 5_000;

/** A seat or an observer's place in a game, across reconnections [S16]. */
export interface GameClient {
  readonly state: () => GameClientState;
  /** The game as this viewer may see it, updated by every message; null until the first `join.ok`. */
  readonly snapshot: () => Snapshot | null;
  /**
   * Sends an action, and sends it again with the same `action_id` after each reconnection until it has its answer. A
   * choice is for the turn of the snapshot at this call, unless it names another [P17]: sent late, it answers no other
   * question, and is refused with `desync`.
   */
  readonly act: (action: ActionMessage) => Promise<Result<ActionResult, Over>>;
  /** Asks for a fresh snapshot. */
  readonly sync: () => Promise<Result<Snapshot, Over>>;
  /** Calls `listener` for each message of `type`, after the snapshot is updated. Returns a function that stops it. */
  readonly on: <T extends ServerMessageType>(
    type: T,
    listener: (message: ServerMessage<T>) => void,
  ) => () => void;
  /** Calls `listener` after each change of the snapshot. */
  readonly onSnapshot: (listener: (snapshot: Snapshot) => void) => () => void;
  readonly onState: (listener: (state: GameClientState) => void) => () => void;
  /**
   * Tells the client that its machine or network may have slept: it ends the wait before a reconnection, and checks an
   * open connection.
   */
  readonly wake: () => void;
  /** Closes the connection for good. */
  readonly close: () => void;
  /** Resolves when the client has ended for good. */
  readonly over: Promise<Over>;
}

export interface GameClientOptions {
  /** Such as "http://localhost:8787". */
  readonly baseUrl: string;
  /** The token of a player or an observer. */
  readonly token: string;
  /**
   * Fetches another token after the server has refused the current one, for example because it has expired. It is
   * called once for each refusal. If it resolves with null or rejects, the client ends as `refused` [S17].
   */
  readonly renew?: () => Promise<string | null>;
  /**
   * The player's nonces. The client commits to one with each request for the next deal, and reveals it by itself [G41].
   * A client that committed when it created or joined the game passes the same nonces here. The default keeps them in
   * memory.
   */
  readonly nonces?: Nonces;
  readonly world?: Environment;
}

/** Joins with `token`, and reconnects after every loss [S16]. */
export const openGameClient = ({
  baseUrl,
  token,
  renew,
  nonces = openNonces(),
  world = environmentHere(),
}: GameClientOptions): GameClient => {
  const requests = openRequests();
  const messages = listeners<ServerMessage>();
  const snapshots = listeners<Snapshot>();
  const states = listeners<GameClientState>();
  const ids = `${world.random().toString(36).slice(2, 12)}-`;
  let bearer = token;
  let state: GameClientState = { name: "connecting" };
  let snapshot: Snapshot | null = null;
  let resume: string | null = null;
  let endReason: string | null = null;
  let connection: Connection;
  let cancel = () => {};
  let asked = false;
  let isWaiting = false;
  let tries = 0;
  let count = 0;
  let tellOver: (over: Over) => void = () => {};
  const over = new Promise<Over>((tell) => {
    tellOver = tell;
  });

  const nextId = () => {
    count += 1;
    return `${ids}${count}`;
  };
  const become = (next: GameClientState) => {
    state = next;
    states.tell(next);
  };
  const ask = () => {
    if (asked || state.name !== "live") return;
    asked = true;
    connection.send({ message_type: "sync", action_id: nextId() });
  };

  const welcome = () => {
    asked = false;
    cancel = world.after(STEADY_AFTER_MS, () => {
      tries = 0;
    });
    for (const message of requests.unanswered()) connection.send(message);
    become({ name: "live" });
  };
  /** Takes the messages of one frame. Whether something is missing shows after the last of them. */
  const hear = (frame: readonly ServerMessage[]) => {
    const before = snapshot;
    for (const message of frame) take(message);
    if (snapshot && snapshot !== before && wantsMore(snapshot, frame)) ask();
  };
  const take = (message: ServerMessage) => {
    const before = snapshot;
    if (message.message_type === "join.ok") {
      if (before && before.epoch !== message.snapshot.epoch)
        requests.drop(isLost(message.snapshot.turn), (id) => tooOld(message, id));
      snapshot = message.snapshot;
      resume = message.connection ?? resume;
      welcome();
    } else if (before && isPublic(message) && isGap(before, message)) ask();
    else if (before) snapshot = reduce(before, message);
    if (message.message_type === "game.ended") endReason = message.reason;
    if (message.message_type === "join.ok" || message.message_type === "sync") asked = false;
    requests.answer(message);
    if (snapshot && ["join.ok", "sync", "phase.change"].includes(message.message_type))
      revealing.see(snapshot, message.message_type === "join.ok");
    messages.tell(message);
    if (snapshot && snapshot !== before) snapshots.tell(snapshot);
  };

  const put = (message: ActionMessage & { readonly action_id: string }) => {
    const answer = requests.act(message);
    if (state.name === "live") connection.send(message);
    return answer;
  };
  const revealing = openRevealing({
    ...{ nonces, nextId, act: put },
    again: (message) => {
      if (state.name === "live") connection.send(message);
    },
  });
  /** Asks for the next deal with a commitment. */
  const askForNext = (message: ActionMessage & { readonly action_id: string }, before: Snapshot) => {
    const commitment = nonces.commit();
    return put({ ...message, nonce_commitment: commitment } as typeof message).then((answer) => {
      if (answer.ok && answer.value.status === "ok")
        nonces.accepted({ ...before, epoch: answer.value.epoch }, commitment);
      return answer;
    });
  };

  const finish = (end: Over) => {
    cancel();
    requests.end(end);
    become(end);
    tellOver(end);
  };
  const tryAgain = () => {
    isWaiting = true;
    cancel = world.after(waitBefore(tries, world.random()), open);
  };
  const lost = (why: Closed) => {
    const end = overBy(why, endReason);
    const another = why.closeCode === CLOSE.badToken ? renew : undefined;
    if (end && !another) return finish(end);
    cancel();
    tries += 1;
    if (end && another) {
      const goOn = (fresh: string | null) => {
        if (ended()) return;
        if (fresh === null) return finish(end);
        bearer = fresh;
        // It waits, so that a server that refuses all tokens is not called without pause.
        tryAgain();
      };
      another().then(goOn, () => goOn(null));
    } else tryAgain();
    become({ name: "reconnecting", tries });
  };
  const open = () => {
    isWaiting = false;
    connection = connect({ baseUrl, token: bearer, resume, world, hear, lost });
  };
  const ended = (): Over | null => (isOver(state) ? state : null);
  open();

  return {
    state: () => state,
    snapshot: () => snapshot,
    act: (action) => {
      const end = ended();
      if (end) return Promise.resolve(err(end));
      const message = { ...forTurn(action, snapshot), action_id: action.action_id ?? nextId() };
      return snapshot && bringsNothing(message) ? askForNext(message, snapshot) : put(message);
    },
    sync: () => {
      const end = ended();
      if (end) return Promise.resolve(err(end));
      const answer = requests.sync();
      ask();
      return answer;
    },
    on: (type, listener) =>
      messages.add((message) => {
        if (message.message_type === type) listener(message as never);
      }),
    onSnapshot: snapshots.add,
    onState: states.add,
    wake: () => {
      if (state.name === "live") connection.check();
      if (state.name !== "reconnecting" || !isWaiting) return;
      cancel();
      open();
    },
    close: () => {
      if (ended()) return;
      connection.close();
      finish({ name: "left" });
    },
    over,
  };
};

/** What answers a question of the game. An order of cards, a phrase and the wish for the next deal fit any turn. */
const CHOICES: readonly ActionMessage["message_type"][] = [
  "bid",
  "call-partner-rank",
  "call-partner-suit",
  "play",
];

const isChoice = ({ message_type }: { readonly message_type: string }): boolean =>
  CHOICES.includes(message_type as ActionMessage["message_type"]);
/** Whether `action` asks for the next deal without adding anything to its shuffle. */
const bringsNothing = (action: ActionMessage): boolean =>
  action.message_type === "next-deal" && action.nonce === undefined && action.nonce_commitment === undefined;

const forTurn = (action: ActionMessage, snapshot: Snapshot | null): ActionMessage =>
  snapshot && isChoice(action) ? { expected_turn: snapshot.turn, ...action } : action;

/**
 * Whether a choice of an earlier epoch is not in a game that continues at `turn`, and must not be sent again. A choice for
 * an earlier turn may have been accepted: sent again, it gets its first answer, or it is refused for its turn.
 */
const isLost =
  (turn: number) =>
  (message: { readonly message_type: string; readonly expected_turn?: number | undefined }): boolean =>
    isChoice(message) && (message.expected_turn ?? turn) >= turn;

/** The answer to a choice of an earlier epoch. A turn of that epoch may have the number of another one in this. */
const tooOld = (welcome: ServerMessage<"join.ok">, action_id: string): ActionResult => {
  const { player_id: _player, role: _role, snapshot: _snapshot, connection: _name, ...fields } = welcome;
  return {
    ...fields,
    message_type: "action.result",
    action_id,
    status: "error",
    code: "desync",
    reason: "the game was restored from a copy meanwhile",
    recovery: "noop",
  };
};

const listeners = <T>() => {
  const all = new Set<(value: T) => void>();
  return {
    add: (listener: (value: T) => void) => {
      all.add(listener);
      return () => void all.delete(listener);
    },
    tell: (value: T) => {
      for (const listener of [...all]) listener(value);
    },
  };
};
