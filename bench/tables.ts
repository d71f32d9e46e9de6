import { type LoadTable, openTable } from "../dev/load/table.ts";
import { openTally, type Tally } from "../dev/load/tally.ts";
import type { Target } from "../dev/workerd/target.ts";

/** The games on a target, with their results. */
export interface Seated {
  readonly target: Target;
  readonly tables: readonly LoadTable[];
  readonly tally: Tally;
}

/** Seats `count` games on `target`. With `everyMs` each acts at this interval, else at once. */
export const seatTables = async (
  target: Target,
  count: number,
  pace?: { readonly everyMs: number },
): Promise<Seated> => {
  const tally = openTally();
  const tables: LoadTable[] = [];
  while (tables.length < count) tables.push(await openTable(await target.seat(), tally, pace));
  return { target, tables, tally };
};

/** Compares the last message of each game with the server's status, and closes its clients. */
export const closeTables = async ({ target, tables, tally }: Seated): Promise<void> => {
  for (const table of tables) {
    const [heard, told] = [table.revision(), await target.revisionOf(table.gameId)];
    if (heard !== told) tally.problem(`${table.gameId}: heard up to ${heard} of ${told}`);
    table.close();
  }
};
