import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";

/** The minimum length of a root secret, in bytes [T3]. */
export const MIN_SECRET_BYTES = 32;

/** The keys that derive from one root secret, one of 32 bytes for each purpose, and their id [T3]. */
export interface Keys {
  readonly id: string;
  /** Signs tokens. */
  readonly token: Uint8Array;
  /** Signs the envelopes from the edge to the actor. */
  readonly envelope: Uint8Array;
  /** Encrypts the state for Redis. */
  readonly seal: Uint8Array;
  /** Hashes seat codes. */
  readonly code: Uint8Array;
  /** Digests idempotency keys, and derives the ids of games that are created with one. */
  readonly repeat: Uint8Array;
}

/** The current keys, and the previous ones, which the server still reads after a rotation [T4]. */
export interface Keyring {
  readonly current: Keys;
  readonly previous: Keys | null;
}

/** Derives the keys of `secret` by HKDF-SHA-256. */
export const deriveKeys = (secret: string): Keys => {
  const root = utf8ToBytes(secret);
  const derive = (purpose: string, length: number) =>
    hkdf(sha256, root, utf8ToBytes("briscola"), utf8ToBytes(purpose), length);
  return {
    id: bytesToHex(derive("key id", 4)),
    token: derive("token signing", 32),
    envelope: derive("claims envelope", 32),
    seal: derive("state sealing", 32),
    code: derive("seat codes", 32),
    repeat: derive("idempotency", 32),
  };
};

/** The keys with this id, or null. */
export const keysById = ({ current, previous }: Keyring, id: string | undefined): Keys | null => {
  if (id === current.id) return current;
  return previous && id === previous.id ? previous : null;
};
