import { BY_STRENGTH, type Rank } from "./cards.ts";
import type { Rules } from "./rules.ts";
import { type Seat, seatAfter, turnOrder } from "./seats.ts";

export const HIGHEST_BID = 120;

/**
 * One call of the auction; `bid` is null for a pass. In an auction by ranks a bid also has the rank that the caller
 * would call: its own, or the two that stays behind points [G30].
 */
export interface Bid {
  readonly seat: Seat;
  readonly bid: number | null;
  readonly rank?: Rank;
}
/** A bid, never a pass. */
export interface Offer extends Bid {
  readonly bid: number;
}

/** The state of an auction: a seat is on turn, a bid has won, or all five have passed [G9, G10]. */
export type AuctionStanding =
  | { readonly kind: "open"; readonly turn: Seat; readonly high: Offer | null }
  | { readonly kind: "won"; readonly high: Offer }
  | { readonly kind: "all-passed" };

/** The highest bid so far. Each bid beats those before it, so it is the last call that is not a pass. */
export const highestOffer = (bids: readonly Bid[]): Offer | null =>
  bids.findLast((call): call is Offer => call.bid !== null) ?? null;

/** What the seat on turn may bid: one of these ranks, or points between these bounds. It may always pass. */
export type Choice =
  | { readonly by: "ranks"; readonly ranks: readonly Rank[] }
  | { readonly by: "points"; readonly min: number; readonly max: number };

/** What may be bid after `bids` [G8, G30, G31]. */
export const choiceAfter = (
  bids: readonly Bid[],
  { auction, minimum_bid }: Pick<Rules, "auction" | "minimum_bid">,
): Choice => {
  const high = highestOffer(bids);
  const ranks = auction === "ranks" ? weakerThan(high?.rank) : [];
  return ranks.length > 0
    ? { by: "ranks", ranks }
    : { by: "points", min: Math.max(minimum_bid, (high?.bid ?? 0) + 1), max: HIGHEST_BID };
};

/** The ranks weaker than `rank`, strongest first; all ranks without one. */
const weakerThan = (rank: Rank | undefined): readonly Rank[] =>
  rank === undefined ? BY_STRENGTH : BY_STRENGTH.slice(BY_STRENGTH.indexOf(rank) + 1);

/**
 * The auction after `bids`. `eldest` makes the first call. A seat that has passed is out of the auction. The auction
 * ends when four have passed and one has bid, at a bid of 120, or after five passes [G7-G10].
 */
export const auctionAfter = (eldest: Seat, bids: readonly Bid[]): AuctionStanding => {
  const high = highestOffer(bids);
  const passed = new Set(bids.filter((call) => call.bid === null).map((call) => call.seat));
  if (high && (high.bid === HIGHEST_BID || passed.size === 4)) return { kind: "won", high };
  const last = bids.at(-1);
  const turn = turnOrder(last ? seatAfter(last.seat) : eldest).find((seat) => !passed.has(seat));
  return turn === undefined ? { kind: "all-passed" } : { kind: "open", turn, high };
};
