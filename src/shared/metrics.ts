import { CODES, type Code } from "./protocol/refusal.ts";

/** What is counted in one life of a game's actor, from waking to leaving memory. */
export const COUNTS = [
  /** Calls from the edge and upgrades, each billed as one request. */
  "requests",
  /** Frames that reached the actor, and their characters; a ping is answered without it. */
  "messages_in",
  "characters_in",
  /** Frames that it sent, and their characters: nobody bills those. */
  "messages_out",
  "characters_out",
  /** Alarms that rang, and that were set: a request, and a row written. */
  "alarms",
  "alarms_set",
  "statements",
  "rows_read",
  "rows_written",
  /** Ms by the wall in which something was under way: what is billed as duration, but for the computing itself. */
  "awake_ms",
  /** Requests to Redis, the commands in them as Upstash bills them, about how many bytes went there. */
  "redis_requests",
  "redis_commands",
  "redis_bytes",
  /** Players' actions that were accepted. */
  "actions",
  /** Times that the game went on from Redis, its storage being empty. */
  "recoveries",
] as const;
export type Count = (typeof COUNTS)[number];

/** The counts of one life, or of many together. Numbers alone: never a name, a card, a token [M3]. */
export interface Metrics {
  /** Since when, epoch ms. */
  readonly since: number;
  readonly counts: Readonly<Record<Count, number>>;
  /** What was refused, by public code. */
  readonly refusals: Readonly<Partial<Record<Code, number>>>;
}

/** What a live game tells an operator of itself. */
export interface Account {
  readonly tally: Metrics;
  /** How many are connected. */
  readonly players: number;
  readonly observers: number;
  /** Ms since Redis last confirmed a renewal of the game's copy; null when it has not since the actor woke. */
  readonly lagMs: number | null;
  /** Whether the copy is not known to be fresh. */
  readonly recovering: boolean;
}

/** How long a day's tallies are kept, in seconds. */
export const METRICS_TTL_SECONDS = 3 * 86_400;

/** The hash that holds the tallies of lives that began on the UTC day of `since` (epoch ms): a field for each. */
export const metricsKeyOf = (since: number): string =>
  `tallies:${new Date(since).toISOString().slice(0, 10)}`;

/** The field of a game's life that began at `since`. Written again it replaces itself, so that nothing counts twice. */
export const fieldOf = (gameId: string, since: number): string => `${gameId}:${since}`;

const zero = Object.fromEntries(COUNTS.map((name) => [name, 0])) as Record<Count, number>;

/** A tally in which nothing has been counted since `since` (epoch ms). */
export const emptyMetrics = (since: number): Metrics => ({ since, counts: { ...zero }, refusals: {} });

/** Both together, each code's refusals too. */
export const sumOf = (one: Metrics, other: Metrics): Metrics => combine(one, other, (a, b) => a + b);

/** What was counted between `earlier` and `later` of the same life. */
export const between = (earlier: Metrics, later: Metrics): Metrics =>
  combine(later, earlier, (a, b) => a - b);

const combine = (one: Metrics, other: Metrics, merge: (a: number, b: number) => number): Metrics => ({
  since: Math.min(one.since, other.since),
  counts: Object.fromEntries(
    COUNTS.map((name) => [name, merge(one.counts[name] ?? 0, other.counts[name] ?? 0)]),
  ) as Record<Count, number>,
  refusals: Object.fromEntries(
    CODES.map((code) => [code, merge(one.refusals[code] ?? 0, other.refusals[code] ?? 0)] as const).filter(
      ([, count]) => count !== 0,
    ),
  ),
});

/** A stored tally as it was written, or null for what is none: whoever may write to Redis may write anything there. */
export const metricsIn = (text: string): Metrics | null => {
  try {
    const { since, counts, refusals } = JSON.parse(text) as Metrics;
    if (!Number.isSafeInteger(since)) return null;
    // Only what is known, and only numbers.
    return sumOf(emptyMetrics(since), {
      since,
      counts: numbersIn(counts, COUNTS),
      refusals: numbersIn(refusals, CODES),
    });
  } catch {
    return null;
  }
};

const numbersIn = <Name extends string>(from: Partial<Record<Name, number>>, names: readonly Name[]) =>
  Object.fromEntries(names.map((name) => [name, Number.isFinite(from[name]) ? from[name] : 0])) as Record<
    Name,
    number
  >;
