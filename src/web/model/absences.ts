import type { After } from "../../client/environment.ts";
import type { ServerMessage } from "../../shared/protocol/server.ts";

/** A shorter absence, in ms, is not announced: a reload, or a phone that changes its network. */
const SHORT_MS = 10_000;

/** The announcements of players who leave and come back, without short absences. */
export interface Absences {
  /** The sentence to say now about `message`, of whose sentence `said` is; null when it waits or is not said at all. */
  readonly filter: (message: ServerMessage, said: string | null) => string | null;
  /** Says nothing more. */
  readonly close: () => void;
}

export const openAbsences = (after: After, speak: (said: string) => void): Absences => {
  const waiting = new Map<number, () => void>();
  /** Whether an announcement about `seat` was waiting. It is dropped. */
  const drop = (seat: number): boolean => {
    waiting.get(seat)?.();
    return waiting.delete(seat);
  };
  return {
    filter: (message, said) => {
      const { message_type: type } = message;
      if (type === "player.reconnect") return drop(message.player_id) && !message.bot ? null : said;
      if (type === "seat.reissued") drop(message.player_id);
      if (type !== "player.leave" || said === null) return said;
      drop(message.player_id);
      if (message.freed || message.bot) return said;
      const tell = () => {
        waiting.delete(message.player_id);
        speak(said);
      };
      waiting.set(message.player_id, after(SHORT_MS, tell));
      return null;
    },
    close: () => {
      for (const cancel of waiting.values()) cancel();
      waiting.clear();
    },
  };
};
