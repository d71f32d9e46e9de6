import type { Figure } from "../results.ts";

/** What the product is to reach, as a multiple of what the bare object does under the same load. */
export const AT_LEAST: Partial<Record<Figure, number>> = { actionsPerSecond: 0.85 };
export const AT_MOST: Partial<Record<Figure, number>> = { p99: 1.5, cpu: 1.4 };

/** What a game may take while nobody acts, in bytes. */
export const IDLE_GAME_AT_MOST = 200 * 1024;

/** How long an action of a neighbour may take under attack, as a multiple of what it takes in quiet. */
export const UNDER_ATTACK_AT_MOST = 3;
