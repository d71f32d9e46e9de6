import { FIRST_VERSION } from "../shared/game/evolve.ts";
import type { Seat } from "../shared/game/seats.ts";
import type { Viewer } from "../shared/game/view.ts";
import { defaultName } from "../shared/protocol/names.ts";
import type { Rejection } from "../shared/rejection.ts";
import { err, ok, type Result } from "../shared/result.ts";
import type { Claims, Role } from "../shared/token.ts";
import type { Placed } from "./door.ts";
import type { Sender } from "./handle.ts";
import type { Table } from "./table.ts";

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

/** A game that has been made, at `at` (epoch ms). */
export interface Created {
  readonly seated: Seated | null;
  readonly at: number;
}

/** Who asks for a seat; without a name it gets the seat's own. `key` is an idempotency key's digest. */
export interface Guest {
  readonly name: string | null;
  readonly nonce: string;
  readonly key: string | null;
}

/** Who may watch: everyone but the host, whose token is for the table's affairs. */
export const WATCHERS: readonly Role[] = ["player", "observer"];

export interface Admitted {
  readonly table: Table;
  readonly sender: Sender;
  /** Meaningless for a host. */
  readonly place: Placed;
}

/** Whether `claims` hold for this game as it is now: its id and making, the role asked for, the seat's version [T2, T6, T7]. */
export const allow = (claims: Claims, table: Table, roles: readonly Role[]): Result<Admitted, Rejection> => {
  const { id, creation } = table.game;
  if (claims.gameId !== id || (claims.role !== "observer" && claims.created !== creation.at))
    return err({ kind: "bad-token", detail: "the token is for another game" });
  const sender = senderOf(claims.role === "player" ? claims.seat : "observer");
  if (claims.role === "player") {
    // First of all: of a token that was revoked nothing else is worth saying.
    const { occupant, version } = table.game.seats[claims.seat];
    if (!occupant || version !== claims.seatVersion)
      return err({ kind: "bad-token", detail: "the token has been revoked" });
  }
  if (!roles.includes(claims.role)) return err({ kind: "role-needed", role: roles.join(" or ") });
  if (claims.role !== "player") return ok({ table, sender, place: { kind: "observer" } });
  const { seat, seatVersion } = claims;
  return ok({ table, sender, place: { kind: "player", seat, seatVersion } });
};

export const senderOf = (viewer: Viewer): Sender =>
  viewer === "observer" ? { role: "observer", seat: null } : { role: "player", seat: viewer };

/** The seat that a game's creator takes. */
export const HOST_SEAT: Seat = 0;

/** The answer to a seat's taking: for a seat whose tokens were revoked since, still the first one [H16]. */
export const seatedAt = ({ game }: Table, seat: Seat): Seated => {
  const { occupant } = game.seats[seat];
  if (!occupant) throw new Error(`nobody sits in seat ${seat}`);
  const { at, version: seatVersion, name } = occupant.taken;
  return { created: game.creation.at, seat, seatVersion, name, at };
};

export const createdAs = ({ game }: Table, host: Guest | null): Created => {
  const { at } = game.creation;
  // Made from the request alone: whoever sits there now may be somebody else.
  const first = host && {
    created: at,
    seat: HOST_SEAT,
    seatVersion: FIRST_VERSION,
    name: host.name ?? defaultName(HOST_SEAT),
    at,
  };
  return { seated: first, at };
};
