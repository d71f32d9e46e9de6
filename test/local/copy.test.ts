import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, test } from "vitest";
import { type RedisRest, startRedisRest } from "../../dev/upstash/server.ts";
import { LIVE_GAMES, redisOf } from "../../src/shared/redis.ts";
import { settingsOf } from "../../src/shared/settings.ts";
import { listenTo } from "../support/copies.ts";
import { COPY_CASES, type RedisGround, SCRIPT_CASES } from "../support/copy-suite.ts";
import { needs } from "../support/needs.ts";

const program = needs("redis-server", "the copy is tested over memory ONLY");

/** The Redis behind `front`, as the actor asks it. */
const groundOver = (front: RedisRest): RedisGround => {
  const settings = settingsOf({
    ENVIRONMENT: "dev",
    GAME_SECRET: "a secret of forty bytes, for tests alone",
    UPSTASH_REDIS_REST_URL: front.url,
    UPSTASH_REDIS_REST_TOKEN: front.token,
  });
  if (!settings.ok) throw new Error(settings.error);
  const redis = redisOf(settings.value);
  return {
    redis,
    get: (key) => redis((client) => client.get<string>(key)),
    put: async (key, value) => {
      await redis((client) => client.set(key, value, { ex: 3_600 }));
    },
    ttl: (key) => redis((client) => client.ttl(key)),
    fields: async (key) => {
      const words = (await redis((client) => client.hgetall(key))) as unknown as readonly string[] | null;
      const names = (words ?? []).filter((_, at) => at % 2 === 0);
      return Object.fromEntries(names.map((name, at) => [name, words?.[2 * at + 1] ?? ""]));
    },
    liveAt: async (gameId) => {
      const score = await redis((client) => client.zscore(LIVE_GAMES, gameId));
      return score === null ? null : Number(score);
    },
    listen: async (channel) => {
      const listener = await listenTo({ redis: front }, channel.split(".")[1] ?? "");
      const texts = () => listener.messages.map((message) => JSON.stringify(message));
      let marks = 0;
      const isMark = (text: string) => text.startsWith('["mark ');
      return {
        // What was published before a mark is heard before it.
        heard: async () => {
          marks += 1;
          const mark = JSON.stringify([`mark ${marks}`]);
          await redis((client) => client.publish(channel, mark));
          await expect.poll(texts, { interval: 5, timeout: 5_000 }).toContain(mark);
          return texts().filter((text) => !isMark(text));
        },
        close: listener.close,
      };
    },
    expired: async (key) => {
      await redis((client) => client.pexpire(key, 1));
      await expect.poll(() => redis((client) => client.exists(key)), { interval: 5, timeout: 5_000 }).toBe(0);
    },
  };
};

describe.each([
  { store: "ioredis-mock", prefer: "mock" as const, skip: false },
  { store: "redis-server", prefer: "server" as const, skip: program === null },
])("over $store", ({ prefer, skip }) => {
  if (skip) return it.skip("[D2] no redis-server on the PATH", () => {});
  let dir: string;
  let front: RedisRest;

  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), "copy-"));
    front = await startRedisRest({ stateDir: dir, prefer });
  });
  afterAll(async () => {
    await front?.close();
    rmSync(dir, { recursive: true, force: true });
  });

  test.each([...COPY_CASES, ...SCRIPT_CASES])("$title", ({ run }) => run(groundOver(front)), 30_000);
});
