/*
 * The format of all stored data: rows, attachments, sealed states and tombstones share one number. It rises when
 * released code could not read what new code writes. A release can be rolled back to the previous one if that one reads
 * what it writes; a test checks this.
 */

/** The format that this code writes. */
export const WRITES = 3;

/** The formats that this code reads. 1.0.0 stored format 1, without a number; no release has stored format 2. */
export const READS: ReadonlySet<number> = new Set([1, 2, WRITES]);

/** Stored data with the number of its format. Data without a number has format 1. */
export interface Formatted {
  readonly format?: number;
}

/** Whether stored data can be read. Data that is `newer` comes from later code and must not be changed. */
export const readability = ({ format = 1 }: Formatted): "readable" | "newer" | "unknown" => {
  if (READS.has(format)) return "readable";
  return Number.isInteger(format) && format > WRITES ? "newer" : "unknown";
};
