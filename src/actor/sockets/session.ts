import { type Formatted, readability } from "../../shared/format.ts";
import { SEATS, type Seat } from "../../shared/game/seats.ts";
import type { Metrics } from "../../shared/metrics.ts";
import type { Viewer } from "../../shared/protocol/view.ts";
import type { RateWindow } from "./rate-window.ts";

/** A point in the history of a game. */
export interface Position {
  readonly epoch: number;
  readonly revision: number;
  readonly turn: number;
  /**
   * The time of the last change of the record, epoch ms. It increases with every change within an epoch, also with a
   * change that raises no revision.
   */
  readonly stamp: number;
}

/** The role of a socket. */
export type Identity =
  | { readonly kind: "unjoined"; readonly deadline: number }
  /** `connection` is the number of the connection of the seat [S22]. 1.0 did not store it. */
  | {
      readonly kind: "player";
      readonly seat: Seat;
      readonly seatVersion: number;
      readonly connection?: number;
    }
  | { readonly kind: "observer" }
  /** Closed by the server. Later frames are ignored. */
  | { readonly kind: "gone" };

/**
 * State that the actor stores with a socket when it hibernates between heartbeats. It survives hibernation but no
 * crash. Times are epoch ms.
 */
export interface Memo {
  /** The `touchedAt` of the record in the Redis copy. */
  readonly copiedAt: number;
  /** The time when Redis last confirmed a renewal of the copy. */
  readonly confirmedAt: number;
  /** The time when the counts were last stored. */
  readonly keptAt: number;
  readonly tally: Metrics;
}

/** The framing of messages: each in its own frame, or all messages of one turn in one JSON array [S21]. */
export type Framing = "single" | "batch";

/** The state of a socket. It is stored in the attachment, so that it survives hibernation. */
export interface Session extends Formatted {
  readonly gameId: string;
  readonly identity: Identity;
  /** 1.0 did not store it; then it is `single`. */
  readonly framing?: Framing;
  /** The recent messages of the socket; for a player, those of the seat by socket and by HTTP [S19]. */
  readonly meter: RateWindow;
  /** The times of the latest twenty invalid frames, epoch ms [P21]. */
  readonly misfits: readonly number[];
  /** The time of the latest message, epoch ms. The time in the attachment may be up to a second earlier. */
  readonly heardAt: number;
  /** Whether a ping of the client has ever reached the actor [S7]. */
  readonly pinged: boolean;
  /** In a gallery, on one of its sockets: the position up to which all of them have been sent the messages [O5]. */
  readonly heard?: Position;
  readonly memo?: Memo;
}

/** The name of a player's connection, opaque to clients: epoch, seat and number [S22]. */
export const connectionName = (epoch: number, seat: Seat, connection: number): string =>
  [epoch, seat, connection].join(".");

/** The number of the connection `name`, or null if it is not a connection of `seat` in `epoch`. */
export const connectionNumber = (name: string, epoch: number, seat: Seat): number | null => {
  const number = Number(name.split(".").at(-1));
  return connectionName(epoch, seat, number) === name ? number : null;
};

/** The viewer of a socket, or null while it may see nothing. */
export const viewerOf = (identity: Identity | undefined): Viewer | null => {
  if (identity?.kind === "player") return identity.seat;
  return identity?.kind === "observer" ? "observer" : null;
};

/** Reads an attachment; null when it cannot be read [R8]. */
export const sessionIn = (attachment: unknown): Session | null => {
  const session = Object(attachment) as Session;
  const isKnown = typeof session.gameId === "string" && isIdentity(session.identity);
  return isKnown && readability(session) === "readable" ? session : null;
};

const isIdentity = (identity: Identity | undefined): boolean => {
  switch (identity?.kind) {
    case "player":
      return SEATS.includes(identity.seat) && Number.isInteger(identity.seatVersion);
    case "unjoined":
      return Number.isFinite(identity.deadline);
    default:
      return identity?.kind === "observer" || identity?.kind === "gone";
  }
};
