import { chooseMove } from "../../src/bot/levels.ts";
import type { Source } from "../../src/bot/rng.ts";
import { type GameClient, openGameClient } from "../../src/client/game-client.ts";
import type { Level } from "../../src/shared/game/levels.ts";
import type { ActionMessage } from "../../src/shared/protocol/client.ts";
import type { ActionResult } from "../../src/shared/protocol/server.ts";
import type { Snapshot, Snapshot as View } from "../../src/shared/protocol/snapshot.ts";
import { watchHand } from "./hand.ts";
import { watchLine } from "./line.ts";

/** The maximum time before a move, in ms. */
const THINKING_MS = 25;
/** The probability that a player reorders its cards before an action. */
const REORDERS = 0.08;

/** An action with its answer "ok", and its deal. */
export interface Acknowledged {
  readonly seat: number;
  readonly action: ActionMessage & { readonly action_id: string };
  readonly answer: ActionResult;
  readonly dealNumber: number;
  /** The time when it was sent, by `performance.now()`, and the time until its answer; both in ms. */
  readonly sentAt: number;
  readonly tookMs: number;
}

/** Receives the results of a player. */
export interface Diary {
  readonly acknowledged: (one: Acknowledged) => void;
  readonly refused: (seat: number, answer: ActionResult) => void;
  /** A violation of the protocol. */
  readonly problem: (what: string) => void;
}

/** One client that plays and reconnects automatically. */
export interface Player {
  readonly table: GameClient;
  /** The number of times that the client has joined. */
  readonly entries: () => number;
  /** Starts or stops making moves. `next-deal` is sent only if deals are `wanted`. */
  readonly set: (mood: Mood) => void;
  readonly isBusy: () => boolean;
  /** The number of hands that were compared with the one before a loss. */
  readonly comparedHands: () => number;
}

export interface Mood {
  readonly playing: boolean;
  readonly dealsWanted: boolean;
}

export interface PlayerOptions {
  readonly baseUrl: string;
  readonly token: string;
  readonly seat: number;
  readonly level: Level;
  readonly random: Source;
  readonly diary: Diary;
}

/** Opens a client of a seat and plays it from the seat's own snapshots, one action at a time. */
export const openPlayer = ({ baseUrl, token, seat, level, random, diary }: PlayerOptions): Player => {
  const table = openGameClient({ baseUrl, token });
  const line = watchLine(table, (what) => diary.problem(`seat ${seat}: ${what}`));
  const hand = watchHand(table, (what) => diary.problem(`seat ${seat}: ${what}`));
  let mood: Mood = { playing: false, dealsWanted: true };
  let busy = false;
  let count = 0;
  /** The epoch and revision of the last answer. An earlier snapshot is outdated. */
  let known = { epoch: 0, revision: 0 };

  const actionFor = (snapshot: Snapshot): ActionMessage | null => {
    if (!mood.playing || table.state().name !== "live") return null;
    const isOld = snapshot.epoch === known.epoch && snapshot.revision < known.revision;
    // In messages a seat is a number. The server sends only valid seats.
    const move = isOld ? null : chooseMove(level, snapshot as unknown as View, random);
    if (!move || (move.message_type === "next-deal" && !mood.dealsWanted)) return null;
    const held = snapshot.hand ?? [];
    if (held.length < 2 || random() >= REORDERS) return move as ActionMessage;
    const from = 1 + Math.floor(random() * (held.length - 1));
    return { message_type: "reorder", hand: [...held.slice(from), ...held.slice(0, from)] };
  };

  const act = async (): Promise<void> => {
    const snapshot = table.snapshot();
    const wanted = snapshot && actionFor(snapshot);
    if (!wanted) return;
    count += 1;
    const action = { ...wanted, action_id: `seat-${seat}-${count}` };
    const sentAt = performance.now();
    hand.doing(action);
    const result = await table.act(action);
    if (!result.ok) return;
    const answer = result.value;
    known = { epoch: answer.epoch ?? 0, revision: answer.revision ?? 0 };
    const tookMs = performance.now() - sentAt;
    const { deal_number: dealNumber } = snapshot;
    if (answer.status === "ok") diary.acknowledged({ seat, action, answer, dealNumber, sentAt, tookMs });
    else {
      // A move for a snapshot that a restore has reverted may be refused.
      if (answer.epoch === snapshot.epoch) diary.refused(seat, answer);
      await table.sync();
    }
  };
  const consider = () => {
    if (busy) return;
    busy = true;
    setTimeout(async () => {
      await act();
      busy = false;
      const snapshot = table.snapshot();
      if (snapshot && actionFor(snapshot)) consider();
    }, random() * THINKING_MS);
  };
  table.onSnapshot(consider);
  table.onState(consider);
  return {
    table,
    entries: line.entries,
    set: (next) => {
      mood = next;
      consider();
    },
    isBusy: () => busy,
    comparedHands: hand.compared,
  };
};
