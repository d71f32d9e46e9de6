import { COUNTS, type Count, emptyMetrics, type Metrics } from "../../shared/metrics.ts";
import { CODES, type Code, type Refusal, type Rejection, refusalOf } from "../../shared/protocol/refusal.ts";

/** The counters of one life of an actor: numbers in memory, which cost no write and are gone with it [M1]. */
export interface Counters {
  readonly add: (name: Count, count?: number) => void;
  readonly refused: (code: Code) => void;
  /** What a rejection is called outside, counted. */
  readonly refuse: (rejection: Rejection) => Refusal;
  /** Does `work`, and counts how long something was under way: what overlaps counts once, as it is billed. */
  readonly during: <T>(work: () => Promise<T>) => Promise<T>;
  /** What has been counted so far. */
  readonly tally: () => Metrics;
  /** Goes on from what was counted before the actor slept: it is one life still. */
  readonly resume: (earlier: Metrics) => void;
}

/** Counters that begin at nought, now (epoch ms). */
export const openCounters = (now: () => number): Counters => {
  let since = now();
  const counts: Record<Count, number> = { ...emptyMetrics(since).counts };
  const refusals: Partial<Record<Code, number>> = {};
  let underWay = 0;
  let from = since;
  const add = (name: Count, count = 1) => {
    counts[name] += count;
  };
  const refused = (code: Code, count = 1) => {
    refusals[code] = (refusals[code] ?? 0) + count;
  };
  return {
    add,
    refused,
    refuse: (rejection) => {
      const refusal = refusalOf(rejection);
      refused(refusal.code);
      return refusal;
    },
    during: async (work) => {
      if (underWay === 0) from = now();
      underWay += 1;
      try {
        return await work();
      } finally {
        underWay -= 1;
        if (underWay === 0) add("awake_ms", now() - from);
      }
    },
    tally: () => ({ since, counts: { ...counts }, refusals: { ...refusals } }),
    resume: (earlier) => {
      since = earlier.since;
      for (const name of COUNTS) add(name, earlier.counts[name]);
      for (const code of CODES) if (earlier.refusals[code]) refused(code, earlier.refusals[code]);
    },
  };
};

const countersOf = new WeakMap<object, Counters>();

/** Has `counters` count what is sent on `socket` from now on. */
export const countSocket = (socket: object, counters: Counters): void => {
  countersOf.set(socket, counters);
};

/** Counts a message of `characters` that was sent on `socket`. */
export const countSent = (socket: object, characters: number): void => {
  const counters = countersOf.get(socket);
  counters?.add("messages_out");
  counters?.add("characters_out", characters);
};
