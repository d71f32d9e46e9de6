import { cloudflareTest } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";

/** Tests over a real server start one in their setup; everything else has to be quick. */
const SERVER_START_MS = 30_000;

export default defineConfig({
  test: {
    reporters: ["default"],
    projects: [
      {
        // Pure code, and what can be shown of it without a server.
        test: { name: "unit", include: ["test/{game,protocol,keys}/**/*.test.ts"] },
      },
      {
        // The Worker and its actors in workerd, over real sockets and HTTP, seen from outside.
        test: {
          name: "server",
          include: ["test/{edge,actor}/**/*.test.ts"],
          testTimeout: 15_000,
          hookTimeout: SERVER_START_MS,
          maxWorkers: 2,
        },
      },
      {
        // The actor seen from inside: alarms rung by hand, clocks moved.
        plugins: [cloudflareTest({ wrangler: { configPath: "./wrangler.toml" } })],
        test: { name: "inside", include: ["test/inside/**/*.test.ts"] },
      },
      {
        // What `npm start` and `npm run play` run.
        test: {
          name: "local",
          include: ["test/local/**/*.test.ts"],
          hookTimeout: SERVER_START_MS,
        },
      },
    ],
  },
});
