import { type Formatted, readability } from "../../shared/format.ts";
import type { Entry, GameRecord } from "./game-record.ts";
import { completed, type Record1, upgradeEntry, upgradeRecord } from "./old-format.ts";

/** The mark of an ended game. Its epoch and revision are greater than those of every write of the game [D9]. */
export interface Tombstone {
  readonly gameId: string;
  readonly epoch: number;
  readonly revision: number;
}

/** An epoch and a revision that no game reaches, for tombstones of games whose own are unknown. */
export const BEYOND = 2 ** 40;

/** One row of the log. A checkpoint is the record after the entry. Reading starts from the latest one. */
export type Row = Formatted &
  (
    | { readonly kind: "entry"; readonly entry: Entry; readonly checkpoint?: GameRecord }
    | ({ readonly kind: "tombstone" } & Tombstone)
  );

/**
 * Reads a row and upgrades it to the current format; null when it cannot be read. Its text is not logged, because it
 * contains hands [H17].
 */
export const readRow = (text: string): Row | null => {
  try {
    const row = JSON.parse(text) as Row;
    if (readability(row) !== "readable") return null;
    if (row.kind !== "entry") return row;
    const { entry, checkpoint } = row;
    if (row.format !== undefined) return checkpoint ? { ...row, checkpoint: completed(checkpoint) } : row;
    return {
      kind: "entry",
      entry: upgradeEntry(entry),
      ...(checkpoint ? { checkpoint: upgradeRecord(checkpoint as unknown as Record1) } : {}),
    };
  } catch {
    return null;
  }
};

export const isNewer = (text: string): boolean => {
  try {
    return readability(JSON.parse(text) as Formatted) === "newer";
  } catch {
    return false;
  }
};
