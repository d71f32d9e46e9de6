import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, hexToBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import { type CardId, DECK, pointsIn } from "./cards.ts";
import { type BySeat, bySeat } from "./seats.ts";

export type Hand = readonly CardId[];

/** The ways of shuffling: 1 is that of 1.0 [G5], 2 that of all later deals [G42]. */
export const SHUFFLES = [1, 2] as const;
export type Shuffle = (typeof SHUFFLES)[number];

/** Everything that determines the cards of one deal. All of it becomes public at the end of the deal [G5]. */
export interface DealSeed {
  readonly shuffle: Shuffle;
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

/** `digest`, which remembers its latest results: all snapshots of a deal contain the same ones. */
const remembering = (digest: (text: string) => string): ((text: string) => string) => {
  const known = new Map<string, string>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const made = digest(text);
    if (known.size === MAX_KNOWN) known.clear();
    known.set(text, made);
    return made;
  };
};
const MAX_KNOWN = 64;

/** The SHA-256 of the secret's 32 bytes in lower-case hex. The server publishes it before players send nonces [G4]. */
export const commitmentTo: (secret: string) => string = remembering((secret) =>
  bytesToHex(sha256(hexToBytes(secret))),
);

/** A player's commitment to `nonce`: the SHA-256 of its text in lower-case hex [G40]. */
export const nonceCommitment: (nonce: string) => string = remembering((nonce) =>
  bytesToHex(sha256(utf8ToBytes(nonce))),
);

/** The hands of a deal, by its shuffle [G5, G42]. */
export const shuffledDeal: Deal = (seed) => {
  const cards = seed.shuffle === 1 ? sortedByKey(seed) : swapped(seed);
  return bySeat((seat) => cards.slice(seat * 8, seat * 8 + 8));
};

/**
 * Shuffle 1 [G5]. The key of a card is the HMAC-SHA-256, under the secret, of
 * "<game_id>:<deal_number>:<attempt>:<card_id>", followed by ":<entropy>" if there is a nonce. The entropy is the hex
 * SHA-256 of the five nonces joined by ",". The cards are sorted by key.
 */
const sortedByKey = ({ gameId, dealNumber, attempt, secret, nonces }: DealSeed): Hand => {
  const entropy = nonces.some((nonce) => nonce !== "") ? `:${entropyOf(nonces)}` : "";
  // The HMAC of the secret is initialized once and cloned for each card.
  const keyed = hmac.create(sha256, hexToBytes(secret));
  const keyOf = (card: CardId) => {
    const words = utf8ToBytes(`${gameId}:${dealNumber}:${attempt}:${card}${entropy}`);
    return keyed.clone().update(words).digest();
  };
  return DECK.map((card) => ({ card, key: keyOf(card) }))
    .sort((a, b) => compare(a.key, b.key))
    .map(({ card }) => card);
};

/** Compares two keys of equal length, byte by byte. */
const compare = (one: Uint8Array, other: Uint8Array): number => {
  const at = one.findIndex((byte, index) => byte !== other[index]);
  return (one[at] ?? 0) - (other[at] ?? 0);
};

/**
 * Shuffle 2 [G42]: Fisher-Yates over the deck from the last place down. The place that a card is swapped with is a
 * 32-bit word modulo the number of places left; words in the incomplete last round of the modulus are skipped.
 */
const swapped = (seed: DealSeed): Hand => {
  const cards = [...DECK];
  const next = wordsOf(seed);
  for (let place = cards.length - 1; place > 0; place -= 1) {
    const places = place + 1;
    const unbiased = 2 ** 32 - (2 ** 32 % places);
    let word = next();
    while (word >= unbiased) word = next();
    const other = word % places;
    [cards[place], cards[other]] = [cards[other] as CardId, cards[place] as CardId];
  }
  return cards;
};

/**
 * The stream of shuffle 2: big-endian 32-bit words of HMAC-SHA-256, under the secret, of
 * "<game_id>:<deal_number>:<attempt>:<entropy>:<block>" for block 0, 1, 2 and so on.
 */
const wordsOf = ({ gameId, dealNumber, attempt, secret, nonces }: DealSeed): (() => number) => {
  const keyed = hmac.create(sha256, hexToBytes(secret));
  const prefix = `${gameId}:${dealNumber}:${attempt}:${entropyOf(nonces)}`;
  let block = 0;
  let at = 0;
  let words = new DataView(new ArrayBuffer(0));
  return () => {
    if (at === words.byteLength) {
      const bytes = keyed
        .clone()
        .update(utf8ToBytes(`${prefix}:${block}`))
        .digest();
      words = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      block += 1;
      at = 0;
    }
    const word = words.getUint32(at);
    at += 4;
    return word;
  };
};

const entropyOf = (nonces: BySeat<string>): string => bytesToHex(sha256(utf8ToBytes(nonces.join(","))));

/** Whether a hand has fewer than `below` card points, so that the deal is thrown in [G6]. */
export const hasWeakHand = (hands: BySeat<Hand>, below: number): boolean =>
  hands.some((hand) => pointsIn(hand) < below);
