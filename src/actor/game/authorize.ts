import type { Claims, Role } from "../../shared/auth/token.ts";
import { FIRST_VERSION } from "../../shared/game/evolve.ts";
import type { Rules } from "../../shared/game/rules.ts";
import type { Seat } from "../../shared/game/seats.ts";
import type { Joined, KeyedRequest } from "../../shared/game/state.ts";
import type { Rejection } from "../../shared/protocol/refusal.ts";
import type { Viewer } from "../../shared/protocol/view.ts";
import { err, ok, type Result } from "../../shared/result.ts";
import type { GameRecord } from "../core/game-record.ts";
import type { Sender } from "../core/handle.ts";
import type { Payer } from "../sockets/budget.ts";
import type { Placed } from "./presence.ts";

/** Who took which seat; the edge makes the token. */
export interface Seated {
  /** When the game was made, epoch ms. */
  readonly created: number;
  readonly seat: Seat;
  readonly seatVersion: number;
  readonly name: string;
  /** Since when the seat is theirs, epoch ms. */
  readonly at: number;
}

/** A change that makes tokens void. While Redis has not confirmed it, a loss of the storage may undo it [T9]. */
export interface Revoked {
  readonly isConfirmed: boolean;
}

/** The host's new version, for a token of it. */
export interface HostRevoked extends Revoked {
  readonly created: number;
  readonly hostVersion: number;
}

/** A game that has been made, at `at` (epoch ms). */
export interface Created {
  readonly seated: Seated | null;
  readonly at: number;
}

/** Who asks for a seat; without a name it gets the seat's own. */
export interface Guest {
  readonly name: string | null;
  readonly nonce: string;
  readonly request: KeyedRequest | null;
}

/** What a game is made with. */
export interface Founding {
  readonly rules: Rules;
  readonly request: KeyedRequest | null;
  /** Who takes the first seat, or null. */
  readonly creator: Pick<Guest, "name" | "nonce"> | null;
}

/** Who may watch: everyone but the host, whose token is for the table's affairs. */
export const WATCHERS: readonly Role[] = ["player", "observer"];

export interface Admitted {
  readonly table: GameRecord;
  readonly sender: Sender;
  /** Meaningless for a host. */
  readonly place: Placed;
  /** Who pays for the request; null for observers, who are counted by address at the edge. */
  readonly payer: Payer | null;
}

/** Whether `claims` hold for this game as it is now: its id and making, the role asked for, the seat's version [T2, T6, T7]. */
export const allow = (
  claims: Claims,
  table: GameRecord,
  roles: readonly Role[],
): Result<Admitted, Rejection> => {
  const { id, creation } = table.game;
  if (claims.gameId !== id || (claims.role !== "observer" && claims.created !== creation.at))
    return err({ kind: "bad-token", detail: "the token is for another game" });
  const sender = senderOf(claims.role === "player" ? claims.seat : "observer");
  if (claims.role === "player") {
    // First of all: of a token that was revoked nothing else is worth saying.
    const { occupant, version } = table.game.seats[claims.seat];
    if (!occupant || version !== claims.seatVersion) return REVOKED;
  }
  if (claims.role === "host" && claims.hostVersion !== table.game.hostVersion) return REVOKED;
  if (!roles.includes(claims.role)) return err({ kind: "role-needed", role: roles.join(" or ") });
  if (claims.role !== "player") {
    const payer = claims.role === "host" ? claims.role : null;
    return ok({ table, sender, place: { kind: "observer" }, payer });
  }
  const { seat, seatVersion } = claims;
  return ok({ table, sender, place: { kind: "player", seat, seatVersion }, payer: seat });
};

const REVOKED = err({ kind: "bad-token", detail: "the token has been revoked" } as const);

export const senderOf = (viewer: Viewer): Sender =>
  viewer === "observer" ? { role: "observer", seat: null } : { role: "player", seat: viewer };

/** The seat that a game's creator takes. */
export const HOST_SEAT: Seat = 0;

/** The answer to a join, the first time and on each repeat. */
export const seatedAs = ({ game }: GameRecord, joined: Omit<Joined, "key" | "fingerprint">): Seated => {
  const { seat, version, name, at } = joined;
  return { created: game.creation.at, seat, seatVersion: version, name, at };
};

/** The answer to a game's creation, the first time and on each repeat: whoever sits there now may be somebody else. */
export const createdAs = ({ game: { creation, joined } }: GameRecord): Created => {
  const { at, request, creator } = creation;
  // 1.0 stored the creator among those who joined.
  const name = creator ?? (request && joined.find(({ key }) => key === request.key)?.name);
  const first = { created: at, seat: HOST_SEAT, seatVersion: FIRST_VERSION, at };
  return { seated: name === undefined || name === null ? null : { ...first, name }, at };
};
