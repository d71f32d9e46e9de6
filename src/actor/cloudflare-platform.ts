import { randomBytes } from "../shared/auth/bytes.ts";
import { readToken } from "../shared/auth/token.ts";
import { redisOf } from "../shared/redis.ts";
import type { Settings } from "../shared/settings.ts";
import type { GalleryCalls, Platform } from "./core/platform.ts";
import { openSteadyClock } from "./core/steady-clock.ts";
import type { ActorEnv, GalleryObject } from "./env.ts";
import { openCounters } from "./metrics/counters.ts";
import { counting } from "./metrics/metered-platform.ts";
import { openReport } from "./metrics/report.ts";
import { seal, unseal } from "./replica/seal.ts";

/** The platform of a game's Durable Object, with counters. */
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

/** The parts of the platform that come from the `ctx` of any Durable Object. */
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

/**
 * Calls galleries by name. The platform keeps the order of the calls on one stub, so each gallery keeps its stub. A
 * stub that has failed may stay broken and is replaced.
 */
export const callGalleries = ({ GALLERIES }: Pick<ActorEnv, "GALLERIES">): GalleryCalls => {
  const stubs = new Map<string, DurableObjectStub<GalleryObject>>();
  const call = async (name: string, ask: (stub: DurableObjectStub<GalleryObject>) => Promise<void>) => {
    const stub = stubs.get(name) ?? GALLERIES.get(GALLERIES.idFromName(name));
    stubs.set(name, stub);
    try {
      await ask(stub);
    } catch (error) {
      if (stubs.get(name) === stub) stubs.delete(name);
      throw error;
    }
  };
  return {
    feed: (name, batch, onward) => call(name, (stub) => stub.feed(name, batch, onward)),
    say: (name, message, onward) => call(name, (stub) => stub.say(name, message, onward)),
    end: (name, frames, onward) => call(name, (stub) => stub.end(name, frames, onward)),
  };
};
