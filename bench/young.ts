import { setTimeout as wait } from "node:timers/promises";
import { median, quantile } from "../dev/programs/quantile.ts";
import { cpuOf } from "../dev/workerd/processes.ts";
import type { Target } from "../dev/workerd/target.ts";
import type { Young } from "./results.ts";
import { closeTables, seatTables } from "./tables.ts";

export interface YoungPlan {
  /** How often the server is started. */
  readonly starts: number;
  /** The number of actions after each start. */
  readonly actions: number;
}

/** The time after the start in which the process finishes its own work, in ms. */
const SETTLE_MS = 300;

/**
 * Measures the first actions of one game in a new process, as on an edge, where an object often starts in one. Latencies
 * are the medians of all starts. CPU times are means, because the kernel counts them in steps of 10 ms.
 */
export const measureYoung = async (
  start: () => Promise<Target>,
  { starts, actions }: YoungPlan,
  report: (problem: string) => void,
): Promise<Young> => {
  const all: Young[] = [];
  for (let at = 0; at < starts; at += 1) all.push(await startOnce(await start(), actions, report));
  const mean = (read: (young: Young) => number) => all.reduce((sum, one) => sum + read(one), 0) / starts;
  return {
    p50: median(all.map(({ p50 }) => p50)),
    p99: median(all.map(({ p99 }) => p99)),
    cpu: mean(({ cpu }) => cpu),
    start: mean((one) => one.start),
  };
};

const startOnce = async (
  target: Target,
  actions: number,
  report: (problem: string) => void,
): Promise<Young> => {
  const pids = [target.workerd.pid];
  // The Worker's code is loaded with its first request.
  await (await fetch(new URL("/", target.workerd.url))).text();
  await wait(SETTLE_MS);
  const start = cpuOf(pids);
  const seated = await seatTables(target, 1);
  const before = cpuOf(pids);
  for (const table of seated.tables) await table.play(actions);
  const cpu = cpuOf(pids) - before;
  const { answers } = seated.tally.times();
  await closeTables(seated);
  await target.close();
  for (const problem of seated.tally.problems) report(`${target.name}: ${problem}`);
  return { p50: quantile(answers, 0.5), p99: quantile(answers, 0.99), cpu: (1000 * cpu) / actions, start };
};
