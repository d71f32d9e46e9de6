import { afterAll, beforeAll, expect, test } from "vitest";
import { startServer, TEST_SECRET, type TestServer } from "../../dev/clients/server.ts";
import { joinWire } from "../../dev/clients/wire.ts";
import { settingsOf } from "../../src/shared/settings.ts";

const LIMITS = { FLOOD_PLAYER: "0" };
let server: TestServer;
beforeAll(async () => {
  server = await startServer(LIMITS);
});
afterAll(() => server.close());

test("[S8] FLOOD_PLAYER=0 turns the limit off in a local run, and is refused anywhere else", async () => {
  const created = await server.api.create();
  const wire = await joinWire(server, (created.ok && created.value.player?.token) || "");
  for (let count = 1; count <= 150; count += 1) wire.send({ message_type: "sync", action_id: `${count}` });
  await wire.next(({ action_id }) => action_id === "150");
  wire.close();
  const redis = { UPSTASH_REDIS_REST_URL: server.redis.url, UPSTASH_REDIS_REST_TOKEN: "t" };
  const settings = { GAME_SECRET: TEST_SECRET, ...redis, ...LIMITS };
  expect(settingsOf({ ...settings, ENVIRONMENT: "dev" })).toMatchObject({ ok: true });
  expect(settingsOf({ ...settings, ENVIRONMENT: "production" })).toMatchObject({ ok: false });
});
