import type { ServerMessage, Snapshot } from "../../client/messages.ts";
import type { Table } from "../../client/table.ts";
import { nameOf } from "../state/names.ts";
import { isSecretlyMe } from "../state/partner.ts";
import { tell } from "../state/telling.ts";
import { notify, speak } from "./notice.ts";
import { words } from "./settings.ts";
import { chime } from "./sounds.ts";

/** The messages of which something may be said. */
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

const isMine = ({ player_id, current_player_id }: Snapshot): boolean =>
  player_id !== undefined && current_player_id === player_id;

/** Tells aloud what happens at the table, sounds it if that is wanted, and calls `onTime` with the server's clock. */
export const listenTo = (connection: Table, onTime: (ts: number) => void): void => {
  let previous: Snapshot | null = null;
  const hear = (message: ServerMessage) => {
    onTime(message.ts);
    const now = connection.picture();
    if (!now) return;
    const said = tell(message, now, previous, words.value);
    if (said !== null) speak(said);
    // After a reload the table is seen as it is, and nothing of it is news.
    const becameMine = previous !== null && isMine(now) && !isMine(previous);
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
};

/** What the holder of the called card is told, and nobody else. */
const secretOf = (picture: Snapshot): string => {
  const { partner_id, caller_id } = picture;
  if (caller_id === null || partner_id === caller_id) return words.value.youAreAlone;
  return words.value.youArePartner(nameOf(picture, caller_id, words.value));
};
