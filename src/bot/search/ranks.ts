import type { Rank } from "../../shared/game/cards.ts";
import { strengthOfRank } from "../playout/slots.ts";
import { worthWithRank } from "../playout/worth.ts";

/** Those of `ranks` that the hand of `seat` is worth most with, the best first, `count` of them at most. */
export const bestRanks = (
  hands: Uint16Array,
  seat: number,
  ranks: readonly Rank[],
  count: number,
): readonly Rank[] => {
  const worth = (rank: Rank) => worthWithRank(hands, seat, strengthOfRank(rank));
  return [...ranks].sort((a, b) => worth(b) - worth(a)).slice(0, count);
};
