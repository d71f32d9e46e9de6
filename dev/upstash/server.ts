import { randomBytes } from "node:crypto";
import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { createAdaptorServer } from "@hono/node-server";
import { Redis } from "ioredis";
import { type Backend, connection, overRedis } from "./backend.ts";
import { createFaults, type Faults } from "./faults.ts";
import { createFront } from "./front.ts";
import { inMemory } from "./memory.ts";
import { findOnPath, startRedisServer } from "./redis-server.ts";
import type { Command } from "./wire.ts";

export type RedisRestOptions = {
  /** The redis-server stores its data in `<stateDir>/redis`; default `.wrangler/state`. */
  readonly stateDir?: string;
  /** The redis:// or rediss:// address of an existing Redis. Then no redis-server is started. */
  readonly redisUrl?: string;
  /** The bearer token of the clients; default random. */
  readonly token?: string;
  /** The port on 127.0.0.1; default any free one. */
  readonly port?: number;
  /** Without a `redisUrl`: requires one type of store. Default: redis-server if there is one, otherwise memory. */
  readonly prefer?: "server" | "mock";
  /** Default: the first redis-server on PATH. */
  readonly redisServerPath?: string;
  readonly faults?: Faults;
};

export type RedisRest = {
  readonly url: string;
  readonly token: string;
  readonly kind: Store["kind"];
  /** The description of the Redis for people. It contains no secret. */
  readonly description: string;
  readonly faults: Faults;
  /**
   * Resolves when every request whose commands contain `about`, such as the id of a game, has been answered or will
   * never be.
   */
  answered(about: string): Promise<void>;
  /** Calls `callback` if the started redis-server ends before `close`. */
  onExit(callback: () => void): void;
  close(): Promise<void>;
};

type Store = {
  readonly kind: "redis-server" | "redis-url" | "memory";
  readonly description: string;
  readonly backend: Backend;
  readonly ended?: Promise<void>;
  readonly close: () => Promise<void>;
};

/**
 * Starts a replacement for Upstash's REST interface on the loopback address, over the best available Redis. Throws an
 * Error with one sentence when that Redis cannot be started or reached.
 */
export async function startRedisRest(options: RedisRestOptions = {}): Promise<RedisRest> {
  const { token = randomBytes(24).toString("base64url"), faults = createFaults() } = options;
  const store = await openStore(options);
  const requests = openRequests();
  const app = createFront({ backend: store.backend, token, faults, begin: requests.begin });
  const server = createAdaptorServer({ fetch: app.fetch }) as Server;
  // Otherwise a client's pool might use an idle connection at the moment of its close.
  server.keepAliveTimeout = 10 * 60_000;
  try {
    server.listen(options.port ?? 0, "127.0.0.1");
    await once(server, "listening");
  } catch (error) {
    await store.close();
    throw error;
  }
  let closing = false;
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    token,
    kind: store.kind,
    description: store.description,
    faults,
    answered: requests.answered,
    onExit: (callback) => {
      void store.ended?.then(() => closing || callback());
    },
    close: async () => {
      closing = true;
      server.close();
      server.closeAllConnections();
      await store.close();
    },
  };
}

/** The requests in progress. */
function openRequests() {
  const underWay = new Set<readonly Command[]>();
  const ended = new EventTarget();
  const names = (about: string) => (commands: readonly Command[]) => JSON.stringify(commands).includes(about);
  return {
    begin: (commands: readonly Command[]) => {
      underWay.add(commands);
      return () => {
        underWay.delete(commands);
        ended.dispatchEvent(new Event("end"));
      };
    },
    answered: async (about: string) => {
      while ([...underWay].some(names(about))) await once(ended, "end");
    },
  };
}

async function openStore({
  stateDir = ".wrangler/state",
  redisUrl,
  prefer,
  redisServerPath,
}: RedisRestOptions): Promise<Store> {
  if (redisUrl !== undefined) return openUrl(redisUrl);
  const program = prefer === "mock" ? undefined : (redisServerPath ?? findOnPath("redis-server"));
  if (program !== undefined) return openServer(program, join(stateDir, "redis"));
  if (prefer === "server") throw new Error("There is no redis-server on the PATH.");
  const backend = inMemory();
  const description = "none found, so in memory only, lost at the end";
  return { kind: "memory", description, backend, close: () => backend.close() };
}

async function openServer(program: string, dir: string): Promise<Store> {
  const { redis, child } = await startRedisServer(program, dir);
  const backend = overRedis(redis);
  const description = `redis-server ${await version(redis)}, data in ${dir}`;
  const close = async () => {
    await backend.close();
    await child.end();
  };
  return { kind: "redis-server", description, backend, ended: child.ended, close };
}

async function openUrl(url: string): Promise<Store> {
  const redis = new Redis(url, connection);
  const backend = overRedis(redis);
  try {
    const description = `Redis ${await version(redis)} at REDIS_URL`;
    return { kind: "redis-url", description, backend, close: () => backend.close() };
  } catch (error) {
    await backend.close();
    // Only the first word of Redis (NOAUTH, WRONGPASS), because the rest may contain the address.
    const word =
      error instanceof Error && error.name === "ReplyError" ? error.message.split(" ")[0] : "no connection";
    throw new Error(`REDIS_URL must be the address of a Redis that answers; that one does not (${word}).`);
  }
}

async function version(redis: Redis): Promise<string> {
  return /redis_version:(\S+)/.exec(await redis.info("server"))?.[1] ?? "of unknown version";
}
