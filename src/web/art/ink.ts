import type { Suit } from "../../shared/game/cards.ts";

/** The colours of one suit: the main one, a darker one for letters, a lighter one for surfaces, and a second one. */
export interface Colours {
  readonly main: string;
  readonly dark: string;
  readonly light: string;
  readonly beside: string;
}

export const INK = "#2c211a";
export const PAPER = "#fdf9ee";
export const GOLD = "#e3ab2c";
export const GOLD_LIGHT = "#f6d372";
export const RED = "#bf2f26";
export const BLUE = "#24558f";
export const GREEN = "#2f7a3c";
export const SKIN = "#f3cda4";

export const COLOURS: Readonly<Record<Suit, Colours>> = {
  coins: { main: GOLD, dark: "#8a5400", light: GOLD_LIGHT, beside: RED },
  cups: { main: RED, dark: "#a11f1b", light: "#e9796a", beside: BLUE },
  swords: { main: BLUE, dark: "#1c4680", light: "#7aa6d8", beside: RED },
  clubs: { main: GREEN, dark: "#1f602c", light: "#86bd6d", beside: GOLD },
};

type Attributes = Readonly<Record<string, string | number>>;

/** One filled shape with the usual outline, or with the given one. */
export const shape = (name: string, attributes: Attributes, fill: string, line = 1.3): string => {
  const all: Attributes = { ...attributes, fill };
  const stroke = line > 0 ? ` stroke="${INK}" stroke-width="${line}"` : "";
  const text = Object.entries(all).map(([key, value]) => `${key}="${value}"`);
  return `<${name} ${text.join(" ")}${stroke}/>`;
};

export const path = (d: string, fill: string, line = 1.3): string => shape("path", { d }, fill, line);
export const circle = (cx: number, cy: number, r: number, fill: string, line = 1.3): string =>
  shape("circle", { cx, cy, r }, fill, line);
export const ellipse = (cx: number, cy: number, rx: number, ry: number, fill: string, line = 1.3): string =>
  shape("ellipse", { cx, cy, rx, ry }, fill, line);
/** A line without a fill. */
export const stroke = (d: string, colour = INK, width = 1.3): string =>
  `<path d="${d}" fill="none" stroke="${colour}" stroke-width="${width}" stroke-linecap="round"/>`;
export const moved = (x: number, y: number, shapes: string, scale = 1, turn = 0): string =>
  `<g transform="translate(${x} ${y})${turn ? ` rotate(${turn})` : ""}${scale === 1 ? "" : ` scale(${scale})`}">${shapes}</g>`;
/** `count` copies of `shapes` around the origin. */
export const around = (count: number, shapes: string): string =>
  Array.from(
    { length: count },
    (_, step) => `<g transform="rotate(${Math.round((step * 3600) / count) / 10})">${shapes}</g>`,
  ).join("");
