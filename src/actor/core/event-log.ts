import { WRITES } from "../../shared/format.ts";
import { advance, deedsIn, type Entry, type GameRecord } from "./game-record.ts";
import type { Sql } from "./platform.ts";
import { isSound } from "./soundness.ts";
import { BEYOND, isNewer, type Row, readRow, type Tombstone } from "./stored-row.ts";

/** What the storage contains. */
export type Stored =
  | { readonly kind: "empty" }
  | { readonly kind: "record"; readonly record: GameRecord }
  /** The game has ended. Redis has not confirmed the deletion of its copy yet [D9]. */
  | { readonly kind: "tombstone"; readonly tombstone: Tombstone }
  /** Row `seq` cannot be read. `record` is the result of the rows before it, or null when there are none [R8]. */
  | { readonly kind: "damaged"; readonly record: GameRecord | null; readonly seq: number }
  /** Later code has written to this log. Nothing may be overwritten [R9]. */
  | { readonly kind: "newer" };

/** The maximum number of rows between two checkpoints. A restart never reads more rows than this [R10]. */
const CHECKPOINT_EVERY = 200;
/** The number of rows that are kept. When the log has twice as many, the older half is deleted [R10]. */
const KEPT_ROWS = 5_000;

/** The log of one game in the SQLite of its object. No other code writes to these tables. */
export interface EventLog {
  /** Reads the record: the entries since the last checkpoint, folded. Writes nothing. */
  readonly load: () => Stored;
  /** Writes `entry` as one row [R5]. `after` is the record after the entry. Throws when the storage throws. */
  readonly append: (entry: Entry, after: GameRecord) => void;
  /** The latest `count` entries that are actions of players, oldest first [D6]. */
  readonly lastActions: (count: number) => readonly Entry[];
  /** Replaces all rows by the tombstone of an ended game [D9]. */
  readonly writeTombstone: (tombstone: Tombstone) => void;
  /** The time when unreadable rows were first detected, epoch ms. The first call stores `now`. */
  readonly damagedSince: (now: number) => number;
  /** Moves all rows to another table for inspection and begins a new log [R8]. */
  readonly putAside: () => void;
  /** Begins a new log after the storage has been deleted. */
  readonly forget: () => void;
}

/**
 * Opens the log. Nothing is created before the first write, so a request with a guessed id stores nothing [H13].
 *
 * The column `base` is the row from which reading starts, the one with the latest checkpoint. The column `acted` says
 * whether the row is an action of a player. Both are columns without an index, because each write to an index is
 * billed. Queries are read to their end, because an open cursor locks the table.
 */
export const openEventLog = (sql: Sql): EventLog => {
  let firstSeq = 1;
  let lastSeq = 0;
  let base = 1;
  const forget = () => {
    [firstSeq, lastSeq, base] = [1, 0, 1];
  };
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
    const acted = row.kind === "entry" && deedsIn(row.entry).length > 0 ? 1 : 0;
    const text = JSON.stringify({ format: WRITES, ...row });
    sql.exec("INSERT INTO log (seq, base, acted, row) VALUES (?, ?, ?, ?)", seq, from, acted, text);
    // Set after the write, because reading must never start from a row that was not written.
    lastSeq = seq;
    base = from;
  };
  /** The record after the rows from `from` up to, but not including, `end`; null when the first row cannot be read. */
  const fold = (from: number, end: number): Folded => {
    let record: GameRecord | null = null;
    for (const { seq, row: text } of texts(
      "SELECT seq, row FROM log WHERE seq >= ? AND seq < ? ORDER BY seq",
      from,
      end,
    )) {
      const row = readRow(text);
      if (row?.kind !== "entry") return { record, damagedAt: seq };
      try {
        record = record === null && row.checkpoint ? row.checkpoint : advance(record, row.entry);
      } catch {
        return { record, damagedAt: seq };
      }
    }
    return { record, damagedAt: null };
  };
  /** The longest sound prefix of the rows, and its end. The search goes back from checkpoint to checkpoint. */
  const salvage = (): { readonly record: GameRecord; readonly end: number } | null => {
    const bases = numbers("SELECT DISTINCT base AS n FROM log ORDER BY base DESC LIMIT 8");
    for (const from of bases) {
      for (let end = lastSeq + 1; end > from; ) {
        const { record, damagedAt } = fold(from, end);
        if (!record) break;
        if (damagedAt === null && isSound(record)) return { record, end };
        // Removes one row at a time until the rest is sound.
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
      const { record, damagedAt } = fold(base, lastSeq + 1);
      if (record && damagedAt === null && isSound(record)) return { kind: "record", record };
      // A row of later code and a tombstone also stop the fold.
      const rows = texts("SELECT seq, row FROM log WHERE seq >= ? ORDER BY seq", base);
      if (rows.some(({ row }) => isNewer(row))) return { kind: "newer" };
      const [first] = rows;
      const tombstone = first ? readRow(first.row) : null;
      if (tombstone?.kind === "tombstone") {
        const { gameId, epoch = BEYOND, revision = BEYOND } = tombstone;
        return { kind: "tombstone", tombstone: { gameId, epoch, revision } };
      }
      const saved = salvage();
      // When every row can be read, the checkpoint was damaged.
      const seq = saved && saved.end <= lastSeq ? saved.end : (damagedAt ?? base);
      return { kind: "damaged", record: saved?.record ?? null, seq };
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
      // Each deleted row is billed as a write. Dropping a table is free.
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
      forget();
    },
    forget,
  };
};

interface Folded {
  readonly record: GameRecord | null;
  /** The first row that could not be read or applied. */
  readonly damagedAt: number | null;
}
