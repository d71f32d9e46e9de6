import type { Figure, Young } from "../results.ts";

/**
 * The goals of the product as multiples of the bare object's figures with the same load. A number counts for every
 * load.
 */
export const AT_LEAST: Partial<Record<Figure, (games: number) => number>> = {
  actionsPerSecond: (games) => (games < 200 ? 0.9 : 0.95),
};
export const AT_MOST: Partial<Record<Figure, number>> = { p99: 1.5, cpu: 1.25 };
export const YOUNG_AT_MOST: Partial<Record<keyof Young, number>> = { p50: 1.5, cpu: 1.6 };

/** The maximum time of the action that deals, and of the last card, as a multiple of another card's. */
export const HEAVY_AT_MOST = 1.3;

/** The maximum memory of an idle game: asleep in bytes, awake as a multiple of the bare object's. */
export const ASLEEP_AT_MOST = 60 * 1024;
export const AWAKE_AT_MOST = 1.05;

/** The maximum size of the Worker with gzip, and of a request to Redis on average and at most, in bytes. */
export const WORKER_AT_MOST = 110 * 1024;
export const REDIS_BYTES_AT_MOST = { mean: 10 * 1024, most: 16 * 1024 };

/** The maximum time of a neighbour's action under attack, as a multiple of its time in quiet. */
export const UNDER_ATTACK_AT_MOST = 3;
