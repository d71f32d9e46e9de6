import { mkdirSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { Redis } from "ioredis";
import { type Leashed, leash } from "../local/child.ts";
import { freePort } from "../local/port.ts";
import { familyOf, slay } from "./processes.ts";

/** The maximum time until it has started, in ms. */
const UP_WITHIN_MS = 10_000;

/** A redis-server that can be killed and restarted on the same port with its stored data. */
export interface OwnRedis {
  readonly url: string;
  /** Starts it. Resolves when it answers. */
  readonly start: () => Promise<void>;
  /** Sends SIGKILL. */
  readonly kill: () => Promise<void>;
}

/** The redis-server `program` with its data in `dir`. It is not started yet. */
export const ownRedis = async (program: string, dir: string): Promise<OwnRedis> => {
  mkdirSync(dir, { recursive: true });
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  const settings = { bind: "127.0.0.1", port, dir, appendonly: "yes", save: "" };
  const words = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
  let child: Leashed | null = null;
  return {
    url,
    start: async () => {
      child = leash(program, words, { cwd: dir, graceMs: 1_000 });
      child.stdout.resume();
      child.stderr.resume();
      const deadline = performance.now() + UP_WITHIN_MS;
      while (!(await answers(url))) {
        if (performance.now() > deadline) throw new Error("redis-server did not start");
        await wait(5);
      }
    },
    kill: async () => {
      if (!child) return;
      await slay(familyOf(child.pid));
      await child.ended;
    },
  };
};

const answers = (url: string): Promise<boolean> =>
  ask(url, async (redis) => (await redis.ping()) === "PONG", false);

/** Asks the Redis at `url` over a separate connection. Returns `otherwise` when it does not answer. */
export const ask = async <T>(
  url: string,
  question: (redis: Redis) => Promise<T>,
  otherwise: T,
): Promise<T> => {
  const redis = new Redis(url, { lazyConnect: true, maxRetriesPerRequest: 0, retryStrategy: () => null });
  redis.on("error", () => {});
  try {
    await redis.connect();
    return await question(redis);
  } catch {
    return otherwise;
  } finally {
    redis.disconnect();
  }
};
