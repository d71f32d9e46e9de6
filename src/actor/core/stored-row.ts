import { type Formatted, readability, WRITES } from "../../shared/format.ts";
import type { Entry, GameRecord } from "./game-record.ts";
import { type Upgraded, upgradeEntry, upgradeRecord } from "./old-format.ts";
import { packRecord, unpackRecord } from "./packing.ts";

/** The mark of an ended game. Its epoch and revision are greater than those of every write of the game [D9]. */
export interface Tombstone {
  readonly gameId: string;
  readonly epoch: number;
  readonly revision: number;
}

/** An epoch and a revision that no game reaches, for tombstones of games whose own are unknown. */
export const BEYOND = 2 ** 40;

/**
 * One row of the log. A checkpoint is the record after the entry. Reading starts from the latest one, so the others are
 * not even decoded.
 */
export type Row<Checkpoint> =
  | { readonly kind: "entry"; readonly entry: Entry; readonly checkpoint?: Checkpoint }
  | ({ readonly kind: "tombstone" } & Tombstone);

/** The text of a row. */
export const writeRow = (row: Row<GameRecord>): string => {
  const { checkpoint, ...rest } = { checkpoint: undefined, ...row };
  return JSON.stringify({
    ...{ format: WRITES, ...rest },
    ...(checkpoint ? { checkpoint: packRecord(checkpoint) } : {}),
  });
};

/**
 * Reads a row and converts it to the current format; null when it cannot be read. Its checkpoint may still throw. Its text
 * is not logged, because it contains hands [H17].
 */
export const readRow = (text: string): Row<() => Upgraded> | null => {
  try {
    const row = JSON.parse(text) as Formatted & Row<object>;
    if (readability(row) !== "readable") return null;
    if (row.kind !== "entry") return row;
    const { format, kind, checkpoint } = row;
    const entry = format === undefined ? upgradeEntry(row.entry) : row.entry;
    if (!checkpoint) return { kind, entry };
    const decode = () =>
      format === WRITES ? { record: unpackRecord(checkpoint), deals: [] } : upgradeRecord(checkpoint, format);
    return { kind, entry, checkpoint: decode };
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
