import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { settingsOf } from "../../src/shared/settings.ts";
import { observerToken } from "../support/party.ts";
import { startServer, TEST_SECRET, type TestServer } from "../support/server.ts";
import { joinWire } from "../support/wire.ts";

const LIMITS = { FLOOD_PLAYER: "0", FLOOD_OBSERVER: "4", FLOOD_WINDOW_SECONDS: "1" };
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

test("[S8] the window is FLOOD_WINDOW_SECONDS long: whoever keeps to the limit is never closed", async () => {
  const created = await server.api.create();
  const gameId = created.ok ? created.value.game_id : "";
  const wire = await joinWire(server, await observerToken(server, gameId));
  for (let window = 0; window < 3; window += 1) {
    for (let count = 0; count < 4; count += 1) await wire.snapshot();
    await wait(1_050);
  }
  for (let count = 0; count < 4; count += 1) wire.send({ message_type: "sync", action_id: `${count}` });
  wire.send({ message_type: "sync", action_id: "too many" });
  expect(await wire.closed).toMatchObject({ code: 1008 });
  expect(wire.frames.at(-2)).toMatchObject({ message_type: "sync", action_id: "3" });
});
