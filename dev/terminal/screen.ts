import type { Suit } from "../../src/shared/game/cards.ts";

/** The widest line, in columns. */
export const WIDTH = 80;

/** Ways to make text stand out; they leave it as it is where there are no colours. */
export interface Paint {
  readonly strong: (text: string) => string;
  readonly faint: (text: string) => string;
  readonly suit: (suit: Suit, text: string) => string;
}

const PLAIN: Paint = { strong: (text) => text, faint: (text) => text, suit: (_, text) => text };

const code = (start: number, end: number) => (text: string) => `\x1b[${start}m${text}\x1b[${end}m`;
const SUIT_COLOURS: Readonly<Record<Suit, (text: string) => string>> = {
  coins: code(33, 39),
  cups: code(31, 39),
  swords: code(36, 39),
  clubs: code(32, 39),
};
const COLOURED: Paint = {
  strong: code(1, 22),
  faint: code(2, 22),
  suit: (suit, text) => SUIT_COLOURS[suit](text),
};

/** Where the table is shown. */
export interface Screen {
  readonly paint: Paint;
  readonly say: (...lines: readonly string[]) => void;
  /** How many lines have been said so far. */
  readonly said: () => number;
  /** Shows `text` where the person types, from now on, or nothing (null); only on a terminal. */
  readonly prompt: (text: string | null) => void;
  /** The person has ended a line, and with it the prompt's. */
  readonly entered: () => void;
}

/** A screen on `out`; coloured when that is a terminal and NO_COLOR is not set. */
export const openScreen = (out: NodeJS.WriteStream, env: NodeJS.ProcessEnv): Screen => {
  const hasColour = out.isTTY && !env.NO_COLOR && env.TERM !== "dumb";
  let prompt: string | null = null;
  let shown = false;
  let count = 0;
  const show = () => {
    if (!out.isTTY || prompt === null || shown) return;
    out.write(`${prompt}> `);
    shown = true;
  };
  const hide = () => {
    if (shown) out.write("\r\x1b[K");
    shown = false;
  };
  return {
    paint: hasColour ? COLOURED : PLAIN,
    say: (...lines) => {
      hide();
      count += lines.length;
      if (lines.length > 0) out.write(`${lines.join("\n")}\n`);
      show();
    },
    said: () => count,
    prompt: (text) => {
      if (text === prompt && shown) return;
      hide();
      prompt = text;
      show();
    },
    entered: () => {
      shown = false;
    },
  };
};
