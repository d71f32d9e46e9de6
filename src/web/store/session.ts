import { computed, type ReadonlySignal, signal } from "@preact/signals";
import { openGameClient } from "../../client/game-client.ts";
import { openNonces } from "../../client/nonces.ts";
import type { GameClientState } from "../../client/state.ts";
import type { Snapshot } from "../../shared/protocol/snapshot.ts";
import type { Noted } from "../../shared/verify/verify.ts";
import { type Ask, askOf } from "../model/ask.ts";
import { keep, keptOf, nonceStore, note } from "../model/saved-seats.ts";
import { listenTo } from "./announcer.ts";
import { storage, whenWoken } from "./device.ts";
import { type Keys, type Observe, openKeys } from "./keys.ts";
import { type Moves, makeMoves } from "./moves.ts";
import { keepNews, type News } from "./news.ts";
import { keepPhrases, type Phrases } from "./phrases.ts";
import { presses } from "./presses.ts";
import { displayTricks, type TrickDisplay } from "./trick-display.ts";
import { showUnmasking, type Unmasking } from "./unmasking.ts";

/** The interval for checking the lifetimes of the tokens, in ms. */
const LOOK_EVERY_MS = 5 * 60_000;

/** What a session begins with. */
export interface Ticket extends Keys {
  readonly gameId: string;
  /** Absent for players, whose token is renewed instead. */
  readonly observe?: Observe | undefined;
}

/** A seat or an observer's place in a game, as the page shows it. */
export interface Session
  extends Ticket,
    Pick<Moves, "act" | "hand" | "pending" | "resting">,
    Pick<TrickDisplay, "table" | "gathering"> {
  readonly snapshot: ReadonlySignal<Snapshot | null>;
  readonly state: ReadonlySignal<GameClientState>;
  readonly ask: ReadonlySignal<Ask>;
  /** When the time of the seat on turn runs out, epoch ms by this machine's clock. */
  readonly deadline: ReadonlySignal<number | null>;
  /** When the next deal begins without those who have not asked for it, epoch ms by this machine's clock. */
  readonly readyDeadline: ReadonlySignal<number | null>;
  /** When the cards are dealt without the nonces that are still missing, epoch ms by this machine's clock. */
  readonly shuffleDeadline: ReadonlySignal<number | null>;
  /** The token that seats bots: the host's, or else a player's; null for an observer. */
  readonly seatingToken: string | null;
  /** The server's time, epoch ms; this machine's until the first message. */
  readonly serverNow: () => number;
  readonly news: Pick<News, "items" | "dismiss">;
  /** What this browser noted of the deals, by deal number, to check them. */
  readonly noted: () => Noted;
  /** The caller and the partner in the moment in which everybody learns who the partner is; else nobody. */
  readonly unmasked: Unmasking["seats"];
  readonly phrases: Phrases["bySeat"];
  readonly say: Phrases["say"];
  readonly close: () => void;
}

/** Connects with the tokens of `ticket`, and keeps the snapshot and the tokens up to date. */
export const openSession = (ticket: Ticket): Session => {
  const { gameId, observe } = ticket;
  const keys = openKeys(gameId, ticket, observe);
  const nonces = openNonces(nonceStore(storage, gameId, Date.now));
  const connection = openGameClient({
    ...{ baseUrl: location.origin, token: keys.token(), renew: keys.renew },
    nonces,
  });
  const snapshot = signal<Snapshot | null>(null);
  const state = signal(connection.state());
  /** The server's clock minus this machine's clock, in ms. */
  const ahead = signal(0);
  /** A time of the server by this machine's clock, epoch ms. */
  const here = (due: number | null | undefined) => (due == null ? null : due - ahead.value);
  const serverNow = () => Date.now() + ahead.peek();
  const renewOld = () => void keys.renewOld(serverNow());
  const showing = displayTricks(snapshot);
  const moves = makeMoves(connection, snapshot, presses);
  const news = keepNews(snapshot);
  const unmasking = showUnmasking();
  const phrases = keepPhrases(connection);

  connection.onSnapshot((next) => {
    const before = snapshot.value;
    showing.see(before, next, () => {
      snapshot.value = next;
    });
    moves.see(before);
    unmasking.see(before, next);
    noteCommitments(gameId, next);
  });
  connection.onState((next) => {
    state.value = next;
    // The welcome, which tells the server's time, is handled after this.
    if (next.name === "live") queueMicrotask(renewOld);
  });
  const stopListening = listenTo(connection, {
    onTime: (ts) => {
      ahead.value = ts - Date.now();
    },
    onHandover: news.add,
  });
  keep(storage, gameId, {}, Date.now());
  // A page may be open for longer than the lifetime of its tokens.
  const looking = setInterval(() => {
    if (state.peek().name === "live") renewOld();
  }, LOOK_EVERY_MS);
  const stopWaking = whenWoken(connection.wake);

  return {
    gameId,
    get token() {
      return keys.token();
    },
    get hostToken() {
      return keys.hostToken();
    },
    get seatingToken() {
      return keys.hostToken() ?? (snapshot.value?.player_id === undefined ? null : keys.token());
    },
    observe,
    serverNow,
    snapshot,
    state,
    pending: moves.pending,
    resting: moves.resting,
    hand: moves.hand,
    table: showing.table,
    gathering: showing.gathering,
    news,
    unmasked: unmasking.seats,
    phrases: phrases.bySeat,
    say: phrases.say,
    ask: computed<Ask>(() =>
      snapshot.value && !moves.pending.value && !moves.resting.value
        ? askOf(snapshot.value)
        : { name: "nothing", turn: null },
    ),
    deadline: computed(() => here(snapshot.value?.deadline)),
    shuffleDeadline: computed(() => here(snapshot.value?.shuffle_deadline)),
    readyDeadline: computed(() => here(snapshot.value?.end_state?.ready_deadline)),
    act: (action) => {
      if (action.message_type === "play") showing.release();
      return moves.act(action);
    },
    noted: () => {
      const deals = new Map(nonces.noted());
      for (const [deal, commitment] of Object.entries(keptOf(storage, gameId)?.noted ?? {}))
        deals.set(Number(deal), { ...deals.get(Number(deal)), commitment });
      return deals;
    },
    close: () => {
      clearInterval(looking);
      stopWaking();
      stopListening();
      connection.close();
      showing.close();
    },
  };
};

/** Notes the commitments of this deal and of the next, for the check of the deal. */
const noteCommitments = (gameId: string, { deal_number, deal_commitment, end_state }: Snapshot): void => {
  note(storage, gameId, deal_number, deal_commitment, Date.now());
  if (end_state) note(storage, gameId, deal_number + 1, end_state.next_deal_commitment, Date.now());
};
