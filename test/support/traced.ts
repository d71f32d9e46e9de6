import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createTestHarness } from "wrangler";
import type { Frame } from "../../dev/clients/frame.ts";
import { TEST_OPERATOR, TEST_SECRET } from "../../dev/clients/server.ts";
import { startRedisRest } from "../../dev/upstash/server.ts";

/** A running Worker, and a second one that receives everything that the platform records about it. */
export interface TracedServer {
  readonly url: string;
  /** Everything that was recorded since the last call. */
  readonly heard: () => Promise<readonly Frame[]>;
  readonly close: () => Promise<void>;
}

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Starts both with the settings of wrangler.toml. Call `close` at the end. */
export const startTraced = async (): Promise<TracedServer> => {
  const folder = mkdtempSync(join(tmpdir(), "briscola-traced-"));
  const config = readFileSync(join(root, "wrangler.toml"), "utf8")
    .replace('"src/edge/worker.ts"', JSON.stringify(join(root, "src/edge/worker.ts")))
    .replace('"dist/page"', JSON.stringify(join(root, "dist/page")))
    .replace(/\[build\]\n(?:.+\n)*/, '[[streaming_tail_consumers]]\nservice = "tail"\n');
  writeFileSync(join(folder, "wrangler.toml"), config);
  const tail = `name = "tail"\nmain = "${join(root, "test/support/tail/worker.js")}"\ncompatibility_date = "2026-11-01"\n`;
  writeFileSync(join(folder, "tail.toml"), `${tail}compatibility_flags = ["experimental"]\n`);
  const redis = await startRedisRest({ prefer: "mock", token: "test-token" });
  const harness = createTestHarness({
    workers: [
      {
        configPath: join(folder, "wrangler.toml"),
        vars: { ENVIRONMENT: "dev", RATE_LIMITS: "off", HEARTBEAT_INTERVAL_SECONDS: "1" },
        secrets: {
          GAME_SECRET: TEST_SECRET,
          OPERATOR_TOKEN: TEST_OPERATOR,
          UPSTASH_REDIS_REST_URL: redis.url,
          UPSTASH_REDIS_REST_TOKEN: redis.token,
        },
      },
      { configPath: join(folder, "tail.toml") },
    ],
  });
  const { url } = await harness.listen();
  return {
    url: url.origin,
    heard: async () => (await harness.getWorker("tail").fetch("http://tail/")).json() as Promise<Frame[]>,
    close: async () => {
      await harness.close();
      await redis.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
