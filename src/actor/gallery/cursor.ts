import type { Platform, Socket } from "../core/platform.ts";
import type { Position, Session } from "../sockets/session.ts";
import type { Sessions } from "../sockets/sessions.ts";

/**
 * Up to where all sockets of a gallery have been told, or are being told. When all have, that is kept in the attachment
 * of one of them: so it lasts exactly as long as they do, through any sleep, and costs no write [O5].
 */
export interface Cursor {
  /** Null when nobody has been told anything, or when it was lost: then only a snapshot helps. */
  readonly at: () => Position | null;
  /** They are being told, up to there; or nobody is there to be told. */
  readonly move: (to: Position | null) => void;
  /** All have been told, up to there. */
  readonly keep: (at: Position) => void;
  /** Takes what is kept from a socket that is about to go. */
  readonly rescue: (socket: Socket) => void;
}

export const openCursor = (
  sessions: Sessions,
  { getWebSockets }: Pick<Platform["sockets"], "getWebSockets">,
): Cursor => {
  let heard: Position | null = null;
  // Closing sockets too: the one that closes may be the one that knows.
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
