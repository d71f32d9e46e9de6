import type { Seating } from "../load/table.ts";
import type { StoredActions } from "./storage.ts";
import type { Workerd } from "./workerd.ts";

/** A minimal server, the same with as many messages as the product, and the product. */
export const NAMES = ["bare", "talking", "product"] as const;
export type Name = (typeof NAMES)[number];

/** A server under measurement, which seats five players and handles their actions. */
export interface Target {
  readonly name: Name;
  readonly workerd: Workerd;
  /** Processes that belong to it but are not the server: the local Redis. */
  readonly besides: readonly number[];
  /** Creates a game for five and returns its connections. */
  readonly seat: () => Promise<Seating>;
  /** The revision of the latest public message of a game, according to the server. */
  readonly revisionOf: (gameId: string) => Promise<number>;
  /** The requests to Redis since the start. */
  readonly redis: () => Promise<RedisCounts>;
  /** Stops it. Resolves with the number of accepted actions in its storage. */
  readonly close: () => Promise<StoredActions>;
}

export interface RedisCounts {
  readonly requests: number;
  /** The sum of the lengths of their commands, and the longest since the last reading, in bytes of JSON. */
  readonly bytes: number;
  readonly longest: number;
  /**
   * The number of commands as Upstash bills them: one for a script and one for each call in it; null when the store
   * does not count.
   */
  readonly commands: number | null;
}
