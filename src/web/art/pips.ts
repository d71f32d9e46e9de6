import type { Suit } from "../../shared/game/cards.ts";
import { signAt } from "./signs.ts";

type Pip = readonly [x: number, y: number, height: number];

const row = (xs: readonly number[], y: number, height: number): readonly Pip[] =>
  xs.map((x) => [x, y, height] as const);

/** The places of coins and cups, which are as wide as they are high. */
const ROUND: Readonly<Record<number, readonly Pip[]>> = {
  2: [...row([50], 65, 48), ...row([50], 124, 48)],
  3: [...row([50], 56, 36), ...row([50], 96, 36), ...row([50], 136, 36)],
  4: [...row([28, 72], 65, 38), ...row([28, 72], 127, 38)],
  5: [...row([27, 73], 60, 36), ...row([50], 96, 36), ...row([27, 73], 132, 36)],
  6: [...row([28, 72], 56, 34), ...row([28, 72], 96, 34), ...row([28, 72], 136, 34)],
  7: [...row([27, 73], 56, 31), ...row([18, 50, 82], 96, 31), ...row([27, 73], 136, 31)],
};

/** The places of swords and clubs, which are three times as high as they are wide. */
const LONG: Readonly<Record<number, readonly Pip[]>> = {
  2: row([31, 69], 96, 108),
  3: row([20, 50, 80], 96, 86),
  4: [...row([30, 70], 66, 56), ...row([30, 70], 126, 56)],
  5: [...row([20, 80], 66, 56), ...row([50], 96, 84), ...row([20, 80], 126, 56)],
  6: [...row([20, 50, 80], 66, 56), ...row([20, 50, 80], 126, 56)],
  7: [...row([15, 38, 62, 85], 66, 56), ...row([24, 50, 76], 126, 56)],
};

/** The signs of a card from two to seven. */
export const pips = (suit: Suit, rank: number): string => {
  const layout = suit === "coins" || suit === "cups" ? ROUND : LONG;
  return (layout[rank] ?? []).map(([x, y, height]) => signAt(suit, x, y, height)).join("");
};
