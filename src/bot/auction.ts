import { type CardId, type Rank, rankOf } from "../shared/game/cards.ts";
import { RANK_CONTRACT, type Rules } from "../shared/game/rules.ts";
import type { Allowed } from "../shared/protocol/snapshot.ts";
import type { BotMove } from "./moves.ts";
import { putInto } from "./observation.ts";
import { CARD_OF, strengthOfRank } from "./playout/slots.ts";
import { bestRank, bestRanks, worthWithRank } from "./playout/worth.ts";
import type { Source } from "./rng.ts";

/** The maximum step above the lowest allowed bid, so that an auction does not rise by ones. */
const STRIDE = 5;

/** The strength of the two, which is called behind points in an auction by ranks. */
const TWO = strengthOfRank(2);

/** The card points that a caller with `hand` can expect for its side, with its best call. */
export const handWorth = (hand: readonly CardId[]): number => {
  const hands = handOf(hand);
  return worthWithRank(hands, 0, bestRank(hands, 0));
};

/** The rank with the highest worth for `hand`, in its best suit. */
export const chooseRank = (hand: readonly CardId[]): Rank =>
  rankOf(CARD_OF[bestRank(handOf(hand), 0)] as CardId);

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

/** The worth of `hand` for a bid of points: with its best rank, or with the two in an auction by ranks. */
export const pointsWorth = (hand: readonly CardId[], auction: Rules["auction"]): number =>
  auction === "ranks" ? worthWithRank(handOf(hand), 0, TWO) : handWorth(hand);

/**
 * The bid of the level `rule`: points up to the worth of the hand, or the best of the ranks that may still be bid if
 * the hand is worth its contract with it.
 */
export const ruleBid = (
  hand: readonly CardId[],
  { bids, ranks }: Pick<Allowed, "bids" | "ranks">,
  auction: Rules["auction"],
  random: Source,
): BotMove => {
  if (bids) return bidUpTo(pointsWorth(hand, auction), bids, random);
  const hands = handOf(hand);
  const [best] = bestRanks(hands, 0, ranks ?? [], 1);
  if (best === undefined || worthWithRank(hands, 0, strengthOfRank(best)) < RANK_CONTRACT) return PASS;
  return { message_type: "bid", rank: best };
};

export const PASS: BotMove = { message_type: "bid", bid: -1 };

/** A bid a little above the lowest allowed one, up to `limit`; a pass when the lowest is above `limit`. */
export const bidUpTo = (limit: number, bids: NonNullable<Allowed["bids"]>, random: Source): BotMove => {
  const most = Math.min(bids.max, Math.floor(limit));
  const bid = most < bids.min ? -1 : Math.min(most, bids.min + Math.floor(random() * STRIDE));
  return { message_type: "bid", bid };
};
