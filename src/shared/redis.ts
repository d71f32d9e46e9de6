import { Redis } from "@upstash/redis/cloudflare";
import type { Settings } from "./settings.ts";

/** How long one request to Redis may take, in ms. */
const TIMEOUT_MS = 3_000;

/**
 * A client that sends one request for one command, does not retry and reads no reply as JSON. Its errors quote the
 * command that failed: log their kind, never their text.
 */
export const connectRedis = ({ redis: { url, token } }: Settings): Redis =>
  new Redis({
    url,
    token,
    automaticDeserialization: false,
    enableAutoPipelining: false,
    enableTelemetry: false,
    retry: { retries: 0 },
    signal: () => AbortSignal.timeout(TIMEOUT_MS),
  });

/** The sorted set of games that beat: id by time of the last idle beat, epoch ms [D5]. */
export const LIVE_GAMES = "games:live";
