/*
 * The format of everything that is stored: rows, attachments, sealed states and tombstones have one number for all. It
 * is raised whenever code that is already released could not read what is written from now on. A release may be rolled
 * back to the one before it as long as that one reads what this one writes; a test holds the two together.
 */

/** The format in which this code stores things. */
export const WRITES = 2;

/** The formats that it reads. 1 is what 1.0.0 stored, without a number. */
export const READS: ReadonlySet<number> = new Set([1, WRITES]);

/** Something stored, with the number of its format; without one it is of format 1. */
export interface Formatted {
  readonly format?: number;
}

/** Whether something stored can be read: `newer` was stored by later code and must be left alone. */
export const readability = ({ format = 1 }: Formatted): "readable" | "newer" | "unknown" => {
  if (READS.has(format)) return "readable";
  return Number.isInteger(format) && format > WRITES ? "newer" : "unknown";
};
