import { decodeJwt, decodeProtectedHeader, jwtVerify, SignJWT } from "jose";
import * as z from "zod/mini";
import type { Seat } from "../game/seats.ts";
import { seat } from "../protocol/fields.ts";
import type { Rejection } from "../protocol/refusal.ts";
import { err, ok, type Result } from "../result.ts";
import { type Keyring, type Keys, keysById } from "./keys.ts";

/**
 * What a token says about its bearer. `created` is the creation time of the game (epoch ms). A later game may have the
 * same id, and an old token must not be valid for it [T7].
 */
export type Claims =
  | {
      readonly role: "player";
      readonly gameId: string;
      readonly created: number;
      readonly seat: Seat;
      readonly seatVersion: number;
      readonly name: string | null;
    }
  | { readonly role: "observer"; readonly gameId: string; readonly name: string | null }
  | {
      readonly role: "host";
      readonly gameId: string;
      readonly created: number;
      readonly hostVersion: number;
    };
export type Role = Claims["role"];

const ISSUER = "briscola";
const AUDIENCE = "briscola-game";
const ALGORITHM = "HS256";
/** The maximum difference between the clocks of two servers, in seconds. */
const LEEWAY_SECONDS = 30;
const MAX_TOKEN_LENGTH = 2_048;
const typeOf = (role: Role): string => `briscola-${role}+jwt`;
const ROLES: readonly Role[] = ["player", "observer", "host"];

const gameClaims = { game_id: z.string() };
const ownClaims = { ...gameClaims, created: z.int() };
const payloads = {
  player: z.object({
    ...ownClaims,
    player_id: seat,
    seat_version: z.int(),
    name: z.optional(z.string()),
  }),
  observer: z.object({ ...gameClaims, display_name: z.optional(z.string()) }),
  // Tokens of 1.0 have no `host_version`.
  host: z.object({ ...ownClaims, host_version: z.optional(z.int()) }),
};

/** The keys, times and id of a new token. */
export interface Minting {
  readonly keys: Keys;
  /** Epoch ms. */
  readonly now: number;
  readonly ttlSeconds: number;
  readonly jti: string;
}

/** A signed token for `claims` [T1]. */
export const mintToken = (claims: Claims, { keys, now, ttlSeconds, jti }: Minting): Promise<string> => {
  const issuedAt = Math.floor(now / 1000);
  return new SignJWT(payloadOf(claims))
    .setProtectedHeader({ alg: ALGORITHM, typ: typeOf(claims.role), kid: keys.id })
    .setIssuer(ISSUER)
    .setAudience(AUDIENCE)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + ttlSeconds)
    .setJti(jti)
    .sign(keys.token);
};

const payloadOf = (claims: Claims): Record<string, unknown> => {
  const game_id = claims.gameId;
  switch (claims.role) {
    case "player": {
      const { created, seat: player_id, seatVersion: seat_version, name } = claims;
      return { game_id, created, player_id, seat_version, ...(name === null ? {} : { name }) };
    }
    case "observer":
      return { game_id, ...(claims.name === null ? {} : { display_name: claims.name }) };
    case "host":
      return { game_id, created: claims.created, host_version: claims.hostVersion };
  }
};

/** Verifies a token at `now` (epoch ms). Every failure is `bad-token` with a short reason [T2]. */
export const readToken = async (
  token: string,
  keyring: Keyring,
  now: number,
): Promise<Result<Claims, Rejection>> => {
  const bad = (detail: string) => err<Rejection>({ kind: "bad-token", detail });
  if (token.length > MAX_TOKEN_LENGTH) return bad("the token is too long");
  try {
    const header = decodeProtectedHeader(token);
    const keys = keysById(keyring, header.kid);
    const role = ROLES.find((known) => typeOf(known) === header.typ);
    if (!keys || !role) return bad("the token is not valid");
    const { payload } = await jwtVerify(token, keys.token, {
      algorithms: [ALGORITHM],
      typ: typeOf(role),
      issuer: ISSUER,
      audience: AUDIENCE,
      requiredClaims: ["iss", "aud", "iat", "exp", "jti"],
      currentDate: new Date(now),
    });
    if ((payload.iat ?? 0) > now / 1000 + LEEWAY_SECONDS) return bad("the token is not valid yet");
    return claimsOf(role, payload) ?? bad("the token is not valid");
  } catch (error) {
    const expired = (error as { code?: string }).code === "ERR_JWT_EXPIRED";
    return bad(expired ? "the token has expired" : "the token is not valid");
  }
};

/** How long an expired token can be renewed, in seconds [T10]. */
const RENEWABLE_SECONDS = 86_400;

/**
 * Verifies a token for a renewal at `now` (epoch ms). The token may have expired up to a day ago, and must be valid
 * otherwise. Also returns its lifetime in seconds [T10].
 */
export const readRenewable = async (
  token: string,
  keyring: Keyring,
  now: number,
): Promise<Result<{ readonly claims: Claims; readonly lifetimeSeconds: number }, Rejection>> => {
  const { iat = 0, exp = 0 } = unverified(token);
  // An expired token is verified as of its last millisecond. The same call verifies `iat` and `exp`.
  const claims = await readToken(token, keyring, Math.min(now, exp * 1000 - 1));
  if (!claims.ok) return claims;
  return now / 1000 > exp + RENEWABLE_SECONDS
    ? err({ kind: "bad-token", detail: "the token has expired" })
    : ok({ claims: claims.value, lifetimeSeconds: exp - iat });
};

/** The times in a token that has not been verified. */
const unverified = (token: string): { readonly iat?: number; readonly exp?: number } => {
  try {
    return decodeJwt(token);
  } catch {
    return {};
  }
};

const claimsOf = (role: Role, payload: unknown): Result<Claims, Rejection> | null => {
  if (role === "player") {
    const { success, data } = payloads.player.safeParse(payload);
    if (!success) return null;
    const { game_id: gameId, created, player_id, seat_version: seatVersion, name } = data;
    return ok({ role, gameId, created, seat: player_id as Seat, seatVersion, name: name ?? null });
  }
  if (role === "observer") {
    const { success, data } = payloads.observer.safeParse(payload);
    return success ? ok({ role, gameId: data.game_id, name: data.display_name ?? null }) : null;
  }
  const { success, data } = payloads.host.safeParse(payload);
  if (!success) return null;
  const { game_id: gameId, created, host_version: hostVersion = 1 } = data;
  return ok({ role, gameId, created, hostVersion });
};
