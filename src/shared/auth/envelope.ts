import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import { base64url } from "jose";
import type { Seat } from "../game/seats.ts";
import type { Rejection } from "../protocol/refusal.ts";
import { PROTOCOL_VERSION } from "../protocol/version.ts";
import { err, ok, type Result } from "../result.ts";
import { sameBytes } from "./bytes.ts";
import { type Keyring, type Keys, keysById } from "./keys.ts";
import type { Claims, Role } from "./token.ts";

/** The claims of a token that the edge has verified, for the actor [T5]. */
export interface Envelope {
  readonly game_id: string;
  /** The creation time of the game, epoch ms; null if the token does not contain it. */
  readonly created: number | null;
  readonly player_id: number | null;
  readonly role: Role;
  readonly name: string | null;
  readonly seat_version: number | null;
  readonly host_version: number | null;
  readonly action_id: string | null;
  /** Epoch ms. */
  readonly ts: number;
  readonly version: string;
  readonly origin: "web";
}

/** The header of an envelope in an upgrade. The edge removes it from requests of clients [T5]. */
export const ENVELOPE_HEADER = "x-briscola-envelope";
/** The maximum difference between the envelope's time and the actor's, in ms [T5]. */
const MAX_AGE_MS = 30_000;

/** The envelope for `claims`, made at `now` (epoch ms). */
export const envelopeFor = (claims: Claims, now: number, actionId: string | null = null): Envelope => ({
  game_id: claims.gameId,
  created: claims.role === "observer" ? null : claims.created,
  player_id: claims.role === "player" ? claims.seat : null,
  role: claims.role,
  name: claims.role === "host" ? null : claims.name,
  seat_version: claims.role === "player" ? claims.seatVersion : null,
  host_version: claims.role === "host" ? claims.hostVersion : null,
  action_id: actionId,
  ts: now,
  version: PROTOCOL_VERSION,
  origin: "web",
});

/** `envelope` as text, `<key id>.<base64url JSON>.<base64url HMAC-SHA-256>`. */
export const signEnvelope = (envelope: Envelope, keys: Keys): string => {
  const signed = `${keys.id}.${base64url.encode(JSON.stringify(envelope))}`;
  return `${signed}.${base64url.encode(hmac(sha256, keys.envelope, utf8ToBytes(signed)))}`;
};

/** Opens a signed envelope for `gameId` at `now` (epoch ms). Every failure is `bad-token` [T5]. */
export const openEnvelope = (
  text: string,
  keyring: Keyring,
  gameId: string,
  now: number,
): Result<Envelope, Rejection> => {
  const bad = (detail: string) => err<Rejection>({ kind: "bad-token", detail });
  const [keyId, payload, signature, ...rest] = text.split(".");
  const keys = keysById(keyring, keyId);
  if (!keys || !payload || !signature || rest.length > 0) return bad("the claims are not signed");
  try {
    const expected = hmac(sha256, keys.envelope, utf8ToBytes(`${keyId}.${payload}`));
    if (!sameBytes(base64url.decode(signature), expected)) return bad("the claims are not signed");
    const envelope = JSON.parse(new TextDecoder().decode(base64url.decode(payload))) as Envelope;
    if (envelope.game_id !== gameId) return bad("the claims are for another game");
    if (!(Math.abs(now - envelope.ts) <= MAX_AGE_MS)) return bad("the claims are stale");
    return ok(envelope);
  } catch {
    return bad("the claims are not signed");
  }
};

/** The claims in an opened envelope. */
export const claimsOf = ({ role, game_id: gameId, name, ...rest }: Envelope): Claims => {
  if (role === "observer") return { role, gameId, name };
  const created = rest.created ?? 0;
  if (role === "host") return { role, gameId, created, hostVersion: rest.host_version ?? 0 };
  return { role, gameId, created, seat: rest.player_id as Seat, seatVersion: rest.seat_version ?? 0, name };
};
