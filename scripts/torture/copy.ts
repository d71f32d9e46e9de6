import type { Redis } from "ioredis";

/** How far a copy in Redis, or an answer, has come; `ts` tells orders of cards apart, which raise no revision. */
export interface Level {
  readonly epoch: number;
  readonly revision: number;
  readonly ts: number;
}

/** What `game:<id>:state` has come to; null when it is not there. */
export const copyIn = async (redis: Redis, gameId: string): Promise<Level | null> => {
  const state = await redis.get(`game:${gameId}:state`);
  const [, epoch, revision, ts] = /^{"epoch":(\d+),"revision":(\d+),"ts":(\d+)/.exec(state ?? "") ?? [];
  return ts === undefined ? null : { epoch: Number(epoch), revision: Number(revision), ts: Number(ts) };
};

/** Whether what was at `one` is part of what was at `other`. */
export const isWithin = (one: Level, other: Level): boolean => {
  if (one.epoch !== other.epoch) return one.epoch < other.epoch;
  return one.revision === other.revision ? one.ts <= other.ts : one.revision < other.revision;
};
