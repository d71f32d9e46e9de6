import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, hexToBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import { type CardId, DECK, pointsIn } from "./cards.ts";
import { type BySeat, bySeat } from "./seats.ts";

export type Hand = readonly CardId[];

/** Everything that determines the cards of one deal. All of it becomes public at the end of the deal [G5]. */
export interface DealSeed {
  readonly gameId: string;
  /** 1 for a game's first deal. */
  readonly dealNumber: number;
  /** The number of attempts that were thrown in before. */
  readonly attempt: number;
  /** 32 bytes in lower-case hex. */
  readonly secret: string;
  /** The nonce of each seat as its player sent it: 1-64 hex digits, or "" for none. */
  readonly nonces: BySeat<string>;
}

/** The five hands of a seed. Tests replace it with hands of their choice. */
export type Deal = (seed: DealSeed) => BySeat<Hand>;

/** The latest commitments by secret. All snapshots of a deal contain the same one. */
const known = new Map<string, string>();
const MAX_KNOWN = 64;

/** The SHA-256 of the secret's 32 bytes in lower-case hex. The server publishes it before players send nonces [G4]. */
export const commitmentTo = (secret: string): string => {
  const before = known.get(secret);
  if (before !== undefined) return before;
  const commitment = bytesToHex(sha256(hexToBytes(secret)));
  if (known.size === MAX_KNOWN) known.clear();
  known.set(secret, commitment);
  return commitment;
};

/**
 * The committed shuffle [G5]. The key of a card is the HMAC-SHA-256, under the secret, of
 * "<game_id>:<deal_number>:<attempt>:<card_id>", followed by ":<entropy>" if there is a nonce. The entropy is the hex
 * SHA-256 of the five nonces joined by ",". The cards are sorted by key, and seat 0 gets the first eight.
 */
export const shuffledDeal: Deal = ({ gameId, dealNumber, attempt, secret, nonces }) => {
  const entropy = nonces.some((nonce) => nonce !== "")
    ? `:${bytesToHex(sha256(utf8ToBytes(nonces.join(","))))}`
    : "";
  // The HMAC of the secret is initialized once and cloned for each card.
  const keyed = hmac.create(sha256, hexToBytes(secret));
  const keyOf = (card: CardId) => {
    const words = utf8ToBytes(`${gameId}:${dealNumber}:${attempt}:${card}${entropy}`);
    return keyed.clone().update(words).digest();
  };
  const sorted = DECK.map((card) => ({ card, key: keyOf(card) }))
    .sort((a, b) => compare(a.key, b.key))
    .map(({ card }) => card);
  return bySeat((seat) => sorted.slice(seat * 8, seat * 8 + 8));
};

/** Compares two keys of equal length, byte by byte. */
const compare = (one: Uint8Array, other: Uint8Array): number => {
  const at = one.findIndex((byte, index) => byte !== other[index]);
  return (one[at] ?? 0) - (other[at] ?? 0);
};

/** Whether a hand has fewer than `below` card points, so that the deal is thrown in [G6]. */
export const hasWeakHand = (hands: BySeat<Hand>, below: number): boolean =>
  hands.some((hand) => pointsIn(hand) < below);
