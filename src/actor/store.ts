import type { Sql } from "./platform.ts";
import { advance, type Entry, type Table, upToDate } from "./table.ts";

/** What the storage holds. */
export type Stored =
  | { readonly kind: "empty" }
  | { readonly kind: "table"; readonly table: Table }
  /** The game was ended; Redis has not confirmed yet that it is gone there [D9]. */
  | { readonly kind: "tombstone"; readonly gameId: string; readonly lateUntil: number };

/** One row. A checkpoint is the table after the entry: reading back stops there. */
type Row =
  | { readonly kind: "entry"; readonly entry: Entry; readonly checkpoint?: Table }
  | { readonly kind: "tombstone"; readonly gameId: string; readonly lateUntil: number };

/** A row that is no JSON. The parser's own words would quote it, hands and all, to whoever reads of uncaught errors [H17]. */
class UnreadableRow extends Error {
  override readonly name = "UnreadableRow";
}

const rowOf = (text: string): Row => {
  try {
    return JSON.parse(text) as Row;
  } catch {
    throw new UnreadableRow("a stored row is not JSON");
  }
};

/** The log of one game in the object's SQLite, and the only code that writes there. */
export interface Store {
  /** Reads the table back: the entries since the last checkpoint, folded. Writes nothing. */
  readonly load: () => Stored;
  /** Writes `entry`, of which `after` is the outcome, as one row [R5]. Throws when the storage does. */
  readonly append: (entry: Entry, after: Table) => void;
  /** The latest `count` entries that were players' actions, oldest first [D6]. */
  readonly lastActions: (count: number) => readonly Entry[];
  /** Replaces everything by the mark of an ended game, whose writes may arrive at Redis until `lateUntil` (epoch ms) [D9]. */
  readonly bury: (gameId: string, lateUntil: number) => void;
}

/**
 * Opens the log. Nothing is created before the first write: a guessed id stores nothing [H13].
 *
 * `base` is the row from which reading back starts, the latest checkpoint's, and `acted` whether the row is a player's
 * action: columns, since an index would be billed with every write. Queries are read to their end, since an open
 * cursor locks the table.
 */
export const openStore = (sql: Sql): Store => {
  let lastSeq = 0;
  let base = 1;
  const exists = () => sql.exec("SELECT 1 FROM sqlite_master WHERE name = 'log'").toArray().length > 0;
  const rows = (query: string, ...bound: number[]): readonly Row[] =>
    sql
      .exec<{ row: string }>(query, ...bound)
      .toArray()
      .map(({ row }) => rowOf(row));
  const write = (row: Row) => {
    if (lastSeq === 0) {
      sql.exec(
        "CREATE TABLE IF NOT EXISTS log (seq INTEGER PRIMARY KEY, base INTEGER NOT NULL, acted INTEGER NOT NULL, row TEXT NOT NULL)",
      );
    }
    const seq = lastSeq + 1;
    const from = row.kind === "tombstone" || row.checkpoint ? seq : base;
    const acted = row.kind === "entry" && row.entry.by ? 1 : 0;
    const text = JSON.stringify(row);
    sql.exec("INSERT INTO log (seq, base, acted, row) VALUES (?, ?, ?, ?)", seq, from, acted, text);
    // Only now: reading back must never start from a row that could not be written.
    lastSeq = seq;
    base = from;
  };
  return {
    load: () => {
      const newest = exists()
        ? sql
            .exec<{ seq: number; base: number }>("SELECT seq, base FROM log ORDER BY seq DESC LIMIT 1")
            .toArray()[0]
        : undefined;
      if (!newest) return { kind: "empty" };
      lastSeq = newest.seq;
      base = newest.base;
      const [first, ...rest] = rows("SELECT row FROM log WHERE seq >= ? ORDER BY seq", base);
      if (first?.kind === "tombstone") return first;
      if (!first) return { kind: "empty" };
      const start = first.checkpoint ? upToDate(first.checkpoint) : advance(null, first.entry);
      const table = rest.reduce(
        (state, row) => (row.kind === "entry" ? advance(state, row.entry) : state),
        start,
      );
      return { kind: "table", table };
    },
    append: (entry, after) => {
      const closes = entry.events.some(({ type }) => type === "deal-ended" || type === "game-restored");
      write({ kind: "entry", entry, ...(closes ? { checkpoint: after } : {}) });
    },
    lastActions: (count) =>
      (lastSeq > 0 || exists()
        ? rows("SELECT row FROM log WHERE acted = 1 ORDER BY seq DESC LIMIT ?", count)
        : []
      )
        .flatMap((row) => (row.kind === "entry" ? [row.entry] : []))
        .reverse(),
    bury: (gameId, lateUntil) => {
      // Deleting bills each row once more; a table that is dropped costs nothing.
      sql.exec("DROP TABLE IF EXISTS log");
      lastSeq = 0;
      write({ kind: "tombstone", gameId, lateUntil });
    },
  };
};
