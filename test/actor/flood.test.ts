import { expect, test } from "vitest";
import { startServer } from "../support/server.ts";
import { joinWire } from "../support/wire.ts";

test("[S8] FLOOD_PLAYER=0 turns the limit off in a local run, and is refused anywhere else", async () => {
  const local = await startServer({ FLOOD_PLAYER: "0" });
  const created = await local.api.create();
  const wire = await joinWire(local, (created.ok && created.value.player?.token) || "");
  for (let count = 1; count <= 150; count += 1) wire.send({ message_type: "sync", action_id: `${count}` });
  await wire.next(({ action_id }) => action_id === "150");
  wire.close();
  await local.close();
  const deployed = await startServer({ FLOOD_PLAYER: "0", ENVIRONMENT: "production", RATE_LIMITS: "on" });
  const response = await fetch(`${deployed.url}/api/games`, { method: "POST" });
  expect(response.status).toBe(500);
  expect(await response.json()).toMatchObject({ code: "game_unavailable" });
  await deployed.close();
});

test("[S8] the window is FLOOD_WINDOW_SECONDS long: whoever keeps to the limit is never closed", async () => {
  const server = await startServer({ FLOOD_PLAYER: "4", FLOOD_WINDOW_SECONDS: "1" });
  const created = await server.api.create();
  const wire = await joinWire(server, (created.ok && created.value.player?.token) || "");
  for (let window = 0; window < 3; window += 1) {
    for (let count = 0; count < 4; count += 1) await wire.snapshot();
    await new Promise((passed) => setTimeout(passed, 1_050));
  }
  for (let count = 0; count < 4; count += 1) await wire.snapshot();
  wire.send({ message_type: "sync", action_id: "too many" });
  expect(await wire.closed).toMatchObject({ code: 1008 });
  await server.close();
});
