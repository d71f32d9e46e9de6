import { claimsOf, openEnvelope } from "../../shared/auth/envelope.ts";
import type { Claims, Role } from "../../shared/auth/token.ts";
import type { Rejection } from "../../shared/protocol/refusal.ts";
import type { Viewer } from "../../shared/protocol/view.ts";
import { err, ok, type Result } from "../../shared/result.ts";
import type { Settings } from "../../shared/settings.ts";
import type { GameRecord } from "../core/game-record.ts";
import type { Sender } from "../core/handle.ts";
import type { Platform } from "../core/platform.ts";
import type { Budget, Payer } from "../sockets/budget.ts";
import type { Placed } from "./presence.ts";
import type { Recovery } from "./recovery.ts";

/** The roles that may watch. The host's token is only for managing the game. */
export const SOCKET_ROLES: readonly Role[] = ["player", "observer"];

/** A sender whose claims are valid for the game. */
export interface Authorized {
  readonly record: GameRecord;
  readonly sender: Sender;
  /** For a host it has no meaning. */
  readonly place: Placed;
  /** The account for the request; null for observers, whom the edge counts by address. */
  readonly payer: Payer | null;
}

/**
 * Whether `claims` are valid for this game now: its id and creation time, one of `roles`, the seat's version [T2, T6,
 * T7].
 */
export const allow = (
  claims: Claims,
  record: GameRecord,
  roles: readonly Role[],
): Result<Authorized, Rejection> => {
  const { id, creation } = record.game;
  if (claims.gameId !== id || (claims.role !== "observer" && claims.created !== creation.at))
    return err({ kind: "bad-token", detail: "the token is for another game" });
  const sender = senderOf(claims.role === "player" ? claims.seat : "observer");
  if (claims.role === "player") {
    // Checked first, because a revoked token gets no other answer.
    const { occupant, version } = record.game.seats[claims.seat];
    if (!occupant || version !== claims.seatVersion) return REVOKED;
  }
  if (claims.role === "host" && claims.hostVersion !== record.game.hostVersion) return REVOKED;
  if (!roles.includes(claims.role)) return err({ kind: "role-needed", role: roles.join(" or ") });
  if (claims.role !== "player") {
    const payer = claims.role === "host" ? claims.role : null;
    return ok({ record, sender, place: { kind: "observer" }, payer });
  }
  const { seat, seatVersion } = claims;
  return ok({ record, sender, place: { kind: "player", seat, seatVersion }, payer: seat });
};

const REVOKED = err({ kind: "bad-token", detail: "the token has been revoked" } as const);

export const senderOf = (viewer: Viewer): Sender =>
  viewer === "observer" ? { role: "observer", seat: null } : { role: "player", seat: viewer };

/** Verifies the edge's envelope and runs a call on the game. */
export type Authorize = <T>(request: AuthorizedRequest<T>) => Promise<Result<T, Rejection>>;

export interface AuthorizedRequest<T> {
  readonly envelope: string;
  readonly gameId: string;
  readonly roles: readonly Role[];
  /** The cost of the call in messages [S19]. The default is 1. */
  readonly cost?: number;
  readonly act: (authorized: Authorized) => Result<T, Rejection>;
}

export interface AuthorizePorts {
  readonly platform: Pick<Platform, "now" | "wallNow">;
  readonly settings: Pick<Settings, "keyring" | "flood">;
  readonly budget: Budget;
  readonly recovery: Recovery;
}

/** Opens the envelope, charges the sender, and runs `act` if the claims are valid [T5, T6, S19]. */
export const openAuthorize =
  ({ platform, settings, budget, recovery }: AuthorizePorts): Authorize =>
  async ({ envelope, gameId, roles, cost = 1, act }) => {
    const opened = openEnvelope(envelope, settings.keyring, gameId, platform.wallNow());
    if (!opened.ok) return opened;
    return recovery.ready(gameId, (record) => {
      const authorized = allow(claimsOf(opened.value), record, roles);
      if (!authorized.ok) return authorized;
      const { payer } = authorized.value;
      if (cost > 0 && payer !== null && !budget.charge(payer, platform.now(), cost))
        return err({ kind: "too-many-requests", retryAfterSeconds: settings.flood.windowMs / 1000 });
      return act(authorized.value);
    });
  };
