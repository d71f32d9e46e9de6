import {
  type CardId,
  cardId,
  pointsOf,
  type Rank,
  rankOf,
  SUITS,
  type Suit,
  suitOf,
} from "../shared/game/cards.ts";

/** What each trump is worth to the caller's side in card points, by face: ace, 2 … 7, jack, knight, king. */
const TRUMP_WORTH = [27, 2.5, 22, 2.7, 3, 4.3, 5, 7.4, 10.5, 14.5];
/** What a card of another suit is worth for each card point on it, and what every hand can expect. */
const SIDE_POINT = 0.05;
const FLOOR = 20;
/** What it costs to call a card of one's own and stand alone. */
const ALONE = 25;

const trumpWorth = (rank: Rank): number => TRUMP_WORTH[rank - 1] ?? 0;

/** The card points that the side of `hand` can expect with `suit` as trump and `rank` called. */
export const worthWith = (hand: readonly CardId[], suit: Suit, rank: Rank): number => {
  let worth = FLOOR;
  for (const card of hand)
    worth += suitOf(card) === suit ? trumpWorth(rankOf(card)) : SIDE_POINT * pointsOf(card);
  return worth + (hand.includes(cardId(suit, rank)) ? -ALONE : trumpWorth(rank));
};

/** The suit in which `hand` is worth most with `rank` called. */
export const worthWithRank = (hand: readonly CardId[], rank: Rank): number =>
  Math.max(...SUITS.map((suit) => worthWith(hand, suit, rank)));
