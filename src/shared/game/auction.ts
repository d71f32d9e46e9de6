import { type Seat, seatAfter, turnOrder } from "./seats.ts";

export const HIGHEST_BID = 120;

/** One call of the auction; `bid` is null for a pass. */
export interface Bid {
  readonly seat: Seat;
  readonly bid: number | null;
}
/** A bid of points, never a pass. */
export interface Offer {
  readonly seat: Seat;
  readonly bid: number;
}

/** The state of an auction: a seat is on turn, a bid has won, or all five have passed [G9, G10]. */
export type AuctionStanding =
  | { readonly kind: "open"; readonly turn: Seat; readonly high: Offer | null }
  | { readonly kind: "won"; readonly high: Offer }
  | { readonly kind: "all-passed" };

/** The highest bid so far. Bids only rise, so it is the last call that is not a pass. */
export const highestOffer = (bids: readonly Bid[]): Offer | null =>
  bids.findLast((call): call is Offer => call.bid !== null) ?? null;

/** The lowest bid that is allowed now [G8]. */
export const lowestBid = (bids: readonly Bid[], minimum: number): number =>
  Math.max(minimum, (highestOffer(bids)?.bid ?? 0) + 1);

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
