import type { Suit } from "../../src/shared/game/cards.ts";

/** The maximum width of a line, in columns. */
export const WIDTH = 80;

/** Emphasis of text. Without colours it does not change the text. */
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

/** The output for a game. */
export interface Screen {
  readonly paint: Paint;
  readonly say: (...lines: readonly string[]) => void;
  /** The number of printed lines. */
  readonly said: () => number;
  /** Shows `text` as the prompt from now on, or none (null). Only a terminal shows it. */
  readonly prompt: (text: string | null) => void;
  /** Records that the person has ended the line of the prompt. */
  readonly entered: () => void;
}

/** Opens a screen on `out`. It has colours when `out` is a terminal and NO_COLOR is not set. */
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
