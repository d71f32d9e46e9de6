import type { ActionMessage } from "../shared/protocol/client.ts";
import { CLOSE } from "../shared/protocol/close.ts";
import type { ActionResult, ServerMessage, ServerMessageType } from "../shared/protocol/server.ts";
import type { Snapshot } from "../shared/protocol/snapshot.ts";
import { err, ok, type Result } from "../shared/result.ts";
import { type Closed, type Connection, connect } from "./connection.ts";
import { type Environment, environmentHere } from "./environment.ts";
import { isGap, isPublic, reduce } from "./reducer.ts";

/** The first wait before trying again, and the longest, in ms; each is drawn from its upper half. */
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 10_000;
/** A connection that has lived this long, in ms, was a good one: the next loss starts with the first wait. */
const STEADY_AFTER_MS = 5_000;

/** Why a table is over for good. */
export type Over =
  /** Another connection took the seat. */
  | { readonly name: "replaced" }
  /** The game has ended, or is not there any more. */
  | { readonly name: "ended"; readonly reason: string }
  /** The server does not let this token in. */
  | { readonly name: "refused"; readonly reason: string }
  /** Its owner closed it. */
  | { readonly name: "left" };

/** How a table stands with its server. */
export type GameClientState =
  | { readonly name: "connecting" }
  | { readonly name: "live" }
  | { readonly name: "reconnecting"; readonly tries: number }
  | Over;

/** A place at a game, or in its gallery, that outlives its sockets [S16]. */
export interface GameClient {
  readonly state: () => GameClientState;
  /** The game as this viewer may see it, kept up with every message; null until the server has let us in once. */
  readonly snapshot: () => Snapshot | null;
  /** Sends an action, again with the same `action_id` after each loss, until it has its one answer. */
  readonly act: (action: ActionMessage) => Promise<Result<ActionResult, Over>>;
  /** Asks for a fresh snapshot. */
  readonly sync: () => Promise<Result<Snapshot, Over>>;
  /** Calls `listener` for each message of `type`, the snapshot already following it; returns the way to stop. */
  readonly on: <T extends ServerMessageType>(
    type: T,
    listener: (message: ServerMessage<T>) => void,
  ) => () => void;
  /** Calls `listener` after each change of the snapshot. */
  readonly onSnapshot: (listener: (snapshot: Snapshot) => void) => () => void;
  readonly onState: (listener: (state: GameClientState) => void) => () => void;
  /** Leaves: nothing is tried again. */
  readonly close: () => void;
  /** Resolves when it is over for good. */
  readonly over: Promise<Over>;
}

export interface GameClientOptions {
  /** Such as "http://localhost:8787". */
  readonly baseUrl: string;
  /** A player's or an observer's. */
  readonly token: string;
  /**
   * Asked for another token when the server does not take the one in use any more, as when it has run out; once for each
   * refusal. With null, as when the seat is somebody else's, or when it fails, the table is over as `refused` [S17].
   */
  readonly renew?: () => Promise<string | null>;
  readonly world?: Environment;
}

/** Takes the place that `token` is for, and comes back to it after every loss [S16]. */
export const openGameClient = ({
  baseUrl,
  token,
  renew,
  world = environmentHere(),
}: GameClientOptions): GameClient => {
  const unanswered = new Map<string, { message: object; settle: (r: Result<ActionResult, Over>) => void }>();
  const messages = listeners<ServerMessage>();
  const snapshots = listeners<Snapshot>();
  const states = listeners<GameClientState>();
  const ids = `${world.random().toString(36).slice(2, 12)}-`;
  const askers: ((answer: Result<Snapshot, Over>) => void)[] = [];
  let bearer = token;
  let state: GameClientState = { name: "connecting" };
  let snapshot: Snapshot | null = null;
  let endReason: string | null = null;
  let connection: Connection;
  let cancel = () => {};
  let asked = false;
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
    for (const { message } of unanswered.values()) connection.send(message);
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
      snapshot = message.snapshot;
      welcome();
    } else if (before && isPublic(message) && isGap(before, message)) ask();
    else if (before) snapshot = reduce(before, message);
    if (message.message_type === "game.ended") endReason = message.reason;
    if (message.message_type === "action.result") {
      unanswered.get(message.action_id)?.settle(ok(message));
      unanswered.delete(message.action_id);
    }
    if (message.message_type === "join.ok" || message.message_type === "sync") {
      asked = false;
      for (const asker of askers.splice(0)) asker(ok(message.snapshot));
    }
    messages.tell(message);
    if (snapshot && snapshot !== before) snapshots.tell(snapshot);
  };

  const finish = (end: Over) => {
    cancel();
    for (const { settle } of unanswered.values()) settle(err(end));
    for (const asker of askers.splice(0)) asker(err(end));
    unanswered.clear();
    become(end);
    tellOver(end);
  };
  const tryAgain = () => {
    const longest = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (tries - 1));
    cancel = world.after(longest * (0.5 + world.random() / 2), open);
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
        // Not at once: a server that takes no token at all is not to be asked without end.
        tryAgain();
      };
      another().then(goOn, () => goOn(null));
    } else tryAgain();
    become({ name: "reconnecting", tries });
  };
  const open = () => {
    connection = connect({ baseUrl, token: bearer, world, hear, lost });
  };
  const ended = (): Over | null => (isOver(state) ? state : null);
  open();

  return {
    state: () => state,
    snapshot: () => snapshot,
    act: (action) => {
      const end = ended();
      if (end) return Promise.resolve(err(end));
      const message = { ...action, action_id: action.action_id ?? nextId() };
      return new Promise((settle) => {
        unanswered.set(message.action_id, { message, settle });
        if (state.name === "live") connection.send(message);
      });
    },
    sync: () => {
      const end = ended();
      if (end) return Promise.resolve(err(end));
      return new Promise((settle) => {
        askers.push(settle);
        ask();
      });
    },
    on: (type, listener) =>
      messages.add((message) => {
        if (message.message_type === type) listener(message as never);
      }),
    onSnapshot: snapshots.add,
    onState: states.add,
    close: () => {
      if (ended()) return;
      connection.close();
      finish({ name: "left" });
    },
    over,
  };
};

const isOver = (state: GameClientState): state is Over =>
  state.name !== "connecting" && state.name !== "live" && state.name !== "reconnecting";

/** The end that a closed socket means; null = come back. */
const overBy = ({ closeCode, code, reason }: Closed, endReason: string | null): Over | null => {
  if (closeCode === CLOSE.replaced) return { name: "replaced" };
  if (closeCode === CLOSE.ended || closeCode === CLOSE.noSuchGame || endReason !== null)
    return { name: "ended", reason: endReason ?? reason };
  const isBarred = closeCode === CLOSE.policy && code === "forbidden";
  return closeCode === CLOSE.badToken || isBarred ? { name: "refused", reason } : null;
};

/**
 * Whether the snapshot leaves something out that only the server can tell: what this player may do now that it is its
 * turn, or the name of somebody who sat down and has not connected. Finished tricks and deals bring a snapshot unasked.
 */
const wantsMore = (snapshot: Snapshot, frame: readonly ServerMessage[]): boolean => {
  // A snapshot tells everything up to its place in the frame.
  const since = frame.slice(1 + frame.findLastIndex((message) => "snapshot" in message));
  const has = (type: ServerMessageType) => since.some(({ message_type }) => message_type === type);
  if (since.length === 0) return false;
  const { phase, player_id, current_player_id, players, waiting, allowed = [] } = snapshot;
  if (waiting || phase === "trick-won" || phase === "end" || has("trick.won")) return false;
  if (has("phase.change") && phase === "bid" && players.length < 5) return true;
  const canMove = allowed.some((one) => one.message_type !== "reorder");
  return player_id !== undefined && player_id === current_player_id && !canMove;
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
