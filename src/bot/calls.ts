import { type CardId, cardId, pointsIn, type Rank, type Suit } from "../shared/game/cards.ts";
import { winnerOf } from "../shared/game/tricks.ts";
import type { Facts } from "./facts.ts";
import { best } from "./moves.ts";
import { worthWith, worthWithRank } from "./worth.ts";

/** The rank whose best suit makes most of `hand`. */
export const chooseRank = (hand: readonly CardId[], ranks: readonly Rank[]): Rank =>
  best(ranks, (rank) => worthWithRank(hand, rank));

/** The suit that makes most of the cards left and of the trick on the table, all of the suits being open. */
export const chooseSuit = (facts: Facts, suits: readonly Suit[]): Suit =>
  best(suits, (suit) => worthWith(facts.hand, suit, facts.rank) + swing(facts, suit));

/** What the blind trick brings the caller's side, or costs it, with `suit` as trump. */
const swing = ({ trick, rank, caller }: Facts, suit: Suit): number => {
  if (trick.length === 0) return 0;
  const winner = winnerOf(trick, suit);
  const points = pointsIn(trick.map(({ card }) => card));
  const called = trick.find(({ card }) => card === cardId(suit, rank));
  if (winner === caller || winner === called?.seat) return points;
  // Whoever else takes it may still turn out to hold the called card.
  return called ? -points : -points / 2;
};
