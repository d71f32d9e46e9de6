import type { Code } from "../shared/rejection.ts";
import { type Count, emptyTally, type Tally } from "../shared/tally.ts";

/** The counters of one life of an actor: numbers in memory, which cost no write and are gone with it [M1]. */
export interface Counters {
  readonly add: (name: Count, count?: number) => void;
  readonly refused: (code: Code) => void;
  /** Does `work`, and counts how long something was under way: what overlaps counts once, as it is billed. */
  readonly during: <T>(work: () => Promise<T>) => Promise<T>;
  /** What has been counted so far. */
  readonly tally: () => Tally;
}

/** Counters that begin at nought, now (epoch ms). */
export const openCounters = (now: () => number): Counters => {
  const since = now();
  const counts: Record<Count, number> = { ...emptyTally(since).counts };
  const refusals: Partial<Record<Code, number>> = {};
  let underWay = 0;
  let from = since;
  return {
    add: (name, count = 1) => {
      counts[name] += count;
    },
    refused: (code) => {
      refusals[code] = (refusals[code] ?? 0) + 1;
    },
    during: async (work) => {
      if (underWay === 0) from = now();
      underWay += 1;
      try {
        return await work();
      } finally {
        underWay -= 1;
        if (underWay === 0) counts.awake_ms += now() - from;
      }
    },
    tally: () => ({ since, counts: { ...counts }, refusals: { ...refusals } }),
  };
};
