import type { Seating } from "../load/table.ts";
import type { Workerd } from "./workerd.ts";

/** The least that could do it, the same with as many messages as the product has, and the product. */
export const NAMES = ["bare", "talking", "product"] as const;
export type Name = (typeof NAMES)[number];

/** What is measured: a server that seats five and takes their actions. */
export interface Target {
  readonly name: Name;
  readonly workerd: Workerd;
  /** Processes that belong to it but are not the server: the local stand-in for Redis. */
  readonly besides: readonly number[];
  /** Makes a game for five, ready to be connected to. */
  readonly seat: () => Promise<Seating>;
  /** The number of a game's latest public message, as the server has it. */
  readonly revisionOf: (gameId: string) => Promise<number>;
  /** What Redis has been asked since the beginning. */
  readonly redis: () => Promise<RedisCounts>;
  /** Ends it; resolves with how many accepted actions its storage then holds. */
  readonly close: () => Promise<number>;
}

export interface RedisCounts {
  readonly requests: number;
  /** As Upstash bills them: a script, and each call that it makes; null where the store does not count. */
  readonly commands: number | null;
}
