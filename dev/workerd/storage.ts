import { globSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** The number of accepted actions in a storage. It is a range where a log has dropped its oldest rows. */
export interface StoredActions {
  readonly least: number;
  readonly most: number;
}

/** The accepted actions in the SQLite files of the objects under `folder`, after their workerd has ended. */
export const actionsIn = (folder: string): StoredActions => {
  let [least, dropped] = [0, 0];
  for (const file of globSync("**/*.sqlite", { cwd: folder })) {
    const database = new DatabaseSync(join(folder, file));
    try {
      const { actions, first } = countsOf(database);
      least += actions;
      dropped += first - 1;
    } finally {
      database.close();
    }
  }
  return { least, most: least + dropped };
};

const countsOf = (database: DatabaseSync): { readonly actions: number; readonly first: number } => {
  const columns = database.prepare("SELECT name FROM pragma_table_info('log')").all();
  if (columns.length === 0) return { actions: 0, first: 1 };
  // The log of a game also has other rows. A column marks the actions.
  const isMarked = columns.some(({ name }) => name === "acted");
  const [counted, first] = isMarked ? ["sum(acted)", "min(seq)"] : ["count(*)", "1"];
  const row = database.prepare(`SELECT ${counted} AS actions, ${first} AS first FROM log`).get();
  return { actions: Number(row?.actions ?? 0), first: Number(row?.first ?? 1) };
};
