import { type CardId, RANKS } from "../shared/game/cards.ts";
import type { Source } from "./moves.ts";
import { worthWithRank } from "./worth.ts";

/** How far a bid may go above the lowest that is allowed, so that an auction does not climb by ones. */
const STRIDE = 5;

/** The card points that a caller with `hand` can expect for its side, whatever it calls. */
export const handWorth = (hand: readonly CardId[]): number =>
  Math.max(...RANKS.map((rank) => worthWithRank(hand, rank)));

/** The bid of a seat with `hand`: a little above the lowest one while the hand is worth it, else -1. */
export const chooseBid = (
  hand: readonly CardId[],
  bids: { readonly min: number; readonly max: number },
  random: Source,
): number => {
  const limit = Math.min(bids.max, Math.floor(handWorth(hand)));
  return limit < bids.min ? -1 : Math.min(limit, bids.min + Math.floor(random() * STRIDE));
};
