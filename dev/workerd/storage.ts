import { globSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** How many accepted actions the objects of a workerd that has ended have left in their SQLite files under `folder`. */
export const actionsIn = (folder: string): number =>
  globSync("**/*.sqlite", { cwd: folder }).reduce((sum, file) => {
    const database = new DatabaseSync(join(folder, file));
    try {
      return sum + actionsOf(database);
    } finally {
      database.close();
    }
  }, 0);

const actionsOf = (database: DatabaseSync): number => {
  const columns = database.prepare("SELECT name FROM pragma_table_info('log')").all();
  if (columns.length === 0) return 0;
  // The log of a game has rows of other kinds too, and says which are actions.
  const counted = columns.some(({ name }) => name === "acted") ? "sum(acted)" : "count(*)";
  return Number(database.prepare(`SELECT ${counted} AS actions FROM log`).get()?.actions ?? 0);
};
