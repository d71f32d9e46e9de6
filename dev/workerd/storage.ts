import { globSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** The number of accepted actions in the SQLite files of the objects under `folder`, after their workerd has ended. */
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
  // The log of a game also has other rows. A column marks the actions.
  const counted = columns.some(({ name }) => name === "acted") ? "sum(acted)" : "count(*)";
  return Number(database.prepare(`SELECT ${counted} AS actions FROM log`).get()?.actions ?? 0);
};
