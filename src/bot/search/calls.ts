import { choiceAfter } from "../../shared/game/auction.ts";
import type { Rank } from "../../shared/game/cards.ts";
import { RANK_CONTRACT } from "../../shared/game/rules.ts";
import type { Seat } from "../../shared/game/seats.ts";
import type { Snapshot } from "../../shared/protocol/snapshot.ts";
import { SUIT_SIZE, strengthOfRank } from "../playout/slots.ts";

/*
 * The likelihood of calls in the auction. A seat bids more likely if its hand is worth more than the contract, and among
 * ranks those with which it is worth most.
 */

/** A call, and what the seat could bid instead: ranks, or points from `least` on with one of `callable`. */
export interface Call {
  /** The contract of the bid; null for a pass. */
  readonly bid: number | null;
  /** The strength of the rank that was bid; null for points and passes. */
  readonly rank: number | null;
  readonly least: number;
  /** The strengths of the ranks that the seat could call. */
  readonly callable: readonly number[];
}

/** The spread of bids around the worth of a hand, in card points, and the probability of a random bid. */
const BID_SPREAD = 4;
const BID_LAPSE = 0.1;
/** The card points that a seat is assumed to keep back in the auction, as `search` does. */
const KEPT = 13;
/** The spread of the ranks that a seat bids around its best, in card points. */
const RANK_SPREAD = 2.5;

const EVERY_RANK: readonly number[] = Array.from({ length: SUIT_SIZE }, (_, strength) => strength);
const TWO: readonly number[] = [strengthOfRank(2)];

/** The calls of each seat so far. */
export const callsIn = ({
  bids = [],
  rules,
}: Pick<Snapshot, "bids" | "rules">): readonly (readonly Call[])[] => {
  const calls: Call[][] = [[], [], [], [], []];
  for (const [at, { player_id, bid, rank }] of bids.entries()) {
    const before = bids.slice(0, at).map((one) => ({
      seat: one.player_id as Seat,
      bid: one.bid < 0 ? null : one.bid,
      ...(one.rank === undefined ? {} : { rank: one.rank as Rank }),
    }));
    const choice = choiceAfter(before, rules);
    const points = bid < 0 ? null : bid;
    calls[player_id]?.push(
      choice.by === "ranks"
        ? {
            bid: points,
            rank: rank === undefined ? null : strengthOfRank(rank),
            least: RANK_CONTRACT,
            callable: choice.ranks.map(strengthOfRank),
          }
        : {
            bid: points,
            rank: null,
            least: choice.min,
            callable: rules.auction === "ranks" ? TWO : EVERY_RANK,
          },
    );
  }
  return calls;
};

/** The log likelihood of these calls for a hand that is worth `values` with each rank, by strength. */
export const weighCalls = (calls: readonly Call[], values: ArrayLike<number>): number => {
  let log = 0;
  for (const { bid, rank, least, callable } of calls) {
    let worth = 0;
    for (const strength of callable) worth = Math.max(worth, values[strength] as number);
    const limit = worth - KEPT;
    const ahead = bid === null ? least - limit : limit - bid;
    log += Math.log(BID_LAPSE + (1 - BID_LAPSE) / (1 + Math.exp(-ahead / BID_SPREAD)));
    if (rank !== null) log += weighRank(rank, callable, values, worth);
  }
  return log;
};

/** The log likelihood of this rank among those that could be bid. */
const weighRank = (
  rank: number,
  callable: readonly number[],
  values: ArrayLike<number>,
  most: number,
): number => {
  const odds = (strength: number) => Math.exp(((values[strength] as number) - most) / RANK_SPREAD);
  let sum = 0;
  for (const strength of callable) sum += odds(strength);
  return Math.log(BID_LAPSE / callable.length + ((1 - BID_LAPSE) * odds(rank)) / sum);
};
