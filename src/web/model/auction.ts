import type { Snapshot } from "../../shared/protocol/snapshot.ts";

/** Each seat's last call in the auction: points, -1 for a pass, null for none yet. */
export const lastCalls = ({ bids = [] }: Snapshot): readonly (number | null)[] =>
  [0, 1, 2, 3, 4].map((seat) => bids.findLast(({ player_id }) => player_id === seat)?.bid ?? null);

/** The highest bid so far and whose it is; null before the first. */
export const highest = ({ bids = [] }: Snapshot): { readonly seat: number; readonly bid: number } | null => {
  const best = bids.findLast(({ bid }) => bid !== -1);
  return best ? { seat: best.player_id, bid: best.bid } : null;
};

/** Every legal bid, from the lowest. */
export const ladder = (min: number, max: number): readonly number[] =>
  Array.from({ length: Math.max(0, max - min + 1) }, (_, step) => min + step);
