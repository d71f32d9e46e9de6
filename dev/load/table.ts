import type { Moves } from "./moves.ts";
import { type Frame, type LoadSocket, openSocket, type Traffic } from "./socket.ts";
import type { Tally } from "./tally.ts";

/** The connections of five clients. */
export interface Seating {
  readonly gameId: string;
  /** The URL and the subprotocols for each seat. */
  readonly seats: readonly { readonly url: URL; readonly protocols: readonly string[] }[];
  readonly moves: Moves;
}

/** Five clients of one game. The one on turn acts when the previous action has reached all five. */
export interface LoadTable {
  readonly gameId: string;
  readonly start: () => void;
  /** Stops after the action in progress. Resolves when it has reached all clients. */
  readonly stop: () => Promise<void>;
  /** Acts `count` times. Resolves when the last action has reached all clients. */
  readonly play: (count: number) => Promise<void>;
  /** The number of actions with one answer "ok". */
  readonly acted: () => number;
  /** The revision of the latest public message. After `stop` it is the same for all five clients. */
  readonly revision: () => number;
  /** The traffic of all five sockets. */
  readonly traffic: () => Traffic;
  readonly close: () => void;
}

/** An action without an answer after this time, in ms, counts as lost. */
const LOST_AFTER_MS = 20_000;

/**
 * Opens the five sockets. Results and problems go to `tally`. With a pace there is an action every `everyMs`, or later
 * if the previous one has not reached all clients by then.
 */
export const openTable = async (
  { gameId, seats, moves }: Seating,
  tally: Tally,
  { everyMs }: { readonly everyMs: number } = { everyMs: 0 },
): Promise<LoadTable> => {
  let count = 0;
  let acted = 0;
  let pending: { type: string; id: string; sentAt: number; revision: number | null } | null = null;
  let isRunning = false;
  /** The number of actions after which the table stops by itself. */
  let last = Number.POSITIVE_INFINITY;
  let stopped = () => {};
  let due = 0;
  let pause: NodeJS.Timeout | undefined;
  /** The latest public message of each socket; null before its first message. */
  const seen: (number | null)[] = seats.map(() => null);

  const problem = (what: string) => tally.problem(`${gameId}: ${what}`);
  const act = () => {
    const { seat, type, body } = moves.next();
    count += 1;
    const id = `a-${count}`;
    pending = { type, id, sentAt: performance.now(), revision: null };
    sockets[seat]?.send(JSON.stringify({ ...body, action_id: id }));
  };
  const actWhenDue = () => {
    const now = performance.now();
    due = Math.max(due + everyMs, now);
    pause = setTimeout(act, due - now);
  };
  /** Starts the next action when the sender has its result and all five have the public messages. */
  const goOn = () => {
    if (!pending || pending.revision === null) return;
    const { revision } = pending;
    for (const latest of seen) if (latest === null || latest < revision) return;
    tally.reached(performance.now() - pending.sentAt);
    acted += 1;
    pending = null;
    if (acted >= last) isRunning = false;
    if (!isRunning) stopped();
    else if (everyMs > 0) actWhenDue();
    else act();
  };
  const hearResult = (frame: Frame, revision: number) => {
    const { action_id, status, code } = frame.json();
    if (!pending || action_id !== pending.id) return problem(`a second result for ${action_id}`);
    if (status !== "ok") return problem(`${pending.type} was refused as ${code}`);
    if (pending.revision !== null) return problem(`two results for ${action_id}`);
    pending.revision = revision;
    tally.answered(pending.type, performance.now() - pending.sentAt);
  };
  const hear = (seat: number, frame: Frame) => {
    const { head } = frame;
    const type = head.slice(TYPE_AT, head.indexOf('"', TYPE_AT));
    const revision = revisionIn(head);
    moves.hear(seat, type, frame);
    if (type === "action.result") hearResult(frame, revision);
    else if (type === "error") problem(`an error: ${frame.json().reason}`);
    else {
      const latest = seen[seat] ?? null;
      const expected = latest === null || PRIVATE.includes(type) ? latest : latest + 1;
      if (expected !== null && revision !== expected)
        problem(`seat ${seat} heard ${type} ${revision} in the place of ${expected}`);
      seen[seat] = revision;
    }
    goOn();
  };

  const sockets: LoadSocket[] = [];
  for (const [seat, { url, protocols }] of seats.entries()) {
    const lost = (why: string) => problem(`the socket of seat ${seat} is gone: ${why}`);
    sockets.push(await openSocket({ url, protocols, hear: (frame) => hear(seat, frame), lost }));
  }
  const start = () => {
    isRunning = true;
    due = performance.now();
    act();
  };
  /** Resolves when the table has stopped, or with a problem after `patience` ms. */
  const ended = (patience: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(() => {
        problem(`${pending?.type} ${pending?.id} is lost: ${JSON.stringify(seen)}`);
        resolve();
      }, patience);
      stopped = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  return {
    gameId,
    start,
    stop: () => {
      const end = ended(LOST_AFTER_MS);
      isRunning = false;
      clearTimeout(pause);
      if (!pending) stopped();
      return end;
    },
    play: async (count) => {
      last = acted + count;
      const end = ended(LOST_AFTER_MS + count * everyMs);
      start();
      await end;
      last = Number.POSITIVE_INFINITY;
    },
    acted: () => acted,
    revision: () => {
      const [first, ...others] = seen;
      if (others.some((latest) => latest !== first)) problem(`the five have heard ${seen.join(", ")}`);
      return first ?? 0;
    },
    traffic: () => {
      const each = sockets.map((socket) => socket.traffic());
      const sum = (read: (one: Traffic) => number) => each.reduce((total, one) => total + read(one), 0);
      return {
        sent: sum(({ sent }) => sent),
        received: sum(({ received }) => received),
        frames: sum(({ frames }) => frames),
        messages: sum(({ messages }) => messages),
      };
    },
    close: () => {
      for (const socket of sockets) socket.close();
    },
  };
};

/** The position of the type, with which a message begins. */
const TYPE_AT = '{"message_type":"'.length;
/** Messages to one socket. They have the revision of the public message before them. */
const PRIVATE = ["join.ok", "sync", "hand.update"];

const revisionIn = (head: string): number => {
  const at = head.indexOf('"revision":') + '"revision":'.length;
  return Number.parseInt(head.slice(at, at + 12), 10);
};
