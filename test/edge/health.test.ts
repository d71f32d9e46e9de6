import { afterEach, expect, test } from "vitest";
import { call } from "../../dev/clients/http.ts";
import { startServer, type TestServer } from "../../dev/clients/server.ts";
import type { Fault } from "../../dev/upstash/faults.ts";
import { recordRequests } from "../support/copies.ts";

/** A server for each test: what Redis has said is good for five seconds. */
let server: TestServer;
const start = async () => {
  server = await startServer();
};
afterEach(() => server.close());

const health = () => call(server, "GET", "/health");

test("[H8] tells the version, and how fast Redis answers", async () => {
  await start();
  const { status, body } = await health();
  expect(status).toBe(200);
  expect(body).toEqual({
    status: "ok",
    version: "1.1.0",
    redis: { ok: true, latency_ms: expect.any(Number) },
  });
  expect(body.redis.latency_ms).toBeGreaterThanOrEqual(0);
  expect(body.redis.latency_ms).toBeLessThan(3_000);
});

test("[H8] asks Redis once in five seconds at most, however many ask", { timeout: 20_000 }, async () => {
  await start();
  const seen = recordRequests(server);
  const pings = () => seen.filter(({ commands }) => commands.some(([name]) => name === "PING")).length;
  const answers = await Promise.all(Array.from({ length: 50 }, health));
  expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
  expect(pings()).toBe(1);
  await expect.poll(async () => (await health()) && pings(), { timeout: 8_000 }).toBe(2);
});

test("[H8] is 503 while nobody answers at Redis' address, and well again after", {
  timeout: 20_000,
}, async () => {
  await start();
  server.redis.faults.outage("on");
  const { status, body, text } = await health();
  expect(status).toBe(503);
  expect(body).toMatchObject({ version: "1.1.0", redis: { ok: false } });
  expect(body.status).not.toBe("ok");
  expect(text).not.toMatch(/127\.0\.0\.1|test-token|Error|stack/);
  // Games go on meanwhile.
  const made = await call(server, "POST", "/api/games", { json: {} });
  expect(made.status).toBe(201);
  expect((await call(server, "POST", `/api/games/${made.body.game_id}/join`, { json: {} })).status).toBe(201);
  server.redis.faults.outage("off");
  await expect.poll(async () => (await health()).status, { timeout: 8_000 }).toBe(200);
});

test.each<readonly [string, Fault]>([
  ["refuses the token", { kind: "status", status: 401 }],
  ["is over its limit", { kind: "status", status: 429 }],
  ["fails", { kind: "status", status: 500 }],
  ["is a gateway's error page", { kind: "html" }],
  ["resets the connection", { kind: "reset", when: "before" }],
])("[H8] is 503 when Redis %s", async (_, fault) => {
  await start();
  server.redis.faults.queue(fault);
  const { status, body } = await health();
  expect(status).toBe(503);
  expect(body.redis.ok).toBe(false);
});

test("[H8] waits a few seconds for Redis and no longer", async () => {
  await start();
  server.redis.faults.queue({ kind: "silence" });
  const started = Date.now();
  expect((await health()).status).toBe(503);
  expect(Date.now() - started).toBeLessThan(8_000);
});
