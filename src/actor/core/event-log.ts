import { WRITES } from "../../shared/format.ts";
import { advance, type Entry, type GameRecord } from "./game-record.ts";
import type { Sql } from "./platform.ts";
import { isSound } from "./soundness.ts";
import { BEYOND, isNewer, type Row, readRow, type Tombstone } from "./stored-row.ts";

/** What the storage holds. */
export type Stored =
  | { readonly kind: "empty" }
  | { readonly kind: "record"; readonly record: GameRecord }
  /** The game was ended; Redis has not confirmed yet that it is gone there [D9]. */
  | { readonly kind: "tombstone"; readonly tombstone: Tombstone }
  /** Row `seq` cannot be read; `table` is what the rows before it come to, null when there are none [R8]. */
  | { readonly kind: "damaged"; readonly record: GameRecord | null; readonly seq: number }
  /** Later code has written here: nothing may be overwritten [R9]. */
  | { readonly kind: "newer" };

/** A table is stored with at least every so many-th row, so that waking never reads more rows than that [R10]. */
const CHECKPOINT_EVERY = 200;
/** Rows that are kept; when there are twice as many, the older half goes [R10]. */
const KEPT_ROWS = 5_000;

/** The log of one game in the object's SQLite, and the only code that writes there. */
export interface EventLog {
  /** Reads the table back: the entries since the last checkpoint, folded. Writes nothing. */
  readonly load: () => Stored;
  /** Writes `entry`, of which `after` is the outcome, as one row [R5]. Throws when the storage does. */
  readonly append: (entry: Entry, after: GameRecord) => void;
  /** The latest `count` entries that were players' actions, oldest first [D6]. */
  readonly lastActions: (count: number) => readonly Entry[];
  /** Replaces everything by the mark of an ended game [D9]. */
  readonly writeTombstone: (tombstone: Tombstone) => void;
  /** When it was first noticed that rows cannot be read, epoch ms: `now` if that is news. */
  readonly damagedSince: (now: number) => number;
  /** Keeps all rows apart, for a look, and begins a new log [R8]. */
  readonly putAside: () => void;
}

/**
 * Opens the log. Nothing is created before the first write: a guessed id stores nothing [H13].
 *
 * `base` is the row from which reading back starts, the latest checkpoint's, and `acted` whether the row is a player's
 * action: columns, since an index would be billed with every write. Queries are read to their end, since an open
 * cursor locks the table.
 */
export const openEventLog = (sql: Sql): EventLog => {
  let firstSeq = 1;
  let lastSeq = 0;
  let base = 1;
  const exists = () => sql.exec("SELECT 1 FROM sqlite_master WHERE name = 'log'").toArray().length > 0;
  const numbers = (query: string, ...bound: number[]) =>
    sql
      .exec<{ n: number }>(query, ...bound)
      .toArray()
      .map(({ n }) => n);
  const texts = (query: string, ...bound: number[]) =>
    sql.exec<{ seq: number; row: string }>(query, ...bound).toArray();
  const write = (row: Row) => {
    if (lastSeq === 0) {
      sql.exec(
        "CREATE TABLE IF NOT EXISTS log (seq INTEGER PRIMARY KEY, base INTEGER NOT NULL, acted INTEGER NOT NULL, row TEXT NOT NULL)",
      );
    }
    const seq = lastSeq + 1;
    const from = row.kind === "tombstone" || row.checkpoint ? seq : base;
    const acted = row.kind === "entry" && row.entry.by ? 1 : 0;
    const text = JSON.stringify({ format: WRITES, ...row });
    sql.exec("INSERT INTO log (seq, base, acted, row) VALUES (?, ?, ?, ?)", seq, from, acted, text);
    // Only now: reading back must never start from a row that could not be written.
    lastSeq = seq;
    base = from;
  };
  /** The table that the rows from `from` up to, but not including, `end` come to; null when the first cannot be read. */
  const fold = (from: number, end: number): Folded => {
    let table: GameRecord | null = null;
    for (const { seq, row: text } of texts(
      "SELECT seq, row FROM log WHERE seq >= ? AND seq < ? ORDER BY seq",
      from,
      end,
    )) {
      const row = readRow(text);
      if (row?.kind !== "entry") return { table, damagedAt: seq };
      try {
        table = table === null && row.checkpoint ? row.checkpoint : advance(table, row.entry);
      } catch {
        return { table, damagedAt: seq };
      }
    }
    return { table, damagedAt: null };
  };
  /** The most that can be made of the rows, going back from checkpoint to checkpoint, and where it ends. */
  const salvage = (): { readonly table: GameRecord; readonly end: number } | null => {
    const bases = numbers("SELECT DISTINCT base AS n FROM log ORDER BY base DESC LIMIT 8");
    for (const from of bases) {
      for (let end = lastSeq + 1; end > from; ) {
        const { table, damagedAt } = fold(from, end);
        if (!table) break;
        if (damagedAt === null && isSound(table)) return { table, end };
        // One row less, until what is left is sound.
        end = damagedAt ?? end - 1;
      }
    }
    return null;
  };
  return {
    load: () => {
      if (!exists()) return { kind: "empty" };
      const [newest] = sql
        .exec<{ seq: number; base: number }>("SELECT seq, base FROM log ORDER BY seq DESC LIMIT 1")
        .toArray();
      if (!newest) return { kind: "empty" };
      lastSeq = newest.seq;
      base = newest.base;
      [firstSeq = 1] = numbers("SELECT MIN(seq) AS n FROM log");
      const rows = texts("SELECT seq, row FROM log WHERE seq >= ? ORDER BY seq", base);
      if (rows.some(({ row }) => isNewer(row))) return { kind: "newer" };
      const [first] = rows;
      const tombstone = first ? readRow(first.row) : null;
      if (tombstone?.kind === "tombstone") {
        const { gameId, epoch = BEYOND, revision = BEYOND } = tombstone;
        return { kind: "tombstone", tombstone: { gameId, epoch, revision } };
      }
      const { table, damagedAt } = fold(base, lastSeq + 1);
      if (table && damagedAt === null && isSound(table)) return { kind: "record", record: table };
      const saved = salvage();
      // Where each row can be read after all, it was the checkpoint that could not.
      const seq = saved && saved.end <= lastSeq ? saved.end : (damagedAt ?? base);
      return { kind: "damaged", record: saved?.table ?? null, seq };
    },
    append: (entry, after) => {
      const closes = entry.events.some(({ type }) => type === "deal-ended" || type === "game-restored");
      const isDue = lastSeq + 1 - base >= CHECKPOINT_EVERY;
      write({ kind: "entry", entry, ...(closes || isDue ? { checkpoint: after } : {}) });
      if (lastSeq - firstSeq < 2 * KEPT_ROWS) return;
      firstSeq = Math.min(lastSeq - KEPT_ROWS, base);
      sql.exec("DELETE FROM log WHERE seq < ?", firstSeq);
    },
    lastActions: (count) =>
      (lastSeq > 0 || exists()
        ? texts("SELECT seq, row FROM log WHERE acted = 1 ORDER BY seq DESC LIMIT ?", count)
        : []
      )
        .flatMap(({ row: text }) => {
          const row = readRow(text);
          return row?.kind === "entry" ? [row.entry] : [];
        })
        .reverse(),
    writeTombstone: (tombstone) => {
      // Deleting bills each row once more; a table that is dropped costs nothing.
      for (const table of ["log", "aside"]) sql.exec(`DROP TABLE IF EXISTS ${table}`);
      lastSeq = 0;
      write({ kind: "tombstone", ...tombstone });
    },
    damagedSince: (now) => {
      sql.exec("CREATE TABLE IF NOT EXISTS damage (since INTEGER NOT NULL)");
      const [since] = numbers("SELECT since AS n FROM damage");
      if (since === undefined) sql.exec("INSERT INTO damage (since) VALUES (?)", now);
      return since ?? now;
    },
    putAside: () => {
      for (const table of ["aside", "damage"]) sql.exec(`DROP TABLE IF EXISTS ${table}`);
      sql.exec("ALTER TABLE log RENAME TO aside");
      [firstSeq, lastSeq, base] = [1, 0, 1];
    },
  };
};

interface Folded {
  readonly table: GameRecord | null;
  /** The first row that could not be read or applied. */
  readonly damagedAt: number | null;
}
