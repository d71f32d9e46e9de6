import { batch, computed, type ReadonlySignal, signal } from "@preact/signals";
import type { ActionMessage, ServerMessage, Snapshot } from "../../client/messages.ts";
import { openTable, type TableState } from "../../client/table.ts";
import { cardId } from "../../shared/game/cards.ts";
import { type Ask, askOf } from "../state/ask.ts";
import { inOrder } from "../state/hand.ts";
import { keep, note } from "../state/keep.ts";
import { nameOf } from "../state/names.ts";
import { isSecretlyMe } from "../state/partner.ts";
import { whyRefused } from "../state/refused.ts";
import { tell } from "../state/telling.ts";
import { EMPTY, type Finished, finishedBetween, type OnTable, onTable } from "../state/trick.ts";
import { notify, speak } from "./notice.ts";
import { words } from "./settings.ts";
import { chime } from "./sounds.ts";

/** How long a finished trick is held up, whatever happens meanwhile; the last of a deal a little longer; in ms. */
const HELD_MS = 1_600;
const LAST_HELD_MS = 2_600;
/** How long the cards take to their winner, in ms. */
export const GATHER_MS = 420;

/** A place at a table, as the page shows it. */
export interface Place {
  readonly gameId: string;
  readonly token: string;
  readonly hostToken: string | null;
  readonly picture: ReadonlySignal<Snapshot | null>;
  readonly state: ReadonlySignal<TableState>;
  readonly ask: ReadonlySignal<Ask>;
  /** The move that has been made and not been answered. */
  readonly pending: ReadonlySignal<ActionMessage | null>;
  /** The viewer's cards as they are to be shown. */
  readonly hand: ReadonlySignal<readonly number[]>;
  readonly table: ReadonlySignal<OnTable>;
  /** The trick that is on its way to its winner. */
  readonly gathering: ReadonlySignal<OnTable>;
  /** When the seat on turn runs out of time, in this machine's epoch ms. */
  readonly deadline: ReadonlySignal<number | null>;
  readonly act: (action: ActionMessage) => Promise<void>;
  readonly close: () => void;
}

export interface Ticket {
  readonly gameId: string;
  readonly token: string;
  readonly hostToken: string | null;
}

/** Takes the place of `ticket` and keeps the page's picture of it. */
export const openPlace = ({ gameId, token, hostToken }: Ticket): Place => {
  const connection = openTable({ baseUrl: location.origin, token });
  const picture = signal<Snapshot | null>(null);
  const state = signal(connection.state());
  const pending = signal<ActionMessage | null>(null);
  const wanted = signal<readonly number[] | null>(null);
  const held = signal<Finished | null>(null);
  const gathering = signal<OnTable>(EMPTY);
  /** How far the server's clock is ahead of ours, in ms. */
  const ahead = signal(0);
  const timers = new Set<ReturnType<typeof setTimeout>>();
  const later = (ms: number, run: () => void) => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      run();
    }, ms);
    timers.add(timer);
  };

  const table = computed(() => (picture.value ? onTable(picture.value, held.value) : EMPTY));
  const ask = computed<Ask>(() =>
    picture.value && !pending.value ? askOf(picture.value) : { name: "nothing", turn: null },
  );
  const hand = computed(() => {
    const cards = (picture.value?.hand ?? []).map(({ card_id }) => card_id);
    const played = pending.value?.message_type === "play" ? numberOf(pending.value.card) : null;
    return inOrder(cards, wanted.value).filter((card) => card !== played);
  });
  const deadline = computed(() => {
    const due = picture.value?.deadline ?? null;
    return due === null ? null : due - ahead.value;
  });

  /** The revision that the pending move was answered with; the picture has to have come that far before it is over. */
  let answered: number | null = null;
  const settle = () => {
    const { value: move } = pending;
    const now = picture.value;
    if (!move || !now || answered === null || now.revision < answered) return;
    const inHand = (card: CardSent) => now.hand?.some(({ card_id }) => card_id === numberOf(card));
    if (move.message_type === "play" && inHand(move.card)) return;
    answered = null;
    pending.value = null;
  };
  const gather = (trick: OnTable) => {
    gathering.value = trick;
    later(GATHER_MS, () => {
      gathering.value = EMPTY;
    });
  };
  const see = (next: Snapshot) => {
    const before = picture.value;
    const shown = table.value;
    const finished = finishedBetween(before, next);
    batch(() => {
      picture.value = next;
      if (finished) hold(finished, next.phase === "end");
      else if (shown.taken && !held.value && !table.value.taken) gather(shown);
    });
    if (before?.deal_number !== next.deal_number || before.phase === "ready") wanted.value = null;
    settle();
    note(localStorage, gameId, next.deal_number, next.deal_commitment, Date.now());
    const coming = next.end_state?.next_deal_commitment;
    if (coming) note(localStorage, gameId, next.deal_number + 1, coming, Date.now());
  };
  const hold = (trick: Finished, isLast: boolean) => {
    held.value = trick;
    later(isLast ? LAST_HELD_MS : HELD_MS, () => {
      if (held.value !== trick) return;
      const shown = table.value;
      batch(() => {
        held.value = null;
        if (!table.value.taken) gather(shown);
      });
    });
  };

  let previous: Snapshot | null = null;
  const listen = (message: ServerMessage) => {
    ahead.value = message.ts - Date.now();
    const now = connection.picture();
    if (!now) return;
    const said = tell(message, now, previous, words.value);
    if (said !== null) speak(said);
    const wasMine = previous !== null && previous.current_player_id === previous.player_id;
    const isMine = now.player_id !== undefined && now.current_player_id === now.player_id;
    if (isMine && !wasMine && previous !== null) speak(words.value.said.yourTurn);
    chime(message.message_type, isMine && !wasMine);
    if (message.message_type === "phase.change" && message.reason && said) notify(said);
    if (isSecretlyMe(now) && previous?.partner_id === null) {
      const told = secretOf(now);
      notify(told);
      speak(told);
    }
    previous = now;
  };
  for (const type of HEARD) connection.on(type, listen);
  connection.onPicture(see);
  connection.onState((next) => {
    state.value = next;
  });
  keep(localStorage, gameId, {}, Date.now());

  return {
    gameId,
    token,
    hostToken,
    picture,
    state,
    ask,
    pending,
    hand,
    table,
    gathering,
    deadline,
    act: async (action) => {
      if (action.message_type === "reorder") wanted.value = action.hand.map(numberOf);
      else if (pending.value) return;
      else pending.value = action;
      if (action.message_type === "play") held.value = null;
      const answer = await connection.act(action);
      if (!answer.ok) {
        pending.value = null;
        return;
      }
      if (answer.value.status === "ok") {
        if (action.message_type === "reorder") return;
        answered = answer.value.revision;
        return settle();
      }
      if (action.message_type === "reorder") wanted.value = null;
      else pending.value = null;
      notify(words.value.undone(whyRefused(answer.value.code, words.value)));
      if (answer.value.recovery === "sync") void connection.sync();
    },
    close: () => {
      connection.close();
      for (const timer of timers) clearTimeout(timer);
    },
  };
};

const HEARD = [
  "player.join",
  "player.leave",
  "player.reconnect",
  "player.ready",
  "phase.change",
  "bid.placed",
  "trick.played",
  "trick.won",
  "sync",
  "join.ok",
] as const;

/** What the holder of the called card is told, and nobody else. */
const secretOf = (picture: Snapshot): string => {
  const { partner_id, caller_id } = picture;
  if (caller_id === null || partner_id === caller_id) return words.value.youAreAlone;
  return words.value.youArePartner(nameOf(picture, caller_id, words.value));
};

type CardSent = Extract<ActionMessage, { message_type: "reorder" }>["hand"][number];
const numberOf = (card: CardSent): number => {
  if (typeof card === "number") return card;
  return card.card_id ?? cardId(card.suit as Parameters<typeof cardId>[0], card.rank as 1);
};
