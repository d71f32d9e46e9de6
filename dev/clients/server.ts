import { createTestHarness, type TestHarness } from "wrangler";
import { type Api, openApi } from "../../src/client/api.ts";
import { startRedisRest } from "../upstash/server.ts";

/** The root secret of test servers. It is used nowhere else. */
export const TEST_SECRET = "a secret of forty bytes, for tests alone";

/** The operator's token of test servers. */
export const TEST_OPERATOR = "an-operators-token-of-forty-bytes-for-tests";

type Redis = Awaited<ReturnType<typeof startRedisRest>>;

/** A running Worker with its actors in workerd, and its in-memory Redis with fault injection. */
export interface TestServer {
  /** The address, such as "http://127.0.0.1:40123". */
  readonly url: string;
  readonly api: Api;
  readonly harness: TestHarness;
  readonly redis: Redis;
  /** Runs one Redis command, such as `["GET", "game:ABC123:state"]`. Faults in the queue do not apply to it. */
  readonly command: (...command: (string | number)[]) => Promise<unknown>;
  /** Runs SQL in the storage of the game's Durable Object. */
  readonly sql: (gameId: string, query: string) => Promise<readonly Record<string, unknown>[]>;
  /** Evicts the actor from memory. Its sockets hibernate or close. */
  readonly evict: (gameId: string, webSockets?: "hibernate" | "close") => Promise<void>;
  /** The names of the galleries in the game's registry. */
  readonly galleries: (gameId: string) => Promise<readonly string[]>;
  /** Evicts a gallery from memory. Its sockets hibernate or close. */
  readonly evictGallery: (name: string, webSockets?: "hibernate" | "close") => Promise<void>;
  /** The lines that the Worker has logged since the last call. */
  readonly logLines: () => readonly string[];
  /**
   * Allows the Worker to log these events as errors, such as "actor_unreachable", or lines that contain these words.
   */
  readonly expectErrors: (...events: readonly string[]) => void;
  /** Stops the server. Throws when the Worker has logged an unexpected error or a line that is not a log entry. */
  readonly close: () => Promise<void>;
}

/**
 * Messages of the runtime about objects that cannot be opened, alarms that have moved and clients that have left. They
 * are ignored.
 */
export const RUNTIME_LINE =
  /^(?:exception = workerd\/|NOSENTRY |CODE_MOVED |warning: |(?:kj|workerd|capnp)\/\S+:\d+: )|\bdisconnected: /;
/** The number of log lines that are printed after a failed test. */
const SHOWN_LINES = 200;

/** Why `line` is unexpected in a Worker's log, or null. */
const surprise = (line: string, expected: ReadonlySet<string>): string | null => {
  if (RUNTIME_LINE.test(line)) return null;
  if (!/^\{.*\}$/.test(line)) return [...expected].some((words) => line.includes(words)) ? null : line;
  const { level, event } = JSON.parse(line);
  return level === "error" && !expected.has(event) ? line : null;
};

/** Starts a server. `vars` and `secrets` override the local defaults. Call `close` at the end. */
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
  /**
   * Evicts an object. This process must stay free meanwhile, because Redis runs in it and the object may wait for
   * Redis. The harness blocks the process in such a call unless an argument contains a Blob.
   */
  const evict = async (
    type: "GameActor" | "GalleryActor",
    name: string,
    webSockets: "hibernate" | "close",
  ) => {
    const options = { name, webSockets, keepsProcessFree: new Blob([]) };
    await worker.evictDurableObject(type, options);
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
    evict: (gameId, webSockets = "hibernate") => evict("GameActor", gameId, webSockets),
    galleries: async (gameId) => {
      const storage = await worker.getDurableObjectStorage("GameActor", { name: gameId });
      const [table] = await storage.exec("SELECT name FROM sqlite_master WHERE name = 'galleries'");
      if (!table) return [];
      const rows = (await storage.exec("SELECT name FROM galleries")) as { name: string }[];
      return rows.map(({ name }) => name);
    },
    evictGallery: (name, webSockets = "hibernate") => evict("GalleryActor", name, webSockets),
    logLines,
    expectErrors: (...events) => {
      for (const event of events) expected.add(event);
    },
    close: async () => {
      await harness.close();
      await redis.close();
      logLines();
      // The output appears when a test in the file has failed.
      if (log.length > 0) console.info(`The Worker's log:\n${log.slice(-SHOWN_LINES).join("\n")}`);
      const surprises = log.flatMap((line) => surprise(line, expected) ?? []);
      if (surprises.length > 0) throw new Error(`unexpected in the Worker's log:\n${surprises.join("\n")}`);
    },
  };
};
