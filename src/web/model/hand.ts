import { cardId, rankOf, type Suit, strengthOf, suitOf } from "../../shared/game/cards.ts";

/** The order of suits in a sorted hand. The trump comes before them. */
const SUIT_ORDER: readonly Suit[] = ["coins", "cups", "swords", "clubs"];

/** `hand` sorted by suit, trump first, and by strength, strongest first. */
export const sorted = (hand: readonly number[], trump: Suit | null): readonly number[] => {
  const place = (card: number) => (suitOf(card) === trump ? -1 : SUIT_ORDER.indexOf(suitOf(card)));
  return hand.toSorted((a, b) => place(a) - place(b) || strengthOf(b) - strengthOf(a));
};

/** `hand` with `card` moved to place `to` among the other cards. */
export const moved = (hand: readonly number[], card: number, to: number): readonly number[] => {
  const others = hand.filter((one) => one !== card);
  const place = Math.max(0, Math.min(others.length, to));
  return others.toSpliced(place, 0, card);
};

/**
 * `hand` in the order of `order`. Cards that are not in `order` come last; cards that are not in `hand` are ignored.
 */
export const inOrder = (hand: readonly number[], order: readonly number[] | null): readonly number[] => {
  if (!order) return hand;
  const known = order.filter((card) => hand.includes(card));
  return [...known, ...hand.filter((card) => !known.includes(card))];
};

/** The suits of the cards of `rank` in `hand`. */
export const suitsHeld = (hand: readonly number[], rank: number): readonly Suit[] =>
  SUIT_ORDER.filter((suit) => hand.some((card) => rankOf(card) === rank && suitOf(card) === suit));

export const holds = (hand: readonly number[], suit: Suit, rank: number): boolean =>
  hand.some((card) => card === cardId(suit, rank as Parameters<typeof cardId>[1]));
