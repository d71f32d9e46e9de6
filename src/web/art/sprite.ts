import { DECK, rankOf, SUITS, type Suit, suitOf } from "../../shared/game/cards.ts";
import { ace } from "./aces.ts";
import { back } from "./back.ts";
import { figure } from "./figures.ts";
import { COLOURS, INK, PAPER } from "./ink.ts";
import { pips } from "./pips.ts";
import { SIGNS, squareSign } from "./signs.ts";

/** The letters in the corners. They are Italian in both languages, as on real cards. */
const RANK_MARKS = ["A", "2", "3", "4", "5", "6", "7", "F", "C", "R"];
const SUIT_LETTERS: Readonly<Record<Suit, string>> = { coins: "D", cups: "C", swords: "S", clubs: "B" };

const symbol = (id: string, viewBox: string, shapes: string): string =>
  `<symbol id="${id}" viewBox="${viewBox}">${shapes}</symbol>`;

const face = (card: number): string => {
  const [suit, rank] = [suitOf(card), rankOf(card)];
  const { dark } = COLOURS[suit];
  const text = (x: number, y: number, size: number, anchor: string, mark: string) =>
    `<text x="${x}" y="${y}" font-family="Georgia,'Times New Roman',serif" font-weight="700" font-size="${size}" text-anchor="${anchor}" fill="${dark}">${mark}</text>`;
  const picture = rank === 1 ? ace(suit) : rank > 7 ? figure(suit, rank) : pips(suit, rank);
  return [
    `<rect x="0.7" y="0.7" width="98.6" height="160.6" rx="8" fill="${PAPER}" stroke="${INK}" stroke-width="1.2"/>`,
    text(6, 31, 34, "start", RANK_MARKS[rank - 1] ?? ""),
    `<use href="#${suit}" x="33" y="7" width="24" height="24"/>`,
    text(94.5, 27, 22, "end", SUIT_LETTERS[suit]),
    picture,
  ].join("");
};

/**
 * The sprite with one symbol for each drawing: `c0` to `c39` by card number, `back`, and the signs of the four suits.
 */
export const spriteOfCards = (): string =>
  [
    '<svg xmlns="http://www.w3.org/2000/svg">',
    ...SUITS.map((suit) => symbol(suit, "0 0 40 40", squareSign(suit))),
    ...SUITS.map((suit) =>
      symbol(`${suit}-long`, `0 0 ${SIGNS[suit].width} ${SIGNS[suit].height}`, SIGNS[suit].shapes),
    ),
    ...DECK.map((card) => symbol(`c${card}`, "0 0 100 162", face(card))),
    symbol("back", "0 0 100 162", back()),
    "</svg>",
  ].join("");
