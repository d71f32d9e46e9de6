// Runs all fault tests at length and prints a table of losses and leaks.
import { randomInt } from "node:crypto";
import { parseArgs } from "node:util";
import { readCommandLine, wholeNumber } from "../dev/programs/options.ts";
import { again, playDeals } from "../dev/simulator/campaign.ts";
import { catchPatches } from "../dev/simulator/catch.ts";
import { fuzzFrames } from "../dev/simulator/fuzz.ts";
import { PATCH_SEEDS, PATCHES } from "../dev/simulator/patches.ts";
import { killTheServer } from "../dev/torture/kills.ts";
import { killRedis } from "../dev/torture/outages.ts";
import { findOnPath } from "../dev/upstash/redis-server.ts";

const USAGE = `usage: npm run torture -- [--quick] [--seed 1] [--deals 10000] [--frames 1000000] [--patches ${PATCHES.length}]
                          [--kills 20] [--outage 60]

  --seed     where the seeds begin; the same one, with the same counts, is the same run but for the real kills
  --deals    deals of the simulation
  --frames   hostile frames
  --patches  faults put into the source, each of which has to be found within 200 seeds
  --kills    SIGKILLs of the actors under npm start; with them all of it is killed, storage taken away, Redis killed
  --outage   how long Redis then stays away, in seconds
  0 leaves a part out. --quick is a short run of each.`;

const QUICK = { deals: 300, frames: 20_000, patches: 6, kills: 2, outage: 5 };
const FULL = { deals: 10_000, frames: 1_000_000, patches: PATCHES.length, kills: 20, outage: 60 };

type Counts = typeof FULL;

const orderIn = (args: string[]): Counts & { seed: number } => {
  const number = { type: "string" } as const;
  const { values } = parseArgs({
    args,
    options: {
      quick: { type: "boolean" },
      ...{ seed: number, deals: number, frames: number, patches: number, kills: number, outage: number },
    },
  });
  const counts: Counts = values.quick ? QUICK : FULL;
  const read = (name: keyof Counts) => wholeNumber(values[name], { usual: counts[name], least: 0 });
  return {
    seed: wholeNumber(values.seed, { usual: randomInt(1, 1_000_000_000), least: 0 }),
    deals: read("deals"),
    frames: read("frames"),
    patches: Math.min(read("patches"), PATCHES.length),
    kills: read("kills"),
    outage: read("outage"),
  };
};

const say = (line: string) => console.log(line);
const rows: (readonly [what: string, figure: string | number])[] = [];
const faults: string[] = [];
const sum = { acknowledged: 0, lost: 0, leaks: 0 };

/** Counts the problems of a part: losses and leaks by name, all others as faults. */
const judge = (problems: readonly string[]) => {
  sum.lost += problems.filter((problem) => problem.includes("is lost")).length;
  sum.leaks += problems.filter((problem) => /shows card|tells the/.test(problem)).length;
};

const simulateDeals = async (seed: number, deals: number) => {
  let told = 0;
  const report = await playDeals({
    first: seed,
    deals,
    onProgress: (played) => {
      if (played - told < deals / 10 && played < deals) return;
      told = played;
      say(`  ${played} of ${deals} deals`);
    },
  });
  const { figures } = report;
  judge(report.failed.flatMap(({ problems }) => problems));
  if (report.failed.length > 0) faults.push(again(report));
  sum.acknowledged += figures.actions;
  rows.push(
    ["deals simulated", figures.deals],
    ["crashes", figures.crashes],
    ["sleeps", figures.sleeps],
    ["storage losses", figures.storageLosses],
    ["times that rows were damaged", figures.damages],
    ["steps of the clock", figures.steps],
    ["Redis faults", figures.redisFaults],
    ["connections cut", figures.cuts],
    ["takeovers", figures.takeovers],
    ["went with a lost storage before Redis had it", figures.lostWithStorage],
  );
};

const fuzz = async (seed: number, frames: number) => {
  // Games in this process write log entries.
  const { info, warn, error } = console;
  for (const level of ["info", "warn", "error"] as const) console[level] = () => {};
  const figures = await fuzzFrames({ seed, frames });
  Object.assign(console, { info, warn, error });
  judge(figures.problems);
  faults.push(...figures.problems);
  rows.push(["frames fuzzed", figures.frames]);
};

const patchSource = async (seed: number, count: number) => {
  const caught = await catchPatches(PATCHES.slice(0, count), seed, PATCH_SEEDS, (found) => {
    say(`  ${found.seed === null ? "NOT FOUND" : `found after ${found.tried}`}: ${found.patch}`);
    if (found.seed === null) faults.push(`not found within ${PATCH_SEEDS} seeds: ${found.patch}`);
  });
  rows.push(["patches caught", `${caught.filter(({ seed: by }) => by !== null).length} of ${count}`]);
};

const kill = async (seed: number, kills: number, outage: number) => {
  const hasRedis = findOnPath("redis-server") !== undefined;
  const several = Math.max(1, Math.round(kills / 7));
  const counts = { kills, wholeKills: several, storageRemovals: hasRedis ? several : 0 };
  const log = (line: string) => say(`  ${line}`);
  const server = await killTheServer({ seed, counts, log });
  faults.push(...server.problems);
  sum.acknowledged += server.acknowledged;
  sum.lost += server.lost;
  rows.push(
    ["real kills of the actors", server.kills],
    ["of everything", server.wholeKills],
    ["real storage removals", server.storageRemovals],
    ["slowest recovery, ms", Math.round(server.slowestRecoveryMs)],
    ["slowest return of all five clients, ms", Math.round(server.slowestReturnMs)],
  );
  if (!hasRedis) return say("  there is no redis-server on the PATH: Redis was not killed");
  const redis = await killRedis({
    seed,
    counts: { redisKills: 1, outageMs: outage * 1_000, calmMs: 2_000 },
    log,
  });
  faults.push(...redis.problems);
  sum.acknowledged += redis.acknowledged;
  sum.lost += redis.lost;
  rows.push(
    ["real kills of Redis", redis.redisKills],
    [
      "median action before and during the outage, ms",
      `${Math.round(redis.medianActionBeforeMs)} / ${Math.round(redis.medianActionDuringOutageMs)}`,
    ],
    ["the copy level after its return, ms", Math.round(redis.copyLevelAfterMs)],
  );
};

const { seed, deals, frames, patches, kills, outage } = readCommandLine(USAGE, orderIn);
say(`seed ${seed}`);
const parts = [
  ["simulated deals", deals, () => simulateDeals(seed, deals)],
  ["hostile frames", frames, () => fuzz(seed, frames)],
  ["faults in the source", patches, () => patchSource(seed, patches)],
  ["real kills", kills, () => kill(seed, kills, outage)],
] as const;
for (const [what, count, run] of parts) {
  if (count === 0) continue;
  say(`${what}: ${count}`);
  await run();
}
rows.push(["acknowledged actions", sum.acknowledged], ["lost", sum.lost], ["leaks", sum.leaks]);
const width = Math.max(...rows.map(([what]) => what.length));
say(`\n| ${"".padEnd(width)} | ${"".padStart(12)} |\n| ${"-".repeat(width)} | ${"-".repeat(11)}: |`);
for (const [what, figure] of rows) say(`| ${what.padEnd(width)} | ${String(figure).padStart(12)} |`);
if (faults.length > 0) {
  say(`\nFound, with seed ${seed}:\n${faults.join("\n")}`);
  process.exitCode = 1;
}
