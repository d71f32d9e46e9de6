import { batch, computed, type ReadonlySignal, signal } from "@preact/signals";
import type { GameClient } from "../../client/game-client.ts";
import { cardId } from "../../shared/game/cards.ts";
import type { ActionMessage } from "../../shared/protocol/client.ts";
import type { Snapshot } from "../../shared/protocol/snapshot.ts";
import { askOf } from "../model/ask.ts";
import { inOrder } from "../model/hand.ts";
import type { Presses } from "../model/presses.ts";
import { whyRefused } from "../model/refused.ts";
import { notify } from "./notice.ts";
import { words } from "./settings.ts";

/** After a choice the next question is asked no sooner than this, in ms: the second press of a double click answers none. */
const REST_MS = 500;

/** The viewer's moves. They are shown at once, and taken back with a notice when the server refuses them. */
export interface Moves {
  /** The move that was made and is not in the snapshot yet. */
  readonly pending: ReadonlySignal<ActionMessage | null>;
  /** True for a moment after a choice, while nothing is asked. */
  readonly resting: ReadonlySignal<boolean>;
  /** The viewer's cards in the order to show. */
  readonly hand: ReadonlySignal<readonly number[]>;
  /** Sends a move. A choice names the turn that the viewer has seen [P17]: sent late, it answers no other question. */
  readonly act: (action: ActionMessage) => Promise<void>;
  /** Called after a new snapshot, which follows `before`. */
  readonly see: (before: Snapshot | null) => void;
}

/** The question that `snapshot` asks of the viewer; null for none. */
const questionIn = (snapshot: Snapshot): string | null => {
  const { name } = askOf(snapshot);
  return name === "nothing" ? null : `${snapshot.epoch} ${snapshot.turn} ${name}`;
};

export const makeMoves = (
  connection: Pick<GameClient, "act" | "sync">,
  snapshot: ReadonlySignal<Snapshot | null>,
  { isMeantFor }: Pick<Presses, "isMeantFor">,
): Moves => {
  const pending = signal<ActionMessage | null>(null);
  const resting = signal(false);
  /** The requested order of the hand, until the server has stored it. */
  const wanted = signal<readonly number[] | null>(null);
  let asked: { readonly question: string | null; readonly at: number } = { question: null, at: 0 };
  /** The deal and revision of the answer to the pending move. The move ends when the snapshot has reached them. */
  let answered: { readonly deal: number; readonly revision: number } | null = null;

  const hand = computed(() => {
    const cards = (snapshot.value?.hand ?? []).map(({ card_id }) => card_id);
    const played = pending.value?.message_type === "play" ? numberOf(pending.value.card) : null;
    return inOrder(cards, wanted.value).filter((card) => card !== played);
  });
  const settle = () => {
    const { value: move } = pending;
    const now = snapshot.value;
    if (!move || !now || !answered) return;
    const isSameDeal = now.deal_number === answered.deal;
    const inHand = (card: CardSent) => now.hand?.some(({ card_id }) => card_id === numberOf(card));
    if (isSameDeal && now.revision < answered.revision) return;
    if (isSameDeal && move.message_type === "play" && inHand(move.card)) return;
    answered = null;
    pending.value = null;
  };
  const takeBack = (action: ActionMessage) => {
    if (action.message_type === "reorder") wanted.value = null;
    else pending.value = null;
  };

  return {
    pending,
    resting,
    hand,
    see: (before) => {
      if (before?.deal_number !== snapshot.value?.deal_number || before?.phase === "ready")
        wanted.value = null;
      const question = snapshot.value && questionIn(snapshot.value);
      if (question !== asked.question) asked = { question, at: performance.now() };
      settle();
    },
    act: async (action) => {
      if (action.message_type === "reorder") wanted.value = action.hand.map(numberOf);
      else if (pending.value || resting.value || !isMeantFor(asked.at)) return;
      else {
        pending.value = action;
        resting.value = true;
        setTimeout(() => {
          resting.value = false;
        }, REST_MS);
      }
      const deal = snapshot.value?.deal_number ?? 0;
      const answer = await connection.act(action);
      if (!answer.ok) return takeBack(action);
      if (answer.value.status === "ok") {
        if (action.message_type === "reorder") return;
        answered = { deal, revision: answer.value.revision };
        return settle();
      }
      batch(() => takeBack(action));
      notify(words.value.undone(whyRefused(answer.value.code, words.value)));
      if (answer.value.recovery === "sync") void connection.sync();
    },
  };
};

type CardSent = Extract<ActionMessage, { message_type: "play" }>["card"];

/** The number of a card in any of its forms. */
export const numberOf = (card: CardSent): number => {
  if (typeof card === "number") return card;
  return card.card_id ?? cardId(card.suit as Parameters<typeof cardId>[0], card.rank as 1);
};
