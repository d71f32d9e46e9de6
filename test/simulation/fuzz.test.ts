import { beforeAll, expect, test, vi } from "vitest";
import { fuzzFrames } from "../../dev/simulator/fuzz.ts";
import { freshSeed } from "../support/fresh-seed.ts";

/*
 * FUZZ_SEED moves the seeds, FUZZ_FRAMES says how many frames are sent; a problem names the seed of its game.
 */
const SEED = freshSeed("FUZZ_SEED");
const FRAMES = Number(process.env.FUZZ_FRAMES ?? 30_000);

beforeAll(() => {
  for (const level of ["info", "warn", "error"] as const)
    vi.spyOn(console, level).mockImplementation(() => {});
});

test(`[P6, P15, P19, P20, P21, R5, S8, V1] ${FRAMES} hostile frames: each has one answer or closes its socket, and what is refused changes nothing`, async () => {
  const { problems, ...figures } = await fuzzFrames({ seed: SEED, frames: FRAMES });
  expect(problems).toEqual([]);
  expect(figures.answered).toBe(figures.frames);
  // And it was not vacuous.
  expect(figures.frames).toBeGreaterThanOrEqual(FRAMES);
  expect(figures.refused).toBeGreaterThan(FRAMES / 2);
  expect(figures.accepted).toBeGreaterThan(FRAMES / 200);
  expect(figures.closed).toBeGreaterThan(FRAMES / 200);
});

test("[P21, S7] sockets that fall silent while another opens are closed as silent ones are: seed 366887615", async () => {
  expect((await fuzzFrames({ seed: 366_887_615, frames: 4_000 })).problems).toEqual([]);
});

test("[P19, P9] an action_id under which nothing was stored has its first answer again: seed 118167416", async () => {
  expect((await fuzzFrames({ seed: 118_167_416, frames: 4_000 })).problems).toEqual([]);
});

test("[P21] the same seed sends the same frames, and has the same said of them", async () => {
  const run = () => fuzzFrames({ seed: SEED + 1_000, frames: 2_000 });
  expect(await run()).toEqual(await run());
});
