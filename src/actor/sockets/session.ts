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
  /** When the record last changed, epoch ms. Rises with every change within an epoch, also with those that raise no revision. */
  readonly stamp: number;
}

/** Who a socket is. */
export type Identity =
  | { readonly kind: "unjoined"; readonly deadline: number }
  /** `connection` counts the connections of the seat [S22]; absent in what 1.0 stored. */
  | {
      readonly kind: "player";
      readonly seat: Seat;
      readonly seatVersion: number;
      readonly connection?: number;
    }
  | { readonly kind: "observer" }
  /** Closed by us; what still arrives is not heard. */
  | { readonly kind: "gone" };

/** What an actor that sleeps between beats leaves with a socket, which outlives the sleep and no crash. Times are epoch ms. */
export interface Memo {
  /** The `touchedAt` of the table that the copy in Redis holds. */
  readonly copiedAt: number;
  /** When Redis last confirmed a renewal of the copy. */
  readonly confirmedAt: number;
  /** When what had been counted was last kept. */
  readonly keptAt: number;
  readonly tally: Metrics;
}

/** How messages are framed: each in a frame of its own, or all of one turn in one JSON array [S21]. */
export type Framing = "single" | "batch";

/** What is known of a socket. Lives in its attachment, so that a waking actor knows it too. */
export interface Session extends Formatted {
  readonly gameId: string;
  readonly identity: Identity;
  /** Absent in what 1.0 stored: `single`. */
  readonly framing?: Framing;
  /** What the socket has sent lately; on a player's, what its seat has sent by any way [S19]. */
  readonly meter: RateWindow;
  /** When frames that were no message arrived, epoch ms, the latest twenty [P21]. */
  readonly misfits: readonly number[];
  /** When its latest message arrived, epoch ms; in the attachment, up to a second before that. */
  readonly heardAt: number;
  /** Whether it has ever pinged in a way that reached the actor [S7]. */
  readonly pinged: boolean;
  /** In a gallery, on one of its sockets: up to where all of them have been told [O5]. */
  readonly heard?: Position;
  readonly memo?: Memo;
}

/** The name of a player's connection, opaque to clients: its epoch, seat and number [S22]. */
export const connectionName = (epoch: number, seat: Seat, connection: number): string =>
  [epoch, seat, connection].join(".");

/** The number of the connection `name` if it is one of `seat` in `epoch`; else null. */
export const connectionNumber = (name: string, epoch: number, seat: Seat): number | null => {
  const number = Number(name.split(".").at(-1));
  return connectionName(epoch, seat, number) === name ? number : null;
};

/** The viewer that a socket is, or null while it may see nothing. */
export const viewerOf = (identity: Identity | undefined): Viewer | null => {
  if (identity?.kind === "player") return identity.seat;
  return identity?.kind === "observer" ? "observer" : null;
};

/** An attachment as it is known today; null for one that cannot be read [R8]. */
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
