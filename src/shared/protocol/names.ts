import type { Seat } from "../game/seats.ts";

const MAX_NAME_LENGTH = 24;

/** Control characters, and those that turn or hide text: bidi marks and embeddings, zero-width marks, the byte order mark. */
const UNSEEN = /[\p{Cc}\p{Cs}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/gu;

/** A name as others may see it: no control or bidi characters, trimmed, at most 24 characters; null when nothing is left [H12]. */
export const cleanName = (given: string | undefined): string | null => {
  const visible = [...(given ?? "").normalize("NFC").replace(UNSEEN, "").trim()];
  return visible.slice(0, MAX_NAME_LENGTH).join("").trim() || null;
};

/** What a seat is called whose player gave no name [H12]. */
export const defaultName = (seat: Seat): string => `Player ${seat + 1}`;
