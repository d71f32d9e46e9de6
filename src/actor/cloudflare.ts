import { randomBytes } from "../shared/bytes.ts";
import { redisOf } from "../shared/redis.ts";
import type { Settings } from "../shared/settings.ts";
import { readToken } from "../shared/token.ts";
import type { Platform } from "./platform.ts";
import { seal, unseal } from "./seal.ts";

/** What the Durable Object of `ctx` runs on. */
export const cloudflare = async (ctx: DurableObjectState, settings: Settings): Promise<Platform> => ({
  storage: ctx.storage,
  alarmAt: await ctx.storage.getAlarm(),
  sockets: {
    acceptWebSocket: (socket) => ctx.acceptWebSocket(socket as WebSocket),
    getWebSockets: () => ctx.getWebSockets(),
    getWebSocketAutoResponseTimestamp: (socket) => ctx.getWebSocketAutoResponseTimestamp(socket as WebSocket),
  },
  redis: redisOf(settings),
  now: Date.now,
  wait: (ms) => scheduler.wait(ms),
  randomBytes,
  seal,
  unseal,
  readToken,
});
