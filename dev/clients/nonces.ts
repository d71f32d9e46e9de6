import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import type { Random } from "./random.ts";

/** The number of nonces that are remembered. */
const MAX_KNOWN = 10_000;

const known = new Map<string, string>();

/** A player's commitment to `nonce`, computed without code of the product. */
export const commitmentOf = (nonce: string): string => bytesToHex(sha256(utf8ToBytes(nonce)));

/** Draws a nonce and returns its commitment. */
export const committed = (random: Random): string => commitTo(random.hex(1 + random.int(64)));

/** The commitment to `nonce`, which `nonceOf` knows from now on. */
export const commitTo = (nonce: string): string => {
  const commitment = commitmentOf(nonce);
  if (known.size === MAX_KNOWN) known.clear();
  known.set(commitment, nonce);
  return commitment;
};

/** The nonce that `committed` has drawn for `commitment`, or "". */
export const nonceOf = (commitment: string): string => known.get(commitment) ?? "";
