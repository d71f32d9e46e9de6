import { setTimeout as wait } from "node:timers/promises";
import { openTable } from "../dev/load/table.ts";
import { openTally } from "../dev/load/tally.ts";
import type { Target } from "../dev/workerd/target.ts";
import type { Writes } from "./results.ts";

/**
 * The number of rows that a game writes and of alarms that it sets, for each action. The Worker with counters handles
 * the requests of `target`.
 */
export const countWrites = async (
  target: Target,
  forMs: number,
  report: (problem: string) => void,
): Promise<Writes> => {
  const counts = async (): Promise<Writes> =>
    (await (await fetch(new URL("/counts", target.workerd.url))).json()) as Writes;
  const tally = openTally();
  const table = await openTable(await target.seat(), tally);
  const before = await counts();
  table.start();
  await wait(forMs);
  await table.stop();
  const after = await counts();
  table.close();
  await target.close();
  for (const problem of tally.problems) report(`${target.name}: ${problem}`);
  const acted = table.acted();
  return { rows: (after.rows - before.rows) / acted, alarms: (after.alarms - before.alarms) / acted };
};
