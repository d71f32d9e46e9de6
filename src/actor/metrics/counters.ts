import { COUNTS, type Count, emptyMetrics, type Metrics } from "../../shared/metrics.ts";
import { CODES, type Code, type Refusal, type Rejection, refusalOf } from "../../shared/protocol/refusal.ts";
import type { Result } from "../../shared/result.ts";

/** The counters of one lifetime of an actor. They are in memory, cause no writes and end with the actor [M1]. */
export interface Counters {
  readonly add: (name: Count, count?: number) => void;
  readonly refused: (code: Code) => void;
  /** Counts a rejection and returns its public form. */
  readonly refuse: (rejection: Rejection) => Refusal;
  /** Runs `work` and counts its duration. Overlapping work counts once, as it is billed. */
  readonly during: <T>(work: () => Promise<T>) => Promise<T>;
  /** Runs a call from outside and counts it, its duration and its rejection. */
  readonly request: <T>(call: () => Promise<T>) => Promise<T>;
  /** Runs the handler of the frame `data`, and counts the frame and its duration. The handler counts refusals. */
  readonly frame: (data: string | ArrayBuffer, handle: () => Promise<void>) => Promise<void>;
  /** Runs the handler of an alarm, and counts the alarm and its duration. */
  readonly alarm: (handle: () => Promise<void>) => Promise<void>;
  /** The counts so far. */
  readonly tally: () => Metrics;
  /** Adds the counts from before a hibernation, which belong to the same lifetime. */
  readonly resume: (earlier: Metrics) => void;
}

/** Opens counters that begin at zero at `now` (epoch ms). */
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
  const refuse: Counters["refuse"] = (rejection) => {
    const refusal = refusalOf(rejection);
    refused(refusal.code);
    return refusal;
  };
  const during: Counters["during"] = async (work) => {
    if (underWay === 0) from = now();
    underWay += 1;
    try {
      return await work();
    } finally {
      underWay -= 1;
      if (underWay === 0) add("awake_ms", now() - from);
    }
  };
  return {
    add,
    refused,
    refuse,
    during,
    request: (call) => {
      add("requests");
      return during(async () => {
        const answer = await call();
        if (isRejected(answer)) refuse(answer.error);
        return answer;
      });
    },
    frame: (data, handle) => {
      add("messages_in");
      add("characters_in", typeof data === "string" ? data.length : data.byteLength);
      return during(handle);
    },
    alarm: (handle) => {
      add("alarms");
      return during(handle);
    },
    tally: () => ({ since, counts: { ...counts }, refusals: { ...refusals } }),
    resume: (earlier) => {
      since = earlier.since;
      for (const name of COUNTS) add(name, earlier.counts[name]);
      for (const code of CODES) if (earlier.refusals[code]) refused(code, earlier.refusals[code]);
    },
  };
};

const isRejected = (answer: unknown): answer is Extract<Result<never, Rejection>, { ok: false }> =>
  typeof answer === "object" && answer !== null && (answer as { ok?: unknown }).ok === false;

const countersOf = new WeakMap<object, Counters>();

/** Counts what is sent on `socket` from now on with `counters`. */
export const countSocket = (socket: object, counters: Counters): void => {
  countersOf.set(socket, counters);
};

/** Counts a message of `characters` that was sent on `socket`. */
export const countSent = (socket: object, characters: number): void => {
  const counters = countersOf.get(socket);
  counters?.add("messages_out");
  counters?.add("characters_out", characters);
};
