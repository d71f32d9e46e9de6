import type { Target } from "../dev/workerd/target.ts";
import type { Writes } from "./results.ts";
import { closeTables, seatTables } from "./tables.ts";

/** The number of actions at human pace: two deals. */
export const HUMAN_ACTIONS = 104;
/** The time between them in ms. It is long enough for each action to reach Redis in a request of its own. */
const HUMAN_MS = 60;

interface Counts {
  readonly rows: number;
  readonly bytes: number;
  readonly alarms: number;
}

/**
 * What a game writes for each of `actions`: rows, alarms, and requests to Redis. The Worker with counters handles the
 * requests of `target`.
 */
export const countWrites = async (
  target: Target,
  actions: number,
  report: (problem: string) => void,
): Promise<Writes> => {
  const counts = async (): Promise<Counts> =>
    (await (await fetch(new URL("/counts", target.workerd.url))).json()) as Counts;
  const seated = await seatTables(target, 1, { everyMs: HUMAN_MS });
  const { tables, tally } = seated;
  const [before, redisBefore] = [await counts(), await target.redis()];
  for (const table of tables) await table.play(actions);
  const [after, redisAfter] = [await counts(), await target.redis()];
  await closeTables(seated);
  await target.close();
  for (const problem of tally.problems) report(`${target.name}: ${problem}`);
  const rows = after.rows - before.rows;
  const requests = redisAfter.requests - redisBefore.requests;
  return {
    rows: rows / actions,
    rowBytes: (after.bytes - before.bytes) / rows,
    alarms: (after.alarms - before.alarms) / actions,
    redisBytes: requests === 0 ? 0 : (redisAfter.bytes - redisBefore.bytes) / requests,
    redisMost: redisAfter.longest,
  };
};
