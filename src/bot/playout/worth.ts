import type { Rank } from "../../shared/game/cards.ts";
import type { Deal } from "./deal.ts";
import { CARD_OF, SET_POINTS, SUIT_SIZE, strengthOfRank } from "./slots.ts";

/** The worth of each trump to the caller's side in card points, by face: ace, 2 … 7, jack, knight, king. */
const TRUMP_WORTH = [27, 2.5, 22, 2.7, 3, 4.3, 5, 7.4, 10.5, 14.5];
/** The worth of a side card for each of its card points, and the worth of any hand. */
const SIDE_POINT = 0.05;
const FLOOR = 20;
/** The cost of calling an own card and playing alone. */
const ALONE = 25;

/** The worth of a trump by strength, and of each set of trumps, minus its worth as side cards. */
const BY_STRENGTH = Float64Array.from(
  { length: SUIT_SIZE },
  (_, strength) => TRUMP_WORTH[CARD_OF[strength] as number] as number,
);
const OF_SET = Float64Array.from({ length: 1 << SUIT_SIZE }, (_, set) => {
  let worth = 0;
  for (let strength = 0; strength < SUIT_SIZE; strength++)
    if (set & (1 << strength)) worth += BY_STRENGTH[strength] as number;
  return worth - SIDE_POINT * (SET_POINTS[set] as number);
});

/** The worth of each set of trumps with the best rank for it. */
const WITH_BEST_RANK = OF_SET.map((worth, set) => {
  let most = -ALONE;
  for (let strength = 0; strength < SUIT_SIZE; strength++)
    if ((set & (1 << strength)) === 0) most = Math.max(most, BY_STRENGTH[strength] as number);
  return worth + most;
});

/** The card points that the side of `seat` can expect from its hand without a trump. */
export const sideWorth = (hands: Uint16Array, seat: number): number => {
  let points = 0;
  for (let at = seat * 4; at < seat * 4 + 4; at++) points += SET_POINTS[hands[at] as number] as number;
  return FLOOR + SIDE_POINT * points;
};

/**
 * The card points that `suit` as trump adds to it, when the rank of this strength is called; the best rank if it is
 * negative.
 */
export const trumpsWorth = (hands: Uint16Array, seat: number, suit: number, rank: number): number => {
  const set = hands[seat * 4 + suit] as number;
  if (rank < 0) return WITH_BEST_RANK[set] as number;
  return (OF_SET[set] as number) + (set & (1 << rank) ? -ALONE : (BY_STRENGTH[rank] as number));
};

/** The card points that the side of `seat` can expect when the rank of this strength is called, in its best suit. */
export const worthWithRank = (hands: Uint16Array, seat: number, rank: number): number => {
  let most = 0;
  for (let suit = 0; suit < 4; suit++) most = Math.max(most, trumpsWorth(hands, seat, suit, rank));
  return most + sideWorth(hands, seat);
};

/** The strength of the best rank for the hand of `seat`; the weakest of equal ones. */
export const bestRank = (hands: Uint16Array, seat: number): number => {
  let best = 0;
  for (let strength = 1; strength < SUIT_SIZE; strength++)
    if (worthWithRank(hands, seat, strength) > worthWithRank(hands, seat, best)) best = strength;
  return best;
};

/** The `count` best of `ranks` for the hand of `seat`, best first. */
export const bestRanks = (
  hands: Uint16Array,
  seat: number,
  ranks: readonly Rank[],
  count: number,
): readonly Rank[] => {
  const worth = (rank: Rank) => worthWithRank(hands, seat, strengthOfRank(rank));
  return [...ranks].sort((a, b) => worth(b) - worth(a)).slice(0, count);
};

/** The best suit for the caller's cards and the trick on the table. */
export const chooseTrump = (deal: Deal): number => {
  let best = 0;
  let most = Number.NEGATIVE_INFINITY;
  for (let suit = 0; suit < 4; suit++) {
    const worth = suitWorth(deal, suit);
    if (worth > most) [best, most] = [suit, worth];
  }
  return best;
};

/** The worth of `suit` as trump for the caller's cards and the trick on the table. */
export const suitWorth = (deal: Deal, suit: number): number =>
  trumpsWorth(deal.hands, deal.caller, suit, deal.rank) + swing(deal, suit, deal.rank);

/** A call of rank, as its strength, and suit. */
export interface Call {
  readonly rank: number;
  readonly suit: number;
}

/**
 * The worth of a call after the blind trick, when the rank was open in it. A called card that lies in the trick brings
 * no more trick.
 */
export const callWorth = (deal: Deal, suit: number, rank: number): number => {
  const { trick, laid, leader, caller } = deal;
  const at = trick.indexOf(suit * SUIT_SIZE + rank);
  const set = deal.hands[caller * 4 + suit] as number;
  const brings = swing(deal, suit, rank);
  if (at < 0 || at >= laid) return trumpsWorth(deal.hands, caller, suit, rank) + brings;
  return (OF_SET[set] as number) + brings - ((leader + at) % 5 === caller ? ALONE : 0);
};

/** The worth of a call of this rank after the blind trick, with its best suit. */
export const bestCallWorth = (deal: Deal, rank: number): number => {
  let most = Number.NEGATIVE_INFINITY;
  for (let suit = 0; suit < 4; suit++) most = Math.max(most, callWorth(deal, suit, rank));
  return most;
};

/** The best call after the blind trick; the best suit if the rank is already called. */
export const chooseCall = (deal: Deal): Call => {
  const [first, last] = deal.rank < 0 ? [0, SUIT_SIZE - 1] : [deal.rank, deal.rank];
  let best: Call = { rank: first, suit: 0 };
  let most = Number.NEGATIVE_INFINITY;
  for (let rank = first; rank <= last; rank++)
    for (let suit = 0; suit < 4; suit++) {
      const worth = callWorth(deal, suit, rank);
      if (worth > most) [best, most] = [{ rank, suit }, worth];
    }
  return best;
};

/** What the blind trick brings or costs the caller's side with `suit` as trump; 0 without a trick. */
const swing = (deal: Deal, suit: number, rank: number): number => {
  const { trick, laid, leader, caller, stake } = deal;
  if (laid === 0) return 0;
  const first = deal.topPlace(suit);
  const taker = (leader + first) % 5;
  const called = trick.indexOf(suit * SUIT_SIZE + rank);
  const isOut = called >= 0 && called < laid;
  if (taker === caller || (isOut && first === called)) return stake;
  // If the called card is not in the trick, the winner may still hold it and be the partner.
  return isOut ? -stake : -stake / 2;
};
