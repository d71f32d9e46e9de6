import { bytesToHex, hexToBytes } from "@noble/hashes/utils.js";
import { base64url } from "jose";

/*
 * A shorter form of stored values. The names of fields are most of the text of a game: here each known name is one
 * character. A secret, digest or nonce of 32 bytes in hex is base64url after a number sign. Nothing else is compressed,
 * because the length of a ciphertext must not reveal a hand [V1].
 */

/** The known names of fields. The place of a name is its stored form, so none is removed. All characters are taken: further names are stored in full. */
const NAMES = [
  ...["game", "answers", "answersKey", "touchedAt", "id", "epoch", "revision", "turn", "rules", "seats"],
  ...["dealNumber", "dealer", "secret", "standings", "dealsPlayed", "creation", "joined", "hostVersion"],
  ...["codeMisses", "versionsFrom", "loss", "phase", "clock", "ended", "suit_call", "first_lead"],
  ...["weak_hand_below", "minimum_bid", "multiplier", "deals", "turn_seconds", "phrases", "version"],
  ...["occupant", "nonce", "connections", "code", "name", "acting", "connected", "met", "awaySince"],
  ...["missed", "level", "hash", "until", "score", "called", "made", "request", "creator"],
  ...["fingerprint", "seat", "askedAt", "graceUntil", "attempt", "hands", "bids", "caller", "rank"],
  ...["trump", "suit", "partner", "leader", "trick", "card", "tricks", "points", "nonces", "readied"],
  ...["plays", "nextCommitment", "secretTold", "allPassed", "auction", "rank_call", "thrown_in"],
  ...["match_points", "hints", "commitment", "unrevealed", "shuffle", "deadline"],
];
/** Characters that JSON writes as they are. A name that is a number would change its place among the fields. */
const LETTERS = [..." !#$%&'()*+,-./:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~"];
const SHORT = new Map(NAMES.map((name, at) => [name, LETTERS[at] ?? name]));
const FULL = new Map([...SHORT].map(([name, short]) => [short, name]));

const MARK = "#";
const HEX = /^[0-9a-f]{64}$/;

const shortText = (text: string): string => {
  if (HEX.test(text)) return MARK + base64url.encode(hexToBytes(text));
  return text.startsWith(MARK) ? MARK + text : text;
};

const fullText = (text: string): string => {
  if (!text.startsWith(MARK)) return text;
  return text[1] === MARK ? text.slice(1) : bytesToHex(base64url.decode(text.slice(1)));
};

/** `value`, which `JSON.stringify` accepts, with short names. A name of one character must not occur in it. */
export const shortened = (value: unknown): unknown => {
  if (typeof value === "string") return shortText(value);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(shortened);
  const short: Record<string, unknown> = {};
  for (const [name, content] of Object.entries(value)) short[SHORT.get(name) ?? name] = shortened(content);
  return short;
};

/** The value of which `value` is the shortened form. */
export const lengthened = (value: unknown): unknown => {
  if (typeof value === "string") return fullText(value);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(lengthened);
  const full: Record<string, unknown> = {};
  for (const [name, content] of Object.entries(value)) full[FULL.get(name) ?? name] = lengthened(content);
  return full;
};
