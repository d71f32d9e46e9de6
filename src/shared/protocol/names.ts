import type { Seat } from "../game/seats.ts";

const MAX_GRAPHEMES = 24;
const MAX_BYTES = 128;
/** Graphemes of more code points are stacked marks, and are removed. */
const MAX_CODE_POINTS = 16;

/** An emoji with skin tone and variation selector, or several that are joined, or a keycap. */
const EMOJI =
  "\\p{Extended_Pictographic}[\\uFE0F\\p{Emoji_Modifier}]*(?:\\u200D\\p{Extended_Pictographic}[\\uFE0F\\p{Emoji_Modifier}]*)*|[0-9#*]\\uFE0F?\\u20E3";
/**
 * Characters without a visible form: control characters, bidi marks, joiners, tags, unassigned and private characters,
 * line separators, invisible letters and variation selectors.
 */
const UNSEEN = "[\\p{C}\\p{Zl}\\p{Zp}\\p{Default_Ignorable_Code_Point}\\u2800]";
const KEPT_OR_UNSEEN = new RegExp(`(${EMOJI})|${UNSEEN}`, "gu");

const segmenter = new Intl.Segmenter("und", { granularity: "grapheme" });
const encoder = new TextEncoder();

/** The longest beginning of `text` that has at most `graphemes` and `bytes`. */
const cut = (text: string, graphemes: number, bytes: number): string => {
  let [kept, left, room] = ["", graphemes, bytes];
  for (const { segment } of segmenter.segment(text)) {
    if ([...segment].length > MAX_CODE_POINTS) continue;
    left -= 1;
    room -= encoder.encode(segment).length;
    if (left < 0 || room < 0) break;
    kept += segment;
  }
  return kept.trim();
};

/**
 * A name that other players may see; null when nothing is left [H12]. It is in NFC, trimmed, has at most 24 graphemes
 * and 128 bytes, and no control, bidi or invisible characters except the joiners inside an emoji.
 */
export const cleanName = (given: string | undefined): string | null => {
  // No more than this can be left, so the rest is not examined.
  const start = (given ?? "").slice(0, 4 * MAX_BYTES);
  const visible = start
    .normalize("NFC")
    .replace(KEPT_OR_UNSEEN, (_all, emoji: string | undefined) => emoji ?? "")
    .normalize("NFC");
  let name = cut(visible.trim(), MAX_GRAPHEMES, MAX_BYTES);
  // Characters on both sides of a removed one may compose, which shortens the name.
  while (name !== name.normalize("NFC")) name = cut(name.normalize("NFC"), MAX_GRAPHEMES, MAX_BYTES);
  return name || null;
};

/** The name of a player who gave none [H12]. */
export const defaultName = (seat: Seat): string => `Player ${seat + 1}`;

/** A form that is equal for names that look alike to people. */
const folded = (name: string): string =>
  name.normalize("NFKC").toLowerCase().toUpperCase().toLowerCase().normalize("NFKC");

/** `name`, followed by the lowest free number from 2 if one of `others` is the same name [H20]. */
export const distinctName = (name: string, others: readonly string[]): string => {
  const taken = new Set(others.map(folded));
  let distinct = name;
  for (let number = 2; taken.has(folded(distinct)); number += 1) {
    const suffix = ` ${number}`;
    distinct = `${cut(name, MAX_GRAPHEMES - suffix.length, MAX_BYTES - suffix.length)}${suffix}`;
  }
  return distinct;
};
