import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";

/** The shortest root secret that is accepted, in bytes [T3]. */
export const MIN_SECRET_BYTES = 32;

/** The keys derived from one root secret, a 32-byte key for each purpose, and the id that names them [T3]. */
export interface Keys {
  readonly id: string;
  /** Signs tokens. */
  readonly token: Uint8Array;
  /** Signs what the edge tells the actor. */
  readonly envelope: Uint8Array;
  /** Seals the state that goes to Redis. */
  readonly seal: Uint8Array;
  /** Digests idempotency keys, and draws the ids of games made under one. */
  readonly repeat: Uint8Array;
}

/** The keys in use, and those that are still read after a rotation [T4]. */
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
    repeat: derive("idempotency", 32),
  };
};

/** The keys that `id` names, or null. */
export const keysById = ({ current, previous }: Keyring, id: string | undefined): Keys | null => {
  if (id === current.id) return current;
  return previous && id === previous.id ? previous : null;
};
