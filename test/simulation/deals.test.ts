import { expect, test } from "vitest";
import { again, playDeals } from "./campaign.ts";
import { runSeeds } from "./catch.ts";

const DEALS = 10_000;

test("[R1, R2, R3, P3, P7, P19, V1, V3, D1, D2, D4, D8, S16] ten thousand deals, with all that may befall them", async () => {
  const report = await playDeals({ first: 1, deals: DEALS });
  expect(report.failed, again(report)).toEqual([]);
  const { figures } = report;
  expect(figures.deals).toBeGreaterThanOrEqual(DEALS);
  // It was not a calm: each kind of trouble came, and often.
  for (const [name, least] of [
    ["crashes", 2_000],
    ["sleeps", 1_000],
    ["storageLosses", 300],
    ["redisFaults", 5_000],
    ["cuts", 3_000],
    ["takeovers", 500],
    ["actions", 50_000],
    ["refused", 10_000],
  ] as const)
    expect(figures[name], name).toBeGreaterThan(least);
});

test("[R2] the same seed is the same run", async () => {
  const [once, twice] = [await runSeeds(77, 3), await runSeeds(77, 3)];
  expect(twice).toEqual(once);
  expect((await runSeeds(80, 3)).figures).not.toEqual(once.figures);
});
