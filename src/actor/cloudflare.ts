import { randomBytes } from "../shared/bytes.ts";
import { redisOf } from "../shared/redis.ts";
import type { Settings } from "../shared/settings.ts";
import { readToken } from "../shared/token.ts";
import { openCounters } from "./counters.ts";
import { counting } from "./counting.ts";
import type { Platform, Socket } from "./platform.ts";
import { type Dataset, openReport } from "./report.ts";
import { seal, unseal } from "./seal.ts";

/** What the Durable Object of `ctx` runs on, counted. */
export const cloudflare = async (
  ctx: DurableObjectState,
  settings: Settings,
  dataset: Dataset | undefined,
): Promise<Platform> => {
  const platform = {
    storage: ctx.storage,
    alarmAt: await ctx.storage.getAlarm(),
    sockets: {
      acceptWebSocket: (socket: Socket) => ctx.acceptWebSocket(socket as WebSocket),
      getWebSockets: () => ctx.getWebSockets(),
      getWebSocketAutoResponseTimestamp: (socket: Socket) =>
        ctx.getWebSocketAutoResponseTimestamp(socket as WebSocket),
    },
    redis: redisOf(settings),
    now: Date.now,
    wait: (ms: number) => scheduler.wait(ms),
    randomBytes,
    seal,
    unseal,
    readToken,
    report: openReport(dataset),
  };
  return counting(platform, openCounters(Date.now));
};
