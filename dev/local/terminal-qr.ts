import { encode } from "uqr";

/**
 * `text` as a QR code for a terminal, two rows of modules in one line. With `colours` it is black on white whatever the
 * colours of the terminal; without, it is right on a dark background.
 */
export const terminalQr = (text: string, { colours }: { readonly colours: boolean }): string => {
  const { data, size } = encode(text, { ecc: "L", border: 2 });
  const isLight = (x: number, y: number) => !(data[y]?.[x] ?? false);
  const lines: string[] = [];
  for (let y = 0; y < size; y += 2) {
    const cells = Array.from(
      { length: size },
      (_, x) => HALVES[isLight(x, y) ? 1 : 0][isLight(x, y + 1) ? 1 : 0],
    );
    lines.push(colours ? `\x1b[97;40m${cells.join("")}\x1b[0m` : cells.join(""));
  }
  return lines.join("\n");
};

/** A light module is drawn in the colour of the text: by the upper half, then by the lower one. */
const HALVES = [
  [" ", "▄"],
  ["▀", "█"],
] as const;
