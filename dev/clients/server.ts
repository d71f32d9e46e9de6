import { createTestHarness, type TestHarness } from "wrangler";
import { type Api, openApi } from "../../src/client/api.ts";
import { startRedisRest } from "../upstash/server.ts";

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
  /** The Worker may log these events as errors, such as "actor_unreachable", or a line with these words: the tests mean it to. */
  readonly expectErrors: (...events: readonly string[]) => void;
  /** Stops it. Throws when the Worker has logged an error that was not expected, or anything that is no log line. */
  readonly close: () => Promise<void>;
}

/** What the runtime says of itself, when an object cannot be opened, an alarm has moved or a client has gone, is its own affair. */
export const RUNTIME_LINE =
  /^(?:exception = workerd\/|NOSENTRY |CODE_MOVED |warning: |(?:kj|workerd|capnp)\/\S+:\d+: )|\bdisconnected: /;
/** How much of its log is shown when a test has failed. */
const SHOWN_LINES = 200;

/** Why `line` may not stand in a Worker's log, or null. */
const surprise = (line: string, expected: ReadonlySet<string>): string | null => {
  if (RUNTIME_LINE.test(line)) return null;
  if (!/^\{.*\}$/.test(line)) return [...expected].some((words) => line.includes(words)) ? null : line;
  const { level, event } = JSON.parse(line);
  return level === "error" && !expected.has(event) ? line : null;
};

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
  const expected = new Set<string>();
  const log: string[] = [];
  const logLines = () => {
    const lines = harness.getLogs().map(({ message }) => message);
    harness.clearLogs();
    log.push(...lines);
    return lines;
  };
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
    evict: async (gameId, webSockets = "hibernate") => {
      // An eviction stops this process, and Redis with it: what has been asked of Redis is answered before.
      // Something else under way, such as a request that has timed out, keeps the object in memory a little longer.
      for (let tries = 1; ; tries += 1) {
        await redis.answered(gameId);
        await new Promise((next) => setImmediate(next));
        try {
          return await worker.evictDurableObject("GameActor", { name: gameId, webSockets });
        } catch (error) {
          if (tries === 4 || !String(error).includes("active references")) throw error;
        }
      }
    },
    galleries: async (gameId) => {
      const storage = await worker.getDurableObjectStorage("GameActor", { name: gameId });
      const [table] = await storage.exec("SELECT name FROM sqlite_master WHERE name = 'galleries'");
      if (!table) return [];
      const rows = (await storage.exec("SELECT name FROM galleries")) as { name: string }[];
      return rows.map(({ name }) => name);
    },
    evictGallery: (name, webSockets = "hibernate") =>
      worker.evictDurableObject("GalleryActor", { name, webSockets }),
    logLines,
    expectErrors: (...events) => {
      for (const event of events) expected.add(event);
    },
    close: async () => {
      await harness.close();
      await redis.close();
      logLines();
      // Shown when something in the file has failed.
      if (log.length > 0) console.info(`The Worker's log:\n${log.slice(-SHOWN_LINES).join("\n")}`);
      const surprises = log.flatMap((line) => surprise(line, expected) ?? []);
      if (surprises.length > 0) throw new Error(`unexpected in the Worker's log:\n${surprises.join("\n")}`);
    },
  };
};
