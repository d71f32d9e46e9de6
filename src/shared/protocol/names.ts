import type { Seat } from "../game/seats.ts";

const MAX_GRAPHEMES = 24;
const MAX_BYTES = 128;
/** A grapheme of more code points than this is a pile of marks, and is left out. */
const MAX_CODE_POINTS = 16;

/** An emoji with its skin tone and variation selector, joined to others or not; and a keycap. */
const EMOJI =
  "\\p{Extended_Pictographic}[\\uFE0F\\p{Emoji_Modifier}]*(?:\\u200D\\p{Extended_Pictographic}[\\uFE0F\\p{Emoji_Modifier}]*)*|[0-9#*]\\uFE0F?\\u20E3";
/**
 * What has no look of its own: control characters, marks that turn, join or hide text, tags, unassigned and private
 * characters, line separators, and the letters and variation selectors that are drawn as nothing.
 */
const UNSEEN = "[\\p{C}\\p{Zl}\\p{Zp}\\p{Default_Ignorable_Code_Point}\\u2800]";
const KEPT_OR_UNSEEN = new RegExp(`(${EMOJI})|${UNSEEN}`, "gu");

const segmenter = new Intl.Segmenter("und", { granularity: "grapheme" });
const encoder = new TextEncoder();

/** As many graphemes of `text`, from its start, as fit into those bounds. */
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
 * A name as others may see it, null when nothing is left [H12]: NFC, trimmed, without control, bidi and invisible
 * characters but for the joiners inside an emoji, at most 24 graphemes and 128 bytes.
 */
export const cleanName = (given: string | undefined): string | null => {
  // Far more than can be left: the rest need not be looked at.
  const start = (given ?? "").slice(0, 4 * MAX_BYTES);
  const visible = start
    .normalize("NFC")
    .replace(KEPT_OR_UNSEEN, (_all, emoji: string | undefined) => emoji ?? "")
    .normalize("NFC");
  let name = cut(visible.trim(), MAX_GRAPHEMES, MAX_BYTES);
  // Neighbours of what was left out may compose, which makes them fewer.
  while (name !== name.normalize("NFC")) name = cut(name.normalize("NFC"), MAX_GRAPHEMES, MAX_BYTES);
  return name || null;
};

/** What a seat is called whose player gave no name [H12]. */
export const defaultName = (seat: Seat): string => `Player ${seat + 1}`;

/** The same for names that people would take for the same. */
const folded = (name: string): string =>
  name.normalize("NFKC").toLowerCase().toUpperCase().toLowerCase().normalize("NFKC");

/** `name`, with the lowest free number from 2 behind it if one of `others` has it already [H20]. */
export const distinctName = (name: string, others: readonly string[]): string => {
  const taken = new Set(others.map(folded));
  let distinct = name;
  for (let number = 2; taken.has(folded(distinct)); number += 1) {
    const suffix = ` ${number}`;
    distinct = `${cut(name, MAX_GRAPHEMES - suffix.length, MAX_BYTES - suffix.length)}${suffix}`;
  }
  return distinct;
};
