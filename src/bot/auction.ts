import { type CardId, type Rank, rankOf } from "../shared/game/cards.ts";
import type { Allowed } from "../shared/protocol/snapshot.ts";
import type { BotMove } from "./moves.ts";
import { putInto } from "./observation.ts";
import { CARD_OF, strengthOfRank } from "./playout/slots.ts";
import { bestRank, worthWithRank } from "./playout/worth.ts";
import type { Source } from "./rng.ts";

/** The maximum step above the lowest allowed bid, so that an auction does not rise by ones. */
const STRIDE = 5;

/** The card points that a caller with `hand` can expect for its side, with its best call. */
export const handWorth = (hand: readonly CardId[]): number => {
  const hands = handOf(hand);
  return worthWithRank(hands, 0, bestRank(hands, 0));
};

/** The rank with the highest worth for `hand`, in its best suit. */
export const chooseRank = (hand: readonly CardId[]) => rankOf(CARD_OF[bestRank(handOf(hand), 0)] as CardId);

/** The worth of `hand` with each of `ranks`, in its best suit. */
export const rankWorths = (hand: readonly CardId[], ranks: readonly Rank[]): readonly number[] => {
  const hands = handOf(hand);
  return ranks.map((rank) => worthWithRank(hands, 0, strengthOfRank(rank)));
};

const handOf = (hand: readonly CardId[]): Uint16Array => {
  const hands = new Uint16Array(4);
  putInto(hands, 0, hand);
  return hands;
};

/** A bid a little above the lowest allowed one, up to `limit`; a pass when the lowest is above `limit`. */
export const bidUpTo = (limit: number, bids: NonNullable<Allowed["bids"]>, random: Source): BotMove => {
  const most = Math.min(bids.max, Math.floor(limit));
  const bid = most < bids.min ? -1 : Math.min(most, bids.min + Math.floor(random() * STRIDE));
  return { message_type: "bid", bid };
};
