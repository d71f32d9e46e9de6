import { randomBytes } from "../shared/bytes.ts";
import { redisOf } from "../shared/redis.ts";
import type { Settings } from "../shared/settings.ts";
import { readToken } from "../shared/token.ts";
import { openCounters } from "./counters.ts";
import { counting } from "./counting.ts";
import type { ActorEnv } from "./env.ts";
import { callGalleries } from "./gallery/calls.ts";
import type { Platform } from "./platform.ts";
import { openReport } from "./report.ts";
import { seal, unseal } from "./seal.ts";
import { openSteadyClock } from "./steady-clock.ts";

/** What the Durable Object of a game runs on, counted. */
export const cloudflare = async (
  ctx: DurableObjectState,
  env: ActorEnv,
  settings: Settings,
): Promise<Platform> => {
  const platform = {
    ...(await objectOf(ctx)),
    redis: redisOf(settings),
    galleries: callGalleries(env),
    randomBytes,
    seal,
    unseal,
    readToken,
    report: openReport(env.ANALYTICS),
  };
  return counting(platform, openCounters(platform.now));
};

/** What any object of ours takes from its `ctx`. */
export const objectOf = async (
  ctx: DurableObjectState,
): Promise<Pick<Platform, "storage" | "alarmAt" | "sockets" | "now" | "wallNow" | "goOnFrom" | "wait">> => ({
  storage: ctx.storage,
  alarmAt: await ctx.storage.getAlarm(),
  sockets: {
    acceptWebSocket: (socket) => ctx.acceptWebSocket(socket as WebSocket),
    getWebSockets: () => ctx.getWebSockets(),
    getWebSocketAutoResponseTimestamp: (socket) => ctx.getWebSocketAutoResponseTimestamp(socket as WebSocket),
  },
  ...openSteadyClock(Date.now),
  wallNow: Date.now,
  wait: (ms) => scheduler.wait(ms),
});
