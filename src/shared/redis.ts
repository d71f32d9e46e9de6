import { Redis } from "@upstash/redis/cloudflare";
import type { Settings } from "./settings.ts";

/** The time limit of one request to Redis, in ms. */
const TIMEOUT_MS = 3_000;

/** Redis did not answer in time. The request may still take effect. */
export class RedisTimeout extends Error {
  override readonly name = "RedisTimeout";
}

/** Sends one request with its own client. Rejects when Redis reports an error or does not answer in time. */
export type AskRedis = <T>(request: (redis: Redis) => Promise<T>) => Promise<T>;

/**
 * Redis with one request for each command or pipeline, without retries and without parsing replies as JSON. Errors
 * quote the failed command, so only their kind may be logged. The timer ends with its request, because a running timer
 * keeps an actor awake.
 */
export const redisOf =
  ({ redis: { url, token } }: Settings): AskRedis =>
  async (request) => {
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(), TIMEOUT_MS);
    const redis = new Redis({
      url,
      token,
      automaticDeserialization: false,
      enableAutoPipelining: false,
      enableTelemetry: false,
      retry: { retries: 0 },
      signal: () => deadline.signal,
    });
    try {
      return await request(redis);
    } catch (error) {
      throw deadline.signal.aborted ? new RedisTimeout() : error;
    } finally {
      clearTimeout(timer);
    }
  };

/** The sorted set of live games: ids by the time of the last idle heartbeat, epoch ms [D5]. */
export const LIVE_GAMES = "games:live";
