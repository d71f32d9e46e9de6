import { environmentHere } from "../../client/environment.ts";
import type { GameClient } from "../../client/game-client.ts";
import { type Handover, handoverOf } from "../../client/handover.ts";
import type { ServerMessage } from "../../shared/protocol/server.ts";
import type { Snapshot } from "../../shared/protocol/snapshot.ts";
import { openAbsences } from "../model/absences.ts";
import { narrate, recoveryText } from "../model/narration.ts";
import { isOnTurn, isSecretlyMe, nameOf } from "../model/seats.ts";
import { notify, speak } from "./notice.ts";
import { words } from "./settings.ts";
import { chime } from "./sounds.ts";

/** The messages that may have a sentence. */
const HEARD = [
  "player.join",
  "player.leave",
  "player.reconnect",
  "player.ready",
  "seat.reissued",
  "phase.change",
  "bid.placed",
  "trick.played",
  "trick.won",
  "sync",
  "join.ok",
] as const;

interface Listener {
  /** Called with the server's time, epoch ms. */
  readonly onTime: (ts: number) => void;
  readonly onHandover: (handover: Handover) => void;
}

/**
 * Announces messages to screen readers, plays their sounds, and reports the time and changes of seat holders. Returns a
 * function that stops what waits.
 */
export const listenTo = (connection: GameClient, { onTime, onHandover }: Listener): (() => void) => {
  const absences = openAbsences(environmentHere().after, speak);
  let previous: Snapshot | null = null;
  const hear = (message: ServerMessage) => {
    onTime(message.ts);
    const now = connection.snapshot();
    if (!now) return;
    const said = narrate(message, now, previous, words.value);
    const saidNow = absences.filter(message, said);
    if (saidNow !== null) speak(saidNow);
    if (message.message_type === "seat.reissued") onHandover(handoverOf(message, previous));
    for (const news of unheard(now, previous)) speak(news);
    // The first snapshot after a reload is not announced as a change.
    const becameMine = previous !== null && isOnTurn(now) && !isOnTurn(previous);
    if (becameMine) speak(words.value.said.yourTurn);
    chime(message.message_type, becameMine);
    if (message.message_type === "phase.change" && message.reason && said) notify(said);
    if (isSecretlyMe(now) && previous?.partner_id === null) {
      notify(secretOf(now));
      speak(secretOf(now));
    }
    previous = now;
  };
  for (const type of HEARD) connection.on(type, hear);
  return absences.close;
};

/** The sentences about what is new in the snapshot: moves that may be lost, and that this player has to wait. */
const unheard = (now: Snapshot, previous: Snapshot | null): readonly string[] => {
  const restored = recoveryText(now, words.value);
  const isKnown = previous !== null && recoveryText(previous, words.value) === restored;
  return [
    ...(restored !== null && !isKnown ? [restored] : []),
    ...(now.waiting && !previous?.waiting ? [words.value.waiting] : []),
  ];
};

/** The sentence for the secret partner. */
const secretOf = (snapshot: Snapshot): string => {
  const { partner_id, caller_id } = snapshot;
  if (caller_id === null || partner_id === caller_id) return words.value.youAreAlone;
  return words.value.youArePartner(nameOf(snapshot, caller_id, words.value));
};
