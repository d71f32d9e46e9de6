import { expect, test } from "vitest";
import { catchPatches } from "../../dev/simulator/catch.ts";
import { PATCH_SEEDS, PATCHES } from "../../dev/simulator/patches.ts";

/** Where the seeds begin. It is fixed, because the rarest fault is in about one seed of a hundred. */
const FIRST = 50;

test("[R1, R2, R3, P3, P4, P19, V1, V3, C2, C4, C6, D2, D8, S16] faults of one line in the source are found", async () => {
  const caught = await catchPatches(PATCHES, FIRST, PATCH_SEEDS);
  expect(caught).toHaveLength(PATCHES.length);
  expect(PATCHES.length).toBeGreaterThanOrEqual(20);
  expect(caught.filter(({ seed }) => seed === null)).toEqual([]);
});
