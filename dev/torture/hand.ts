import type { GameClient } from "../../src/client/game-client.ts";
import type { ActionMessage } from "../../src/shared/protocol/client.ts";
import type { Snapshot } from "../../src/shared/protocol/snapshot.ts";

/** Checks a player's own cards across losses of its connection. */
export interface HandWatch {
  /** Records the next action of the player. It may or may not be applied when the connection is lost. */
  readonly doing: (action: ActionMessage) => void;
  /** The number of hands that were compared with the one before a loss. */
  readonly compared: () => number;
}

const cardsIn = (snapshot: Snapshot): readonly number[] =>
  (snapshot.hand ?? []).map(({ card_id }) => card_id);

/** `hand` after `action`, if the action changes it. */
const after = (hand: readonly number[], action: ActionMessage | null): readonly number[] => {
  if (action?.message_type === "play") return hand.filter((card) => card !== action.card);
  if (action?.message_type !== "reorder") return hand;
  const wanted = action.hand.map((card) => (typeof card === "object" ? card.card_id : card));
  // The action may have been applied much earlier.
  return hand.length === wanted.length && hand.every((card) => wanted.includes(card))
    ? (wanted as number[])
    : hand;
};

/** Compares each snapshot after a loss with the last one before it: the cards and their order must be the same [R2]. */
export const watchHand = (table: GameClient, problem: (what: string) => void): HandWatch => {
  let before: Snapshot | null = null;
  let action: ActionMessage | null = null;
  let compared = 0;
  table.on("join.ok", ({ snapshot }) => {
    if (!before || before.epoch !== snapshot.epoch || before.deal_number !== snapshot.deal_number) return;
    const [was, is] = [cardsIn(before), cardsIn(snapshot)];
    const mayDeal = before.phase === "bid" || before.phase === "shuffle";
    const wasDealtAgain = mayDeal && !is.every((card) => was.includes(card));
    if (wasDealtAgain) return;
    compared += 1;
    const fits = [was, after(was, action)].some((hand) => String(hand) === String(is));
    if (!fits) problem(`came back to the hand ${is} and had left with ${was}`);
  });
  table.onSnapshot((snapshot) => {
    before = snapshot;
  });
  return {
    doing: (next) => {
      action = next;
    },
    compared: () => compared,
  };
};
