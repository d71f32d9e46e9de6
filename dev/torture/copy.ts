import type { Redis } from "ioredis";
import { isNewer, type Stamp, stampIn } from "../simulator/redis.ts";

/** How far a copy in Redis, or an answer, has come; `ts` tells orders of cards apart, which raise no revision. */
export interface Level {
  readonly epoch: number;
  readonly revision: number;
  readonly ts: number;
}

/** What `game:<id>:state` has come to; null when it is not there. */
export const copyIn = async (redis: Redis, gameId: string): Promise<Level | null> => {
  const stamp = stampIn(await redis.get(`game:${gameId}:state`));
  if (!stamp) return null;
  const [epoch, revision, ts] = stamp;
  return { epoch, revision, ts };
};

/** Whether what was at `one` is part of what was at `other`. */
export const isWithin = (one: Level, other: Level): boolean => !isNewer(stampOf(one), stampOf(other));

const stampOf = ({ epoch, revision, ts }: Level): Stamp => [epoch, revision, ts];
