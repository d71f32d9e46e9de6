import { createTestHarness, type TestHarness } from "wrangler";
import { startRedisRest } from "../../scripts/redis-rest/server.ts";
import { type Api, openApi } from "../../src/client/api.ts";

/** The secret that tests sign with; not one that anything else uses. */
export const TEST_SECRET = "a secret of forty bytes, for tests alone";

/** What the operator of a test server brings. */
export const TEST_OPERATOR = "an-operators-token-of-forty-bytes-for-tests";

type Redis = Awaited<ReturnType<typeof startRedisRest>>;

/** A running Worker with its actors in workerd, and the Redis behind it, in memory, with faults at hand. */
export interface TestServer {
  /** Such as "http://127.0.0.1:40123". */
  readonly url: string;
  readonly api: Api;
  readonly harness: TestHarness;
  readonly redis: Redis;
  /** Runs one Redis command, such as `["GET", "game:ABC123:state"]`, past the faults' queue. */
  readonly command: (...command: (string | number)[]) => Promise<unknown>;
  /** What the game's Durable Object has stored: runs SQL inside it. */
  readonly sql: (gameId: string, query: string) => Promise<readonly Record<string, unknown>[]>;
  /** Puts the actor out of memory; its sockets hibernate, or close. */
  readonly evict: (gameId: string, webSockets?: "hibernate" | "close") => Promise<void>;
  /** The names of the galleries that a game knows. */
  readonly galleries: (gameId: string) => Promise<readonly string[]>;
  /** Puts a gallery out of memory; its sockets hibernate, or close. */
  readonly evictGallery: (name: string, webSockets?: "hibernate" | "close") => Promise<void>;
  /** Everything that the Worker has written to its log since the last call, a line each. */
  readonly logLines: () => readonly string[];
  readonly close: () => Promise<void>;
}

/** Starts a server; `vars` and `secrets` replace what a local run would have. Close it when done. */
export const startServer = async (
  vars: Readonly<Record<string, string>> = {},
  secrets: Readonly<Record<string, string>> = {},
): Promise<TestServer> => {
  const redis = await startRedisRest({ prefer: "mock", token: "test-token" });
  const harness = createTestHarness({
    workers: [
      {
        configPath: new URL("../../wrangler.toml", import.meta.url),
        vars: { ENVIRONMENT: "dev", RATE_LIMITS: "off", ...vars },
        secrets: {
          GAME_SECRET: TEST_SECRET,
          OPERATOR_TOKEN: TEST_OPERATOR,
          UPSTASH_REDIS_REST_URL: redis.url,
          UPSTASH_REDIS_REST_TOKEN: redis.token,
          ...secrets,
        },
      },
    ],
  });
  const { url } = await harness.listen();
  const worker = harness.getWorker();
  return {
    url: url.origin,
    api: openApi(url.origin),
    harness,
    redis,
    command: async (...command) => {
      const response = await fetch(redis.url, {
        method: "POST",
        headers: { authorization: `Bearer ${redis.token}` },
        body: JSON.stringify(command),
      });
      return ((await response.json()) as { result: unknown }).result;
    },
    sql: async (gameId, query) => {
      const storage = await worker.getDurableObjectStorage("GameActor", { name: gameId });
      return (await storage.exec(query)) as Record<string, unknown>[];
    },
    evict: (gameId, webSockets = "hibernate") =>
      worker.evictDurableObject("GameActor", { name: gameId, webSockets }),
    galleries: async (gameId) => {
      const storage = await worker.getDurableObjectStorage("GameActor", { name: gameId });
      const [table] = await storage.exec("SELECT name FROM sqlite_master WHERE name = 'galleries'");
      if (!table) return [];
      const rows = (await storage.exec("SELECT name FROM galleries")) as { name: string }[];
      return rows.map(({ name }) => name);
    },
    evictGallery: (name, webSockets = "hibernate") =>
      worker.evictDurableObject("GalleryActor", { name, webSockets }),
    logLines: () => {
      const lines = harness.getLogs().map(({ message }) => message);
      harness.clearLogs();
      return lines;
    },
    close: async () => {
      await harness.close();
      await redis.close();
    },
  };
};
