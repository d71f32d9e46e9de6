import { type CardId, pointsIn, type Suit, strengthOf, suitOf } from "./cards.ts";
import type { Seat } from "./seats.ts";

export interface PlayedCard {
  readonly seat: Seat;
  readonly card: CardId;
}

/** A complete trick with its winner. */
export interface FinishedTrick {
  readonly winner: Seat;
  readonly points: number;
  readonly cards: readonly PlayedCard[];
}

/** The winner of a complete trick: the highest trump, or else the highest card of the suit led [G19]. */
export const winnerOf = (trick: readonly PlayedCard[], trump: Suit): Seat => {
  const [lead] = trick;
  if (!lead) throw new RangeError("an empty trick has no winner");
  const rank = (card: CardId): number => {
    if (suitOf(card) === trump) return 20 + strengthOf(card);
    return suitOf(card) === suitOf(lead.card) ? 10 + strengthOf(card) : 0;
  };
  return trick.reduce((best, played) => (rank(played.card) > rank(best.card) ? played : best)).seat;
};

/** A complete trick with its winner and its card points. */
export const finish = (trick: readonly PlayedCard[], trump: Suit): FinishedTrick => ({
  winner: winnerOf(trick, trump),
  points: pointsIn(trick.map(({ card }) => card)),
  cards: trick,
});
