import { expect, test } from "vitest";
import type { KillFigures } from "../../dev/torture/figures.ts";
import { killTheServer } from "../../dev/torture/kills.ts";
import { killRedis } from "../../dev/torture/outages.ts";
import { needs } from "../support/needs.ts";

const hasRedis = needs("redis-server", "the loss of storage and of Redis is NOT tested") !== null;

const TIMEOUT_MS = 180_000;
const HEARTBEAT_MS = 5_000;
const log = () => {};

const expectKept = (figures: KillFigures, atLeast: number) => {
  expect(figures.problems).toEqual([]);
  expect(figures.lost).toBe(0);
  expect(figures.acknowledged).toBeGreaterThan(atLeast);
};

test("[R2, R3, R6, P4, P19, S16] kills of the actors and of everything, and a lost storage, lose no ok", {
  timeout: TIMEOUT_MS,
}, async () => {
  const counts = { kills: 3, wholeKills: 1, storageRemovals: hasRedis ? 1 : 0 };
  const figures = await killTheServer({ seed: 1, counts, log });
  expect(figures).toMatchObject(counts);
  expectKept(figures, 50);
  // Once over each loss of the connection, for each of the five, unless the deal was another one.
  expect(figures.comparedHands).toBeGreaterThan(0);
  expect(figures.slowestResumeMs).toBeLessThan(5_000);
});

test.skipIf(!hasRedis)(
  "[D8] a killed redis-server delays and refuses nothing, and the copy catches up by itself",
  {
    timeout: TIMEOUT_MS,
  },
  async () => {
    const counts = { redisKills: 1, outageMs: 5_000, calmMs: 1_000 };
    const figures = await killRedis({ seed: 1, counts, log });
    expect(figures).toMatchObject({ redisKills: 1 });
    expectKept(figures, 100);
    expect(figures.copyLevelAfterMs).toBeLessThan(HEARTBEAT_MS);
    // Not a wait for anything of Redis' is in a play: a refused connection alone takes its front this long.
    expect(figures.medianActionDuringOutageMs).toBeLessThan(2 * figures.medianActionBeforeMs + 50);
  },
);
