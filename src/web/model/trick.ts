import type { Snapshot } from "../../shared/protocol/snapshot.ts";

export type Played = Snapshot["trick"][number];
export type Finished = Snapshot["trick_history"][number];

/** The cards in the middle of the table. A finished trick also has its winner and its points. */
export interface OnTable {
  readonly cards: readonly Played[];
  readonly taken: { readonly by: number; readonly points: number } | null;
}

export const EMPTY: OnTable = { cards: [], taken: null };

const asTaken = ({ cards, winner_id, points }: Finished): OnTable => ({
  cards,
  taken: { by: winner_id, points },
});

/** The trick that was finished between two snapshots of a deal, or null. */
export const finishedBetween = (before: Snapshot | null, after: Snapshot): Finished | null => {
  if (!before || before.deal_number !== after.deal_number || before.epoch !== after.epoch) return null;
  if (after.trick_history.length !== before.trick_history.length + 1) return null;
  return after.trick_history.at(-1) ?? null;
};

/** The cards to show in the middle: the finished trick while it is held, or else the current trick. */
export const onTable = (snapshot: Snapshot, held: Finished | null): OnTable => {
  if (held) return asTaken(held);
  const last = snapshot.trick_history.at(-1);
  if (snapshot.phase === "trick-won" && last) return asTaken(last);
  return snapshot.trick.length === 0 ? EMPTY : { cards: snapshot.trick, taken: null };
};
