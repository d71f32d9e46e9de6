import type { Seat } from "../../shared/game/seats.ts";
import type { Rejection } from "../../shared/protocol/refusal.ts";
import type { Settings } from "../../shared/settings.ts";
import type { Done } from "../core/action-code.ts";
import type { GameRecord } from "../core/game-record.ts";
import { handle, type Outcome, type Sender } from "../core/handle.ts";
import { openUnstoredAnswers } from "../core/unstored-answers.ts";
import type { FanOut } from "../gallery/fan-out.ts";
import type { Message } from "../sockets/inbound.ts";
import { handMessage, saidMessage } from "../sockets/messages.ts";
import { sendAll, tell } from "../sockets/outbound.ts";
import type { Sessions } from "../sockets/sessions.ts";
import type { Randomness } from "./randomness.ts";
import type { Reveals } from "./reveals.ts";

/** The minimum time between two phrases of a player, in ms [P28]. */
const PHRASE_EVERY_MS = 2_000;

/** The effect of a message on the game, by socket and by HTTP. */
export interface Actions {
  /** The outcome of `message`. The caller commits it. */
  readonly outcomeOf: (record: GameRecord, sender: Sender, message: Message, now: number) => Outcome;
  /**
   * Sends the messages that follow the answer to an action without a change of the game: the hand to its player after a
   * reorder [P9], or a phrase to all who get batches [P28].
   */
  readonly follow: (record: GameRecord, sender: Sender, action: Done, now: number) => void;
  /**
   * Sends what follows a committed action and its messages: a phrase, whose speaker has taken the seat back from a bot
   * [C4, P28]. `record` is the record after the action.
   */
  readonly followCommitted: (record: GameRecord, sender: Sender, action: Done, now: number) => void;
}

export interface ActionsPorts {
  readonly sessions: Sessions;
  readonly galleries: FanOut;
  readonly randomness: Randomness;
  readonly reveals: Reveals;
}

export const openActions = ({ sessions, galleries, randomness, reveals }: ActionsPorts): Actions => {
  const unstored = openUnstoredAnswers();
  /** The time of the last phrase of each seat, epoch ms. */
  const saidAt = new Map<Seat, number>();
  const follow: Actions["follow"] = ({ game }, { seat }, action, now) => {
    if (seat === null) return;
    if (action.type === "say") {
      const text = [JSON.stringify(saidMessage(game, seat, action.phrase, now))];
      for (const socket of sessions.batched()) sendAll(socket, text);
      if (galleries.areOpen()) galleries.say(text.join());
      return;
    }
    const socket = sessions.ofSeat(seat);
    if (socket) tell(socket, handMessage(game, seat, now));
  };
  return {
    outcomeOf: (record, sender, message, now) => {
      const memory = { find: unstored.find, isRevealing: reveals.isRevealing };
      const outcome = handle(record, sender, message, { ...randomness.context(), now }, memory);
      if (outcome.kind === "revealing" && sender.role === "player") {
        const { actionId } = outcome;
        const { version } = record.game.seats[sender.seat];
        return reveals.hasOther(sender.seat, version, actionId)
          ? { kind: "refused", actionId, rejection: { kind: "already-revealed" } }
          : outcome;
      }
      if (!(outcome.kind === "unchanged" || outcome.kind === "accepted") || sender.role !== "player")
        return outcome;
      const { answer } = outcome;
      if (answer.action.type === "say") {
        if (now - (saidAt.get(sender.seat) ?? 0) < PHRASE_EVERY_MS)
          return {
            kind: "refused",
            actionId: answer.actionId,
            rejection: { kind: "too-soon", everyMs: PHRASE_EVERY_MS },
          };
        saidAt.set(sender.seat, now);
      }
      if (outcome.kind === "unchanged")
        unstored.remember(sender.seat, record.game.seats[sender.seat].version, answer);
      return outcome;
    },
    follow,
    followCommitted: (record, sender, action, now) => {
      if (action.type === "say") follow(record, sender, action, now);
    },
  };
};

/** The outcome of an HTTP action that is over the limit of its sender [S19]. */
export const floodedOutcome = (message: Message, { player, windowMs }: Settings["flood"]): Outcome => {
  const seconds = windowMs / 1000;
  const most = `${player} messages in ${seconds} s`;
  const rejection: Rejection = { kind: "flooded", most, retryAfterSeconds: seconds };
  const { actionId } = message.ok ? { actionId: null, ...message.value } : message.error;
  return actionId === null
    ? { kind: "error", actionId, rejection, invalidFrame: false }
    : { kind: "refused", actionId, rejection };
};
