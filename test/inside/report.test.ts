import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { GameActor } from "../../src/actor/game-actor.ts";
import { COUNTS } from "../../src/shared/metrics.ts";
import { newTable, stubOf } from "./table.ts";

test("[M6] an actor that is given a dataset writes to it when its counters are kept", async () => {
  const table = await newTable(1);
  const points: object[] = [];
  const dataset = { writeDataPoint: (point: object) => points.push(point) };
  await runInDurableObject(stubOf(table), async (_, state) => {
    const actor = new GameActor(state, { ...env, ANALYTICS: dataset } as never);
    // It is opened behind a lock of its own.
    await state.blockConcurrencyWhile(async () => {});
    expect(await actor.status(table.gameId)).toMatchObject({ ok: true });
    expect(await actor.replay("no envelope", table.gameId)).toMatchObject({ ok: false });
    expect(points).toEqual([]);
    // Nobody is connected: the game is taken off the list of those that beat.
    await actor.poke(table.gameId);
  });
  const doubles = [...COUNTS.map((name) => (name === "requests" ? 3 : expect.any(Number))), 0, 0];
  expect(points).toEqual([
    { indexes: [table.gameId], blobs: ["game"], doubles },
    { indexes: [table.gameId], blobs: ["refusals", "unauthorized"], doubles: [1] },
  ]);
});
