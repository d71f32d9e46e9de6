import { finishedDeal } from "../../shared/game/finished.ts";
import type { FinishedDeal } from "../../shared/game/state.ts";
import { openDealRows } from "./deal-rows.ts";
import { advance, deedsIn, type Entry, type GameRecord } from "./game-record.ts";
import type { Upgraded } from "./old-format.ts";
import type { Sql } from "./platform.ts";
import { isSound } from "./soundness.ts";
import { BEYOND, isNewer, type Row, readRow, type Tombstone, writeRow } from "./stored-row.ts";

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

/** The log of one game, and its finished deals, in the SQLite of its object. No other code writes to these tables. */
export interface EventLog {
  /** Reads the record: the entries since the last checkpoint, folded. Writes nothing. */
  readonly load: () => Stored;
  /** Writes `entry` as one row [R5]. `after` is the record after the entry. Throws when the storage throws. */
  readonly append: (entry: Entry, after: GameRecord) => void;
  /** The finished deals of game `gameId` with numbers from `first` to `last`, oldest first, as far as they are here. */
  readonly deals: (gameId: string, first: number, last: number) => readonly FinishedDeal[];
  /** Stores finished deals that are not here. */
  readonly keepDeals: (gameId: string, deals: readonly FinishedDeal[]) => void;
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
  const dealRows = openDealRows(sql);
  /** Finished deals from rows of earlier formats. They get rows of their own with the next entry. */
  let unstored: readonly FinishedDeal[] = [];
  const beginAgain = () => {
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
  const write = (row: Row<GameRecord>) => {
    if (lastSeq === 0) {
      sql.exec(
        "CREATE TABLE IF NOT EXISTS log (seq INTEGER PRIMARY KEY, base INTEGER NOT NULL, acted INTEGER NOT NULL, row TEXT NOT NULL)",
      );
    }
    const seq = lastSeq + 1;
    const from = row.kind === "tombstone" || row.checkpoint ? seq : base;
    const acted = row.kind === "entry" && deedsIn(row.entry).length > 0 ? 1 : 0;
    sql.exec("INSERT INTO log (seq, base, acted, row) VALUES (?, ?, ?, ?)", seq, from, acted, writeRow(row));
    // Set after the write, because reading must never start from a row that was not written.
    lastSeq = seq;
    base = from;
  };
  /** The record after the rows from `from` up to, but not including, `end`; null when the first row cannot be read. */
  const fold = (from: number, end: number): Folded => {
    let record: GameRecord | null = null;
    const deals: FinishedDeal[] = [];
    for (const { seq, row: text } of texts(
      "SELECT seq, row FROM log WHERE seq >= ? AND seq < ? ORDER BY seq",
      from,
      end,
    )) {
      const row = readRow(text);
      if (row?.kind !== "entry") return { record, deals, damagedAt: seq };
      try {
        const start: Upgraded | undefined = record === null ? row.checkpoint?.() : undefined;
        const after: GameRecord = start ? start.record : advance(record, row.entry);
        record = after;
        deals.push(...(start ? start.deals : dealsEndedBy(row.entry, after)));
      } catch {
        return { record, deals, damagedAt: seq };
      }
    }
    return { record, deals, damagedAt: null };
  };
  /** The longest sound prefix of the rows, and its end. The search goes back from checkpoint to checkpoint. */
  const salvage = (): Salvaged | null => {
    const bases = numbers("SELECT DISTINCT base AS n FROM log ORDER BY base DESC LIMIT 8");
    for (const from of bases) {
      for (let end = lastSeq + 1; end > from; ) {
        const { record, deals, damagedAt } = fold(from, end);
        if (!record) break;
        if (damagedAt === null && isSound(record)) return { record, deals, end };
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
      const { record, deals, damagedAt } = fold(base, lastSeq + 1);
      unstored = deals;
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
      unstored = saved?.deals ?? [];
      // When every row can be read, the checkpoint was damaged.
      const seq = saved && saved.end <= lastSeq ? saved.end : (damagedAt ?? base);
      return { kind: "damaged", record: saved?.record ?? null, seq };
    },
    append: (entry, after) => {
      const closes = entry.events.some(({ type }) => type === "deal-ended" || type === "game-restored");
      const isDue = lastSeq + 1 - base >= CHECKPOINT_EVERY;
      // The deals come first: without the entry they are ignored.
      dealRows.put(after.game.id, [...unstored, ...dealsEndedBy(entry, after)]);
      write({ kind: "entry", entry, ...(closes || isDue ? { checkpoint: after } : {}) });
      unstored = [];
      if (lastSeq - firstSeq < 2 * KEPT_ROWS) return;
      firstSeq = Math.min(lastSeq - KEPT_ROWS, base);
      sql.exec("DELETE FROM log WHERE seq < ?", firstSeq);
    },
    deals: (gameId, first, last) => {
      const rows = dealRows.read(gameId, first, last);
      if (unstored.length === 0) return rows;
      const early = unstored.filter(({ dealNumber }) => dealNumber >= first && dealNumber <= last);
      return [...early, ...rows].toSorted((one, other) => one.dealNumber - other.dealNumber);
    },
    keepDeals: dealRows.put,
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
      for (const table of ["log", "aside", "deals"]) sql.exec(`DROP TABLE IF EXISTS ${table}`);
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
      beginAgain();
    },
    forget: () => {
      beginAgain();
      unstored = [];
    },
  };
};

/** The deal that `entry` ends. `after` is the record after the entry. */
const dealsEndedBy = ({ events }: Entry, { game }: GameRecord): readonly FinishedDeal[] =>
  events.some(({ type }) => type === "deal-ended") ? [finishedDeal(game)] : [];

interface Folded {
  readonly record: GameRecord | null;
  /** The finished deals that rows of earlier formats contained, and those that ended after the first row. */
  readonly deals: readonly FinishedDeal[];
  /** The first row that could not be read or applied. */
  readonly damagedAt: number | null;
}

/** The record of a sound prefix of the rows, its deals, and the row after it. */
interface Salvaged {
  readonly record: GameRecord;
  readonly deals: readonly FinishedDeal[];
  readonly end: number;
}
