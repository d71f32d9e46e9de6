import type { Figure } from "../results.ts";

/** The goals of the product as multiples of the bare object's figures with the same load. */
export const AT_LEAST: Partial<Record<Figure, number>> = { actionsPerSecond: 0.85 };
export const AT_MOST: Partial<Record<Figure, number>> = { p99: 1.5, cpu: 1.4 };

/** The maximum memory of an idle game, in bytes. */
export const IDLE_GAME_AT_MOST = 200 * 1024;

/** The maximum time of a neighbour's action under attack, as a multiple of its time in quiet. */
export const UNDER_ATTACK_AT_MOST = 3;
