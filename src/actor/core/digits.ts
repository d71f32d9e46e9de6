/*
 * Whole numbers as text of a fixed width, in the characters that JSON writes as one byte without an escape: printable
 * ASCII except the quotation mark and the backslash.
 */

/** The number of different characters. */
export const BASE = 93;

const [SPACE, QUOTE, BACKSLASH] = [32, 34, 92];
const CHARACTERS = Array.from({ length: 95 }, (_, at) => SPACE + at)
  .filter((code) => code !== QUOTE && code !== BACKSLASH)
  .map((code) => String.fromCharCode(code));

/** `value`, below 93 to the power of `width`, as text of `width` characters. */
export const digits = (value: number, width: number): string => {
  let text = "";
  for (let rest = value, left = width; left > 0; left -= 1) {
    text = CHARACTERS[rest % BASE] + text;
    rest = Math.floor(rest / BASE);
  }
  return text;
};

/** The number in `text` that begins at `from`. It is NaN when a character is none of the 93. */
export const numberAt = (text: string, from: number, width: number): number => {
  let value = 0;
  for (let at = from; at < from + width; at += 1) {
    const code = text.charCodeAt(at);
    if (!(code >= SPACE && code < SPACE + 95) || code === QUOTE || code === BACKSLASH) return Number.NaN;
    value = value * BASE + code - SPACE - (code > QUOTE ? 1 : 0) - (code > BACKSLASH ? 1 : 0);
  }
  return value;
};
