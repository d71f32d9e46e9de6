import { Redis } from "@upstash/redis/cloudflare";
import type { Settings } from "./settings.ts";

/** How long one request to Redis may take, in ms. */
const TIMEOUT_MS = 3_000;

/** Redis did not answer in time. What was asked may still arrive there. */
export class RedisTimeout extends Error {
  override readonly name = "RedisTimeout";
}

/** Does one request with a client of its own; rejects when Redis does, or does not answer in time. */
export type AskRedis = <T>(request: (redis: Redis) => Promise<T>) => Promise<T>;

/**
 * The way to Redis: one request for one command or pipeline, no retries, no reply read as JSON. Errors quote the
 * command that failed: log their kind, never their text. The deadline's timer ends with its request, since a timer
 * that is left keeps an actor awake.
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

/** The sorted set of games that beat: id by time of the last idle beat, epoch ms [D5]. */
export const LIVE_GAMES = "games:live";
