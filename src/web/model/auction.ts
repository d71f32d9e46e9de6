import { RANK_CONTRACT } from "../../shared/game/rules.ts";
import type { Placed, Snapshot } from "../../shared/protocol/snapshot.ts";

/** The last call of each seat in the auction; null for none. */
export const lastCalls = ({ bids = [] }: Snapshot): readonly (Placed | null)[] =>
  [0, 1, 2, 3, 4].map((seat) => bids.findLast(({ player_id }) => player_id === seat) ?? null);

/** The highest bid so far; null before the first bid. */
export const highest = ({ bids = [] }: Snapshot): Placed | null =>
  bids.findLast(({ bid }) => bid !== -1) ?? null;

/** The rank that a bid names; null for points and passes. Behind the two, points are bid. */
export const rankBid = ({ bid, rank }: Placed): number | null =>
  rank !== undefined && bid === RANK_CONTRACT ? rank : null;

/** The bid that typed digits name, or null while they are not yet one from `min` to `max`. */
export const typedBid = (digits: string, min: number, max: number): number | null => {
  const points = Number(digits);
  return points >= min && points <= max ? points : null;
};

/** The seat that has dealt: the one before the first to bid. Null while the cards are not dealt. */
export const dealerOf = ({ bids, current_player_id: turn, phase }: Snapshot): number | null => {
  const first = bids?.[0]?.player_id ?? (phase === "bid" ? turn : null);
  return first === null ? null : (first + 4) % 5;
};
