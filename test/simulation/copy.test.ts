import { test } from "vitest";
import { seeded } from "../../dev/clients/random.ts";
import { openLoop, settled } from "../../dev/simulator/loop.ts";
import { askThrough, FakeRedis } from "../../dev/simulator/redis.ts";
import { COPY_CASES, type RedisGround } from "../support/copy-suite.ts";

/** The Redis of the simulation in fair weather, as the actor there asks it. */
const openGround = (): RedisGround => {
  const loop = openLoop(1_800_000_000_000);
  const redis = new FakeRedis(loop.now);
  const weather = { outage: false, faults: 0, faulted: 0, faultedAt: 0 };
  const ask = askThrough(redis, weather, loop, seeded(1), { gate: (send) => send(), live: () => true });
  return {
    redis: (request) => settled(loop, ask(request)),
    get: async (key) => redis.get(key),
    put: async (key, value) => redis.set(key, value, 3_600),
    ttl: async (key) => redis.ttl(key),
    fields: async (key) => redis.hgetall(key) ?? {},
    liveAt: async (gameId) => redis.live.get(gameId) ?? null,
    listen: async (channel) => {
      const heard: string[] = [];
      redis.onPublished = (on, text) => {
        if (on === channel) heard.push(text);
      };
      return { heard: async () => heard, close: () => {} };
    },
    expired: async (key) => {
      loop.after(1_000 * (redis.ttl(key) + 1), () => {});
      await loop.run(() => false, Number.POSITIVE_INFINITY);
    },
  };
};

test.each(COPY_CASES)("$title", ({ run }) => run(openGround()));
