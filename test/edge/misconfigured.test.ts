import { afterEach, expect, test } from "vitest";
import { call, expectRefusal, upgradeStatus } from "../../dev/clients/http.ts";
import { startServer, TEST_SECRET, type TestServer } from "../../dev/clients/server.ts";

let server: TestServer | undefined;
afterEach(() => server?.close());

const PATHS = [
  ["POST", "/api/games"],
  ["POST", "/api/games/ABC123/join"],
  ["POST", "/api/games/ABC123/actions"],
  ["GET", "/api/games/ABC123"],
  ["GET", "/api/games/ABC123/snapshot"],
  ["DELETE", "/api/games/ABC123"],
  ["GET", "/api/openapi.json"],
  ["GET", "/api/asyncapi.json"],
  ["GET", "/health"],
  ["GET", "/ws/client"],
  ["GET", "/"],
  ["GET", "/no/such/path"],
  ["PUT", "/api/games"],
  ["OPTIONS", "/api/games"],
] as const;

type Row = readonly [
  name: string,
  wrong: string,
  vars: Readonly<Record<string, string>>,
  secrets: Readonly<Record<string, string>>,
];

test.each<Row>([
  ["no secret", "GAME_SECRET", {}, { GAME_SECRET: "" }],
  ["a secret of 31 bytes", "GAME_SECRET", {}, { GAME_SECRET: "hunter2-hunter2-hunter2-hunter2" }],
  [
    "a flood limit turned off in production",
    "FLOOD_PLAYER",
    { ENVIRONMENT: "production", RATE_LIMITS: "on", FLOOD_PLAYER: "0" },
    {},
  ],
  ["a number that is none", "GAME_STATE_TTL_SECONDS", { GAME_STATE_TTL_SECONDS: "hunter2-hours" }, {}],
])("[H15] with %s everything is a plain 500, and the log names %s", async (_, wrong, vars, secrets) => {
  server = await startServer(vars, secrets);
  server.expectErrors("misconfigured");
  for (const [method, path] of PATHS) {
    const answer = await call(server, method, path, method === "POST" ? { json: {} } : {});
    expectRefusal(answer, 500, "game_unavailable");
    expect(answer.text).not.toContain(wrong);
  }
  const upgraded = await upgradeStatus(server, "/ws/client?game_id=ABC123");
  expect(upgraded.status).toBe(500);
  expect(JSON.parse(upgraded.text)).toMatchObject({ code: "game_unavailable" });
  const log = server.logLines().join("\n");
  expect(log).toContain(wrong);
  expect(log).not.toMatch(/hunter2/);
  expect(log).not.toContain(TEST_SECRET);
});
