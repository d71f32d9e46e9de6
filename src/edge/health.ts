import { kindOf, log } from "../shared/log.ts";
import type { Answer } from "../shared/protocol/answers.ts";
import { PROTOCOL_VERSION } from "../shared/protocol/version.ts";
import { redisOf } from "../shared/redis.ts";
import type { Settings } from "../shared/settings.ts";
import type { Ctx } from "./context.ts";

/** How long an answer of Redis is reused, in ms, because each question costs a command [H8]. */
const REUSED_FOR_MS = 5_000;

/** The latest answer of each Redis, received or pending. */
const known = new WeakMap<Settings, { readonly at: number; readonly answer: Promise<Answer<"health">> }>();

/** `GET /health`: whether Redis answers, and its latency in ms; 503 without an answer [H8]. Games continue without Redis. */
export const health = async (c: Ctx): Promise<Response> => {
  const { settings } = c.var;
  const now = Date.now();
  const before = known.get(settings);
  const isGood = before !== undefined && Math.abs(now - before.at) < REUSED_FOR_MS;
  const current = isGood ? before : { at: now, answer: askRedis(settings, now) };
  known.set(settings, current);
  const report = await current.answer;
  return c.json(report, report.status === "ok" ? 200 : 503);
};

const askRedis = async (settings: Settings, started: number): Promise<Answer<"health">> => {
  try {
    await redisOf(settings)((redis) => redis.ping());
    const redis = { ok: true, latency_ms: Date.now() - started };
    return { status: "ok", version: PROTOCOL_VERSION, redis };
  } catch (error) {
    log("warn", "redis_failed", { what: "health", kind: kindOf(error) });
    return { status: "degraded", version: PROTOCOL_VERSION, redis: { ok: false, latency_ms: null } };
  }
};
