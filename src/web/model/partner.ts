import type { Snapshot } from "../../shared/protocol/snapshot.ts";

/** Whether the viewer is the partner, or plays alone, and nobody else knows yet. */
export const isSecretlyMe = (snapshot: Snapshot): boolean => {
  const { partner_id, player_id, end_state } = snapshot;
  return partner_id !== null && partner_id === player_id && !end_state && !isCalledCardOut(snapshot);
};

const isCalledCardOut = ({ trick, trick_history, partner_rank, trump_suit }: Snapshot): boolean =>
  [...trick_history.flatMap(({ cards }) => cards), ...trick].some(
    ({ card }) => card.rank === partner_rank && card.suit === trump_suit,
  );
