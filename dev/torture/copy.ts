import type { Redis } from "ioredis";
import { isNewer, type Stamp, stampIn } from "../simulator/redis.ts";

/** The position of a copy in Redis or of an answer. `ts` distinguishes reorders, which raise no revision. */
export interface Level {
  readonly epoch: number;
  readonly revision: number;
  readonly ts: number;
}

/** The position of `game:<id>:state`; null when the key is missing. */
export const copyIn = async (redis: Redis, gameId: string): Promise<Level | null> => {
  const stamp = stampIn(await redis.get(`game:${gameId}:state`));
  if (!stamp) return null;
  const [epoch, revision, ts] = stamp;
  return { epoch, revision, ts };
};

/** Whether a state at `other` includes the one at `one`. */
export const isWithin = (one: Level, other: Level): boolean => !isNewer(stampOf(one), stampOf(other));

const stampOf = ({ epoch, revision, ts }: Level): Stamp => [epoch, revision, ts];
