import type { Snapshot } from "../../shared/protocol/snapshot.ts";

/** The last call of each seat in the auction: points, -1 for a pass, null for none. */
export const lastCalls = ({ bids = [] }: Snapshot): readonly (number | null)[] =>
  [0, 1, 2, 3, 4].map((seat) => bids.findLast(({ player_id }) => player_id === seat)?.bid ?? null);

/** The highest bid so far and its seat; null before the first bid. */
export const highest = ({ bids = [] }: Snapshot): { readonly seat: number; readonly bid: number } | null => {
  const best = bids.findLast(({ bid }) => bid !== -1);
  return best ? { seat: best.player_id, bid: best.bid } : null;
};

/** All allowed bids, lowest first. */
export const ladder = (min: number, max: number): readonly number[] =>
  Array.from({ length: Math.max(0, max - min + 1) }, (_, step) => min + step);
