import { commitmentTo } from "./shuffle.ts";
import type { FinishedDeal, Game } from "./state.ts";

/** The number of finished deals that are kept: as many as the longest match has. */
export const KEPT_DEALS = 40;

/** The number of the latest finished deal; 0 before the first. */
export const lastFinished = ({ phase, dealNumber }: Game): number =>
  phase.name === "end" ? dealNumber : dealNumber - 1;

/** The deal that has just ended. Throws when `game` is not at the end of a deal. */
export const finishedDeal = ({
  phase,
  dealNumber,
  dealer,
  shuffle,
  secret: nextSecret,
}: Game): FinishedDeal => {
  if (phase.name !== "end") throw new Error(`a deal in phase ${phase.name} has not ended`);
  const { attempt, allPassed, secret, nonces, unrevealed, bids, rank, trump, tricks } = phase;
  const plays = tricks.flatMap(({ cards }) => cards.map(({ card }) => card));
  return {
    dealNumber,
    dealer,
    attempt,
    allPassed,
    shuffle,
    secret,
    nonces,
    unrevealed,
    bids,
    rank,
    suit: trump.suit,
    plays,
    nextCommitment: commitmentTo(nextSecret),
  };
};
