import type { Rejection } from "../../shared/protocol/refusal.ts";
import type { Settings } from "../../shared/settings.ts";
import type { GameRecord } from "../core/game-record.ts";
import { handle, type Outcome, type Sender } from "../core/handle.ts";
import { openUnstoredAnswers } from "../core/unstored-answers.ts";
import { handMessage } from "../sockets/broadcast.ts";
import type { Message } from "../sockets/inbound.ts";
import { tell } from "../sockets/outbound.ts";
import type { Sessions } from "../sockets/sessions.ts";
import type { Randomness } from "./randomness.ts";

/** What a message does to the game, by socket and by HTTP alike. */
export interface Actions {
  /** What `message` comes to. The caller commits it. */
  readonly outcomeOf: (record: GameRecord, sender: Sender, message: Message, now: number) => Outcome;
  /** Sends a player's hand after a reorder that changed nothing, as after any other reorder [P9]. */
  readonly showHand: (record: GameRecord, sender: Sender, now: number) => void;
}

export const openActions = (sessions: Sessions, randomness: Randomness): Actions => {
  const unstored = openUnstoredAnswers();
  return {
    outcomeOf: (record, sender, message, now) => {
      const outcome = handle(record, sender, message, { ...randomness.context(), now }, unstored);
      if (outcome.kind === "unchanged" && sender.role === "player")
        unstored.remember(sender.seat, record.game.seats[sender.seat].version, outcome.answer);
      return outcome;
    },
    showHand: ({ game }, { seat }, now) => {
      const socket = seat === null ? null : sessions.ofSeat(seat);
      if (socket && seat !== null) tell(socket, handMessage(game, seat, now));
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
