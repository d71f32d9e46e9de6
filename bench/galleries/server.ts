import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Miniflare } from "miniflare";
import { startRedisRest } from "../../scripts/redis-rest/server.ts";
import { familyOf } from "../../scripts/torture/processes.ts";
import { buildWorker } from "../targets/build.ts";
import { cpuOf, isWorkerd } from "../targets/processes.ts";

export const SECRET = "a secret of the benchmark, forty bytes long";

/** The Worker as it is deployed, in a workerd of its own, with no proxy before it. */
export interface Server {
  readonly url: URL;
  /** Processor time that workerd has used, in ms. */
  readonly spentMs: () => number;
  readonly inspector: () => Promise<URL>;
  readonly close: () => Promise<void>;
}

/** Bundles the Worker as a deployment would; the text of its one module. */
export const bundle = (): string => {
  const folder = mkdtempSync(join(tmpdir(), "briscola-galleries-"));
  try {
    return readFileSync(buildWorker(folder), "utf8");
  } finally {
    rmSync(folder, { recursive: true });
  }
};

/** Starts `worker`; with `main`, that module before it, which may replace what it exports. */
export const startServer = async (worker: string, main: string | null = null): Promise<Server> => {
  const folder = mkdtempSync(join(tmpdir(), "briscola-galleries-"));
  const redis = await startRedisRest({ stateDir: folder });
  const before = workerds();
  const vars = {
    ENVIRONMENT: "dev",
    RATE_LIMITS: "off",
    FLOOD_PLAYER: "0",
    FLOOD_OBSERVER: "0",
    GAME_SECRET: SECRET,
    UPSTASH_REDIS_REST_URL: redis.url,
    UPSTASH_REDIS_REST_TOKEN: redis.token,
  };
  const name = "briscola";
  const objectOf = (exportName: string) => ({ type: "durable-object" as const, worker: name, exportName });
  const modules = {
    ...(main === null ? {} : { "main.js": { type: "esm" as const, contents: main } }),
    "worker.js": { type: "esm" as const, contents: worker },
  };
  const miniflare = new Miniflare({
    host: "127.0.0.1",
    port: 0,
    inspectorPort: 0,
    cf: false,
    logRequests: false,
    enableDevRegistry: false,
    telemetry: { enabled: false },
    handleStructuredLogs: () => {},
    resourcePersistencePath: folder,
    workers: [
      {
        config: {
          name,
          compatibilityDate: "2026-11-01",
          compatibilityFlags: ["nodejs_compat"],
          manifest: { mainModule: Object.keys(modules)[0] ?? "", modules },
          env: {
            GAMES: objectOf("GameActor"),
            GALLERIES: objectOf("GalleryActor"),
            ...Object.fromEntries(
              Object.entries(vars).map(([key, value]) => [key, { type: "text" as const, value }]),
            ),
          },
          exports: {
            GameActor: { type: "durable-object", storage: "sqlite" },
            GalleryActor: { type: "durable-object", storage: "sqlite" },
          },
        },
        dev: { unsafeDirectSockets: [{ host: "127.0.0.1", port: 0 }] },
      },
    ],
  });
  await miniflare.ready;
  const pid = workerds().find((one) => !before.includes(one));
  if (pid === undefined) throw new Error("workerd did not start");
  return {
    url: await miniflare.unsafeGetDirectURL(name),
    spentMs: () => cpuOf([pid]),
    inspector: () => miniflare.getInspectorURL(),
    close: async () => {
      await miniflare.dispose();
      await redis.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

const workerds = (): readonly number[] => familyOf(process.pid).filter(isWorkerd);
