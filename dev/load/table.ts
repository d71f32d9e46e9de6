import type { Moves } from "./moves.ts";
import { type Frame, type LoadSocket, openSocket, type Traffic } from "./socket.ts";
import type { Tally } from "./tally.ts";

/** How five clients get in. */
export interface Seating {
  readonly gameId: string;
  /** For each seat, where it connects and with which subprotocols. */
  readonly seats: readonly { readonly url: URL; readonly protocols: readonly string[] }[];
  readonly moves: Moves;
}

/** Five clients at one table, of whom the one on turn acts when the action before it has reached all five. */
export interface LoadTable {
  readonly gameId: string;
  readonly start: () => void;
  /** Ends after the action under way; resolves when it has reached everyone. */
  readonly stop: () => Promise<void>;
  /** Actions that got their one "ok". */
  readonly acted: () => number;
  /** The number of the latest public message, the same for all five once it has stopped. */
  readonly revision: () => number;
  /** Of all five sockets. */
  readonly traffic: () => Traffic;
  readonly close: () => void;
}

/** Without an answer for so long an action counts as lost, in ms. */
const LOST_AFTER_MS = 20_000;

/**
 * Opens the five sockets. What happens goes to `tally`, and there what must not. With a pace there is an action
 * every `everyMs`, or later when the one before has not reached everyone by then.
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
  /** Once the sender has its result and all five have what it made public, the next one acts. */
  const goOn = () => {
    if (!pending || pending.revision === null) return;
    const { revision } = pending;
    for (const latest of seen) if (latest === null || latest < revision) return;
    tally.reached(pending.type, performance.now() - pending.sentAt);
    acted += 1;
    pending = null;
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
  return {
    gameId,
    start: () => {
      isRunning = true;
      due = performance.now();
      act();
    },
    stop: () =>
      new Promise((resolve) => {
        const timer = setTimeout(() => {
          problem(`${pending?.type} ${pending?.id} is lost: ${JSON.stringify(seen)}`);
          resolve();
        }, LOST_AFTER_MS);
        stopped = () => {
          clearTimeout(timer);
          resolve();
        };
        isRunning = false;
        clearTimeout(pause);
        if (!pending) stopped();
      }),
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
        messages: sum(({ messages }) => messages),
      };
    },
    close: () => {
      for (const socket of sockets) socket.close();
    },
  };
};

/** Where the type stands in a message, which begins with it. */
const TYPE_AT = '{"message_type":"'.length;
/** Told to one socket, with the number of the public message before them. */
const PRIVATE = ["join.ok", "sync", "hand.update"];

const revisionIn = (head: string): number => {
  const at = head.indexOf('"revision":') + '"revision":'.length;
  return Number.parseInt(head.slice(at, at + 12), 10);
};
