import { advance, type Entry, type Table } from "./table.ts";

/** What the storage holds. */
export type Stored =
  | { readonly kind: "empty" }
  | { readonly kind: "table"; readonly table: Table }
  /** The game was ended; Redis has not confirmed yet that it is gone there [D9]. */
  | { readonly kind: "tombstone"; readonly gameId: string };

/** One row. A checkpoint is the table after the entry: reading back stops there. */
type Row =
  | { readonly kind: "entry"; readonly entry: Entry; readonly checkpoint?: Table }
  | { readonly kind: "tombstone"; readonly gameId: string };

/** The log of one game in the object's SQLite, and the only code that writes there. */
export interface Store {
  /** Reads the table back: the entries since the last checkpoint, folded. Writes nothing. */
  readonly load: () => Stored;
  /** Writes `entry`, of which `after` is the outcome, as one row [R5]. Throws when the storage does. */
  readonly append: (entry: Entry, after: Table) => void;
  /** The latest `count` entries that were players' actions, oldest first [D6]. */
  readonly lastActions: (count: number) => readonly Entry[];
  /** Replaces everything by the mark of an ended game [D9]. */
  readonly bury: (gameId: string) => void;
}

/** Opens the log. Nothing is created before the first write: a guessed id stores nothing [H13]. */
export const openStore = (sql: SqlStorage): Store => {
  let lastSeq = 0;
  const exists = () => sql.exec("SELECT 1 FROM sqlite_master WHERE name = 'log'").toArray().length > 0;
  const newestFirst = function* (): Generator<Row> {
    for (const { row } of sql.exec<{ row: string }>("SELECT row FROM log ORDER BY seq DESC"))
      yield JSON.parse(row);
  };
  const write = (row: Row) => {
    if (lastSeq === 0)
      sql.exec("CREATE TABLE IF NOT EXISTS log (seq INTEGER PRIMARY KEY, row TEXT NOT NULL)");
    lastSeq += 1;
    sql.exec("INSERT INTO log (seq, row) VALUES (?, ?)", lastSeq, JSON.stringify(row));
  };
  return {
    load: () => {
      if (!exists()) return { kind: "empty" };
      lastSeq = sql.exec<{ seq: number | null }>("SELECT MAX(seq) AS seq FROM log").one().seq ?? 0;
      const entries: Entry[] = [];
      let base: Table | null = null;
      for (const row of newestFirst()) {
        if (row.kind === "tombstone") return { kind: "tombstone", gameId: row.gameId };
        base = row.checkpoint ?? null;
        if (base) break;
        entries.unshift(row.entry);
      }
      const table = entries.reduce<Table | null>(advance, base);
      return table ? { kind: "table", table } : { kind: "empty" };
    },
    append: (entry, after) => {
      const closes = entry.events.some(({ type }) => type === "deal-ended" || type === "game-restored");
      write({ kind: "entry", entry, ...(closes ? { checkpoint: after } : {}) });
    },
    lastActions: (count) => {
      const found: Entry[] = [];
      for (const row of newestFirst()) {
        if (found.length === count || row.kind === "tombstone") break;
        if (row.entry.by) found.unshift(row.entry);
      }
      return found;
    },
    bury: (gameId) => {
      sql.exec("DROP TABLE IF EXISTS log");
      lastSeq = 0;
      write({ kind: "tombstone", gameId });
    },
  };
};
