import { kindOf, log } from "../shared/log.ts";
import type { Answer } from "../shared/protocol/answers.ts";
import { PROTOCOL_VERSION } from "../shared/protocol/version.ts";
import { redisOf } from "../shared/redis.ts";
import type { Ctx } from "./context.ts";

/** `GET /health`: whether Redis answers, and how fast in ms; 503 when it does not [H8]. Games go on without it. */
export const health = async (c: Ctx): Promise<Response> => {
  const started = Date.now();
  try {
    await redisOf(c.var.settings)((redis) => redis.ping());
    const redis = { ok: true, latency_ms: Date.now() - started };
    return c.json({ status: "ok", version: PROTOCOL_VERSION, redis } satisfies Answer<"health">);
  } catch (error) {
    log("warn", "redis_failed", { what: "health", kind: kindOf(error) });
    const redis = { ok: false, latency_ms: null };
    const degraded: Answer<"health"> = { status: "degraded", version: PROTOCOL_VERSION, redis };
    return c.json(degraded, 503);
  }
};
