import { cloudflareTest } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";
import { strictReporter } from "./test/support/strict.ts";

/** Puts a fault into the source as it is read, as dev/simulator/patched.ts does in plain Node. */
const patched = () => {
  const { file = null, find = "", replace = "" } = JSON.parse(process.env.SIMULATION_PATCH ?? "{}");
  return {
    name: "patched",
    enforce: "pre" as const,
    transform: (code: string, id: string) => {
      if (file === null || !id.endsWith(`/${file}`)) return;
      if (code.split(find).length !== 2) throw new Error(`${file} has not one "${find}"`);
      return code.replace(find, () => replace);
    },
  };
};

/** Tests over a real server start one in their setup; everything else has to be quick. */
const SERVER_START_MS = 30_000;

export default defineConfig({
  test: {
    reporters: ["default", strictReporter()],
    // What a test prints is shown when it fails.
    silent: "passed-only",
    // Whoever changes the source as it is read neither finds nor leaves another one's.
    fsModuleCache: process.env.SIMULATION_PATCH === undefined,
    // How long a test waits for what it expects; on a busy machine little happens in vitest's own second.
    expect: { poll: { timeout: 10_000 } },
    projects: [
      {
        // Pure code, and what can be shown of it without a server.
        test: {
          name: "unit",
          include: ["test/{game,protocol,keys,client,bot,web,gallery,releases}/**/*.test.ts"],
          // Thousands of positions each: how long that takes is the machine's affair.
          testTimeout: 60_000,
          maxWorkers: 2,
          isolate: false,
        },
      },
      {
        // The Worker and its actors in workerd, over real sockets and HTTP, seen from outside.
        test: {
          name: "server",
          include: ["test/{edge,actor}/**/*.test.ts"],
          testTimeout: 15_000,
          hookTimeout: SERVER_START_MS,
          // One more than there may be processors: some tests wait, for a window to pass or an answer that never comes.
          maxWorkers: 3,
          isolate: false,
          globalSetup: "./test/support/built-page.ts",
        },
      },
      {
        // The actor seen from inside: alarms rung by hand, clocks moved.
        plugins: [
          cloudflareTest(({ inject }) => {
            const redis = inject("redis");
            const bindings = {
              ENVIRONMENT: "dev",
              RATE_LIMITS: "off",
              FLOOD_WINDOW_SECONDS: "30",
              GAME_SECRET: "a secret of forty bytes, for tests alone",
              UPSTASH_REDIS_REST_URL: redis.url,
              UPSTASH_REDIS_REST_TOKEN: redis.token,
            };
            return { wrangler: { configPath: "./wrangler.toml" }, miniflare: { bindings } };
          }),
        ],
        test: {
          name: "inside",
          include: ["test/inside/**/*.test.ts"],
          globalSetup: ["./test/support/built-page.ts", "./test/support/redis-front.ts"],
        },
      },
      {
        // One game with all that may befall it, in virtual time; the seeds run in processes of their own, which make
        // way for whatever else runs.
        plugins: [patched()],
        test: {
          name: "simulation",
          include: ["test/simulation/**/*.test.ts"],
          testTimeout: 480_000,
          maxWorkers: 1,
        },
      },
      {
        // What `npm start` and `npm run play` run.
        test: {
          name: "local",
          include: ["test/local/**/*.test.ts"],
          hookTimeout: SERVER_START_MS,
          globalSetup: "./test/support/built-page.ts",
        },
      },
      {
        // The page in a real browser.
        test: {
          name: "browser",
          include: ["test/browser/*.test.ts"],
          testTimeout: 90_000,
          hookTimeout: SERVER_START_MS,
          maxWorkers: 2,
          globalSetup: "./test/support/built-page.ts",
        },
      },
      {
        // More of it, for which `npm test` has no time.
        test: {
          name: "long",
          include: ["test/browser/long/*.test.ts"],
          testTimeout: 90_000,
          hookTimeout: SERVER_START_MS,
          maxWorkers: 2,
          globalSetup: "./test/support/built-page.ts",
        },
      },
      {
        // What `npm start` runs, killed under a game.
        test: {
          name: "crash",
          include: ["test/crash/**/*.test.ts"],
          maxWorkers: 1,
          globalSetup: "./test/support/built-page.ts",
        },
      },
    ],
  },
});
