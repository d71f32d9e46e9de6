import type { BySeat } from "../../src/shared/game/seats.ts";
import type { Hand } from "../../src/shared/game/shuffle.ts";
import { seeded } from "./random.ts";

/* The cards as SPEC.md describes them, independent of the code under test. */

const SUIT_NAMES = ["coins", "cups", "swords", "clubs"] as const;
export type SuitName = (typeof SUIT_NAMES)[number];

/** Card points by rank: 1 ace … 10 king. */
const FACE_POINTS = [0, 11, 0, 10, 0, 0, 0, 0, 2, 3, 4];

export const faceOf = (card: number) => ({
  suit: SUIT_NAMES[Math.floor(card / 10)] as SuitName,
  rank: (card % 10) + 1,
  card_id: card,
});
const worth = (card: number): number => FACE_POINTS[faceOf(card).rank] as number;
export const worthOf = (cards: readonly number[]): number =>
  cards.reduce((sum, card) => sum + worth(card), 0);

/** The cards in a text such as `"coins 1 3 10, cups 2"`, in that order. */
export const cards = (text: string): number[] =>
  text
    .split(",")
    .filter((part) => part.trim() !== "")
    .flatMap((part) => {
      const [suit, ...ranks] = part.trim().split(/\s+/);
      const index = SUIT_NAMES.indexOf(suit as SuitName);
      if (index < 0 || ranks.length === 0) throw new Error(`not cards: ${part}`);
      return ranks.map((rank) => index * 10 + Number(rank) - 1);
    });
/** The card in a text such as `"coins 1"`. */
export const card = (text: string): number => cards(text)[0] as number;

/**
 * Five hands of eight. Each seat has at least the cards that are named for it. The other cards are dealt at random from
 * `seed`, so that no hand is weak unless all its cards are named.
 */
export const handsWith = (
  named: Partial<Record<0 | 1 | 2 | 3 | 4, string>>,
  seed = 1,
  weakBelow = 5,
): BySeat<Hand> => {
  const fixed = [0, 1, 2, 3, 4].map((seat) => cards(named[seat as 0] ?? ""));
  const taken = fixed.flat();
  if (new Set(taken).size !== taken.length) throw new Error("a card is named twice");
  if (fixed.some((hand) => hand.length > 8)) throw new Error("a hand holds more than eight cards");
  const random = seeded(seed);
  for (let tries = 0; tries < 5_000; tries++) {
    const rest = random.shuffled(
      Array.from({ length: 40 }, (_, id) => id).filter((id) => !taken.includes(id)),
    );
    const hands = fixed.map((hand) => [...hand, ...rest.splice(0, 8 - hand.length)]);
    const weak = hands.some((hand, seat) => fixed[seat]?.length !== 8 && worthOf(hand) < weakBelow);
    if (!weak) return hands as unknown as BySeat<Hand>;
  }
  throw new Error("those hands leave nobody enough points");
};
