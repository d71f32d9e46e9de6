import type { Level } from "./levels.ts";

/** Who acts for a seat. */
export type Acting =
  /** Its player. `missed` counts the consecutive turns in which the time ran out [C3]. */
  | { readonly by: "player"; readonly missed: number }
  /** A bot that holds the seat itself [B5]. */
  | { readonly by: "bot"; readonly level: Level }
  /** A bot that finishes the deal for a newcomer, who sees none of its cards [B13]. */
  | { readonly by: "bot-for-newcomer"; readonly level: Level }
  /** A bot for an absent player, until the player acts [C4]. */
  | { readonly by: "stand-in" };

/** A player who acts and has missed no turn. */
export const PLAYER: Acting = { by: "player", missed: 0 };

/** Who holds a seat. */
export interface Occupant {
  readonly name: string;
  readonly acting: Acting;
  readonly connected: boolean;
  /**
   * Whether a socket of this seat has been open before. The first one is announced as a join, later ones as a return.
   */
  readonly met: boolean;
  /** Epoch ms since which no socket is open; null while one is open. */
  readonly awaySince: number | null;
}

export interface SeatState {
  /** Rises when the seat's tokens are revoked. A token contains the version it was made for [T6]. */
  readonly version: number;
  readonly occupant: Occupant | null;
  /** What its player added to the shuffle of the deal in preparation or in play; "" for nothing. */
  readonly nonce: string;
  /** The commitment to a nonce that its player has not revealed, or "" [G40]. */
  readonly commitment: string;
  /** How many connections the seat has had [S22]. */
  readonly connections: number;
  /** The open code for another device of its player, or null [T12]. */
  readonly code: SeatCode | null;
}

/** What a player adds to the shuffle: a nonce, or the commitment to one that the player reveals later [G40]. */
export interface Added {
  readonly nonce: string;
  readonly commitment?: string;
}

/** The fields of a seat whose player adds `nonce` or `commitment`. */
export const addedBy = ({ nonce, commitment = "" }: Added): Required<Added> => ({ nonce, commitment });

/** The fields of a seat that adds nothing to the shuffle. */
export const NOTHING: Required<Added> = { nonce: "", commitment: "" };

/** A code that gives a seat to another device of its player. It is void once the seat's version has changed. */
export interface SeatCode {
  readonly hash: string;
  /** Epoch ms. */
  readonly until: number;
  readonly version: number;
}

/** Whether a bot acts for a seat: its own bot or a stand-in [B6]. */
export const isBot = (occupant: Occupant | null): boolean =>
  occupant !== null && occupant.acting.by !== "player";
