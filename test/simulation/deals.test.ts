import { expect, test } from "vitest";
import { again, playDeals } from "../../dev/simulator/campaign.ts";
import { runSeeds } from "../../dev/simulator/catch.ts";
import type { Report } from "../../dev/simulator/run.ts";
import { freshSeed } from "../support/fresh-seed.ts";

const FIRST = freshSeed("SIMULATION_SEED");

const DEALS = 10_000;
/** In parts, so that each has a limit of its own: how long they take in virtual time says nothing of the machine's. */
const PARTS = 4;
const reports: Report[] = [];
const played = (name: keyof Report["figures"]) =>
  reports.reduce((sum, { figures }) => sum + figures[name], 0);

test.each(Array.from({ length: PARTS }, (_, part) => part + 1))(
  `[R1, R2, R3, P3, P7, P19, V1, V3, D1, D2, D4, D8, S16] ${DEALS} deals, with all that may befall them: part %i of ${PARTS}`,
  async () => {
    const first = reports.reduce((next, { seeds }) => next + seeds, FIRST);
    const report = await playDeals({ first, deals: DEALS / PARTS });
    reports.push(report);
    expect(report.failed, again(report)).toEqual([]);
  },
);

test("[R1, R2, R3, D8] it was not a calm: each kind of trouble came, and often", () => {
  expect(played("deals")).toBeGreaterThanOrEqual(DEALS);
  for (const [name, least] of [
    ["crashes", 2_000],
    ["sleeps", 1_000],
    ["storageLosses", 300],
    ["damages", 200],
    ["steps", 100],
    ["redisFaults", 5_000],
    ["cuts", 3_000],
    ["takeovers", 500],
    ["shuffles", 2_000],
    ["missingNonces", 50],
    ["actions", 50_000],
    ["refused", 10_000],
  ] as const)
    expect(played(name), name).toBeGreaterThan(least);
});

test.each([
  ["a refusal of what was sent in two ways arrives after the acceptance", 71_003_788],
  ["the same on a socket with several messages under way", 71_003_828],
  ["the same beside players whose time runs out", 91_002_875],
  ["a device whose token was replaced meanwhile is refused", 366_887_578],
  ["storage is lost and nobody comes for a while", 91_002_194],
  ["a restore is interrupted, and what it wrote is restored", 500_000_561],
  ["an alarm is late after the clock has stepped back", 650_000_973],
  ["a damaged row has a checkpoint that can be read", 650_300_466],
  ["the same as the only row of its epoch", 650_400_690],
  ["rows that differ in their time alone are damaged after the clock has stepped", 651_000_000],
  ["a claim arrives late, when another restore has claimed the same epoch", 651_700_329],
  ["the same claim arrives twice", 651_800_976],
  ["damaged rows and the copy differ in their time alone", 652_200_837],
  ["an order of cards that changed nothing is asked for again after a crash", 652_100_657],
  ["a claim of damaged rows arrives after the storage is lost too", 730_101_039],
  ["a seat's next holder uses an action_id of the one before", 730_300_482],
  ["a repeat arrives just after its token was replaced", 650_700_190],
  ["storage is lost after damaged rows with a finished deal that Redis lacks", 25_977_318],
  ["a choice was accepted just before a restore, and its answer lost", 168_815_975],
] as const)("[R2, P19, D8] %s: seed %i", async (_what, seed) => {
  const report = await runSeeds(seed, 1);
  expect(report.failed, again(report)).toEqual([]);
});

test("[R2] the same seed is the same run", async () => {
  const [once, twice] = [await runSeeds(77, 3), await runSeeds(77, 3)];
  expect(twice).toEqual(once);
  expect((await runSeeds(80, 3)).figures).not.toEqual(once.figures);
});
