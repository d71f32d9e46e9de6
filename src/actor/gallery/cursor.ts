import type { Platform, Socket } from "../core/platform.ts";
import type { Position, Session } from "../sockets/session.ts";
import type { Sessions } from "../sockets/sessions.ts";

/**
 * The position up to which all sockets of a gallery have been sent the messages. When a send is complete, the position
 * is stored in the attachment of one socket. There it survives hibernation, ends with the last socket and costs no
 * write to the storage [O5].
 */
export interface Cursor {
  /**
   * Null when no message has been sent, or when the position was lost. Then only a snapshot brings the observers up to
   * date.
   */
  readonly at: () => Position | null;
  /** Sets the position of a send that is in progress; null when there are no observers. */
  readonly move: (to: Position | null) => void;
  /** Stores the position after all sockets have been sent the messages. */
  readonly keep: (at: Position) => void;
  /** Moves the stored position from a closing socket to another one. */
  readonly rescue: (socket: Socket) => void;
}

export const openCursor = (
  sessions: Sessions,
  { getWebSockets }: Pick<Platform["sockets"], "getWebSockets">,
): Cursor => {
  let heard: Position | null = null;
  // Closing sockets are included, because one of them may have the position.
  for (const socket of getWebSockets()) {
    const { heard: at } = Object(socket.deserializeAttachment()) as Partial<Session>;
    if (at && (!heard || isLater(at, heard))) heard = at;
  }
  return {
    at: () => heard,
    move: (to) => {
      heard = to;
    },
    keep: (at) => {
      for (const socket of sessions.watching()) return sessions.update(socket, { heard: at });
    },
    rescue: (socket) => {
      const kept = sessions.get(socket)?.heard;
      if (!kept) return;
      heard ??= kept;
      for (const other of sessions.watching())
        if (other !== socket) return sessions.update(other, { heard: kept });
    },
  };
};

const isLater = (one: Position, other: Position): boolean =>
  one.epoch > other.epoch || (one.epoch === other.epoch && one.stamp > other.stamp);
