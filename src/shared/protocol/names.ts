import type { Seat } from "../game/seats.ts";

const MAX_NAME_LENGTH = 24;

/**
 * What has no look of its own: control characters, marks that turn, join or hide text, tags, unassigned and private
 * characters, line separators, and the letters and variation selectors that are drawn as nothing.
 */
const UNSEEN = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/gu;

/** A name as others may see it: no control or bidi characters, trimmed, at most 24 characters; null when nothing is left [H12]. */
export const cleanName = (given: string | undefined): string | null => {
  const visible = [...(given ?? "").replace(UNSEEN, "").normalize("NFC").trim()];
  return visible.slice(0, MAX_NAME_LENGTH).join("").trim() || null;
};

/** What a seat is called whose player gave no name [H12]. */
export const defaultName = (seat: Seat): string => `Player ${seat + 1}`;
