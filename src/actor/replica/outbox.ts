import type { GameRecord } from "../core/game-record.ts";
import type { Place, Publication } from "./redis-replica.ts";

/**
 * After a write newer states replace each other unsent, for so many times as long as it took and within these bounds, in
 * ms: a busy table spends a small part of its time on its copy, and the less often it writes the busier everything is.
 */
const PAUSE_FACTOR = 4;
const MIN_PAUSE_MS = 25;
const MAX_PAUSE_MS = 1_000;
/** How many actions' public messages are kept through an outage [D4]. */
const MAX_BACKLOG = 1_000;
/** How many of them one write carries, and of how many characters; the rest goes with the next [D12]. */
const MAX_IN_ONE = 64;
const MAX_CHARACTERS_IN_ONE = 256_000;

export interface OutboxPorts {
  /** Writes one state, `told` up to there; rejects when it is not known to have arrived. */
  readonly write: (
    table: GameRecord,
    publications: readonly Publication[],
    told: Place,
  ) => Promise<"written" | "outdated">;
  readonly wait: (ms: number) => Promise<void>;
  /** Epoch ms. */
  readonly now: () => number;
  /** Told of every end of a write; of a failed one, with the error. */
  readonly settled: (table: GameRecord, outcome: "written" | "outdated" | "failed", error?: unknown) => void;
}

/** The outbox between a table and its copy in Redis: ordered, one write in flight, newest state only [D8]. */
export interface Outbox {
  /** Hands over the newest state and what it made public. Returns at once. */
  readonly offer: (table: GameRecord, publication: Publication | null) => void;
  /** Tries again after a failure. Returns at once. */
  readonly retry: () => void;
  /** Whether the copy is not known to hold the newest state. */
  readonly isBehind: () => boolean;
  /** Sends no more. Resolves, when nothing is in flight, with what is not known to have been published. */
  readonly stop: () => Promise<readonly Publication[]>;
}

/** The first of `publications` that one request may carry, `most` at most [D12]. */
export const fitting = (publications: readonly Publication[], most = MAX_IN_ONE): readonly Publication[] => {
  let characters = 0;
  const end = publications.slice(0, most).findIndex(({ text }, at) => {
    characters += text().length;
    return at > 0 && characters > MAX_CHARACTERS_IN_ONE;
  });
  return publications.slice(0, end < 0 ? most : end);
};

/** The place just before those messages. */
const before = ({ epoch, revision, count }: Publication): Place => ({ epoch, revision: revision - count });

export const openOutbox = ({ write, wait, now, settled }: OutboxPorts): Outbox => {
  let unsent: GameRecord | null = null;
  let inFlight: GameRecord | null = null;
  let backlog: readonly Publication[] = [];
  let isRunning = false;
  let sending: Promise<boolean> | null = null;
  let stopped = false;
  let wroteAt = 0;
  let pauseMs = 0;
  /** Less after each failure: Redis may have refused a request for its size. */
  let mostInOne = MAX_IN_ONE;

  /** Whether the write arrived. */
  const send = async (table: GameRecord): Promise<boolean> => {
    const publications = fitting(backlog, mostInOne);
    const waiting = backlog[publications.length];
    const { epoch, revision } = table.game;
    unsent = null;
    inFlight = table;
    const startedAt = now();
    try {
      const outcome = await write(table, publications, waiting ? before(waiting) : { epoch, revision });
      wroteAt = now();
      pauseMs = Math.min(Math.max((wroteAt - startedAt) * PAUSE_FACTOR, MIN_PAUSE_MS), MAX_PAUSE_MS);
      backlog = backlog.filter((told) => !publications.includes(told));
      mostInOne = Math.min(Math.max(2 * mostInOne, 1), MAX_IN_ONE);
      // What did not fit goes with the same state once more, if there is no newer one.
      if (backlog.length > 0) unsent ??= table;
      inFlight = null;
      settled(table, outcome);
      return true;
    } catch (error) {
      mostInOne = Math.floor(publications.length / 2);
      unsent ??= table;
      inFlight = null;
      settled(table, "failed", error);
      return false;
    }
  };
  /** Only what is there to be sent waits: a timer without purpose would keep the actor awake. */
  const rest = async () => {
    const left = Math.min(wroteAt + pauseMs - now(), pauseMs);
    if (left > 0) await wait(left);
  };
  const run = async () => {
    isRunning = true;
    while (!stopped && unsent) {
      await rest();
      if (stopped || !unsent) break;
      sending = send(unsent);
      if (!(await sending)) break;
    }
    isRunning = false;
  };
  const start = () => {
    if (!stopped && unsent && !isRunning) void run();
  };
  return {
    offer: (table, publication) => {
      if (stopped) return;
      unsent = table;
      if (publication) backlog = [...backlog, publication].slice(-MAX_BACKLOG);
      start();
    },
    retry: start,
    isBehind: () => unsent !== null || inFlight !== null,
    stop: async () => {
      stopped = true;
      unsent = null;
      await sending;
      const left = backlog;
      backlog = [];
      return left;
    },
  };
};
