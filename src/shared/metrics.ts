import { CODES, type Code } from "./protocol/refusal.ts";

/** What a game's actor counts in one life, from waking up to leaving memory. */
export const COUNTS = [
  /** Calls from the edge and upgrades. Each is billed as one request. */
  "requests",
  /** Frames that the actor received, and their characters. The platform answers pings without the actor. */
  "messages_in",
  "characters_in",
  /** Frames that the actor sent, and their characters. They are not billed. */
  "messages_out",
  "characters_out",
  /** Alarms that fired, each billed as a request, and alarms that were set, each billed as a written row. */
  "alarms",
  "alarms_set",
  "statements",
  "rows_read",
  "rows_written",
  /** Wall-clock ms during which something was in progress. Duration is billed by it, except for computing time. */
  "awake_ms",
  /** Requests to Redis, the commands in them as Upstash bills them, and approximately the bytes sent. */
  "redis_requests",
  "redis_commands",
  "redis_bytes",
  /** Accepted actions of players. */
  "actions",
  /** Restores from Redis. */
  "recoveries",
] as const;
export type Count = (typeof COUNTS)[number];

/** The counts of one life, or the sum of several. They contain numbers only [M3]. */
export interface Metrics {
  /** The beginning, epoch ms. */
  readonly since: number;
  readonly counts: Readonly<Record<Count, number>>;
  /** Refusals by public code. */
  readonly refusals: Readonly<Partial<Record<Code, number>>>;
}

/** What a live game reports to an operator. */
export interface Account {
  readonly tally: Metrics;
  /** Connected players. */
  readonly players: number;
  readonly observers: number;
  /** Ms since Redis last confirmed a renewal of the copy; null when it has not done so in this life. */
  readonly lagMs: number | null;
  /** Whether the copy may be out of date. */
  readonly recovering: boolean;
}

/** How long the tallies of a day are kept, in seconds. */
export const METRICS_TTL_SECONDS = 3 * 86_400;

/** The Redis hash with the tallies of the lives that began on the UTC day of `since` (epoch ms), one field each. */
export const metricsKeyOf = (since: number): string =>
  `tallies:${new Date(since).toISOString().slice(0, 10)}`;

/** The field of a life that began at `since` (epoch ms). A later write of the same life replaces it. */
export const fieldOf = (gameId: string, since: number): string => `${gameId}:${since}`;

const zero = Object.fromEntries(COUNTS.map((name) => [name, 0])) as Record<Count, number>;

/** An empty tally that begins at `since` (epoch ms). */
export const emptyMetrics = (since: number): Metrics => ({ since, counts: { ...zero }, refusals: {} });

/** The sum of two tallies. */
export const sumOf = (one: Metrics, other: Metrics): Metrics => combine(one, other, (a, b) => a + b);

/** The difference of two tallies of the same life. */
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

/** A stored tally, or null when `text` is not one. Redis is not trusted. */
export const metricsIn = (text: string): Metrics | null => {
  try {
    const { since, counts, refusals } = JSON.parse(text) as Metrics;
    if (!Number.isSafeInteger(since)) return null;
    // Only known fields with numbers are taken over.
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
