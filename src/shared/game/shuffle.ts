import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, hexToBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import { type CardId, DECK, pointsIn } from "./cards.ts";
import { type BySeat, bySeat } from "./seats.ts";

export type Hand = readonly CardId[];

/** Everything the cards of one deal depend on; all of it is revealed at the deal's end [G5]. */
export interface DealSeed {
  readonly gameId: string;
  /** 1 for a game's first deal. */
  readonly dealNumber: number;
  /** Thrown-in deals before this one, from 0. */
  readonly attempt: number;
  /** 32 bytes in lower-case hex. */
  readonly secret: string;
  /** What each seat's player added, as sent: 1-64 hex digits, or "" for nothing. */
  readonly nonces: BySeat<string>;
}

/** The five hands that `seed` deals. Replaced in tests by hands of their choice. */
export type Deal = (seed: DealSeed) => BySeat<Hand>;

/** The latest commitments by their secrets: every snapshot of a deal tells the same one. */
const known = new Map<string, string>();
const MAX_KNOWN = 64;

/** SHA-256 of the secret's 32 bytes, lower-case hex: what the server publishes before anyone can add a nonce [G4]. */
export const commitmentTo = (secret: string): string => {
  const before = known.get(secret);
  if (before !== undefined) return before;
  const commitment = bytesToHex(sha256(hexToBytes(secret)));
  if (known.size === MAX_KNOWN) known.clear();
  known.set(secret, commitment);
  return commitment;
};

/**
 * The committed shuffle [G5]: each card's key is HMAC-SHA-256 under the secret of
 * "<game_id>:<deal_number>:<attempt>:<card_id>", followed by ":<entropy>" when any nonce was given, where the
 * entropy is the hex SHA-256 of the five nonces joined by ",". Cards sorted by key, eight at a time.
 */
export const shuffledDeal: Deal = ({ gameId, dealNumber, attempt, secret, nonces }) => {
  const entropy = nonces.some((nonce) => nonce !== "")
    ? `:${bytesToHex(sha256(utf8ToBytes(nonces.join(","))))}`
    : "";
  // The secret is taken in once, and each card's words after a copy of that.
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

/** Which of two equally long keys comes first, byte by byte. */
const compare = (one: Uint8Array, other: Uint8Array): number => {
  const at = one.findIndex((byte, index) => byte !== other[index]);
  return (one[at] ?? 0) - (other[at] ?? 0);
};

/** Whether some hand holds fewer than `below` card points, so that the deal is thrown in [G6]. */
export const hasWeakHand = (hands: BySeat<Hand>, below: number): boolean =>
  hands.some((hand) => pointsIn(hand) < below);
