import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, hexToBytes } from "@noble/hashes/utils.js";
import { RANKS, SUITS } from "../game/cards.ts";
import { finishedDeal } from "../game/finished.ts";
import { SEATS, type Seat, seatAfter, turnOrder } from "../game/seats.ts";
import { nonceCommitment, SHUFFLES } from "../game/shuffle.ts";
import { handOf } from "../game/state.ts";
import { replayOf } from "../protocol/replay.ts";
import { err, ok, type Result } from "../result.ts";
import { type ClaimedReplay, claimedDeal, claimedReplay } from "./claim.ts";
import { ByteReader, ByteWriter, base64url, fromBase64url, packed, unpacking } from "./link-bytes.ts";
import { readRules, writeRules } from "./link-rules.ts";
import { type Choice, openingOf, type Start, stepsFrom, stepsOf } from "./moments.ts";

/*
 * A finished deal as a text for a link [P29]: all that determined its cards, and all choices. The rest follows from the
 * rules when the link is opened.
 */

/** The format of the links that are written. Links of each earlier format are read too. */
const FORMAT = 1;
/** The maximum length of a code. With its path a link has at most 600 characters. */
export const LONGEST_CODE = 590;
/** A longer code is not read. */
const LONGEST_READ = 2_000;
/** The place of a link that names no seat. */
const NOBODY = 5;

/** What a link tells besides the deal. */
export interface Label {
  /** The seat from which the deal is shown, or null. */
  readonly seat: Seat | null;
  /** The names of the five players, or null. */
  readonly names: readonly string[] | null;
}

/** A deal from a link, as a replay with this one deal. */
export interface LinkedDeal extends Label {
  readonly replay: ClaimedReplay;
}

/**
 * The code of the deal at place `at` of a replay, or the field that does not fit. Names that would make it too long are
 * left out.
 */
export const dealCode = (given: unknown, at: number, label: Label): Result<string, string> => {
  const replay = claimedReplay(given);
  if (!replay.ok) return replay;
  const deal = claimedDeal(replay.value.deals[at], at);
  if (!deal.ok) return deal;
  const steps = stepsOf(replay.value, deal.value);
  if (!steps.ok) return steps;
  const to = new ByteWriter();
  to.number(FORMAT);
  to.text(replay.value.game_id);
  writeStart(to, deal.value);
  writeRules(to, Object(given).rules);
  to.block(packed(steps.value.moments.map(({ game, seat, action }) => digitOf(action, handOf(game, seat)))));
  to.number(label.seat ?? NOBODY);
  const { bytes } = to;
  const code = sealed(bytes, label.names);
  return ok(code.length <= LONGEST_CODE ? code : sealed(bytes, null));
};

/** What a code cannot be opened for: it is of a later format, or it is damaged or no deal. */
export type LinkFault = "newer" | "broken";

/** The deal of a code. Never throws. */
export const dealIn = (code: string): Result<LinkedDeal, LinkFault> => {
  const bytes = code.length <= LONGEST_READ ? fromBase64url(code) : null;
  if (!bytes) return err("broken");
  try {
    return read(bytes);
  } catch {
    // A reader throws where the bytes are no link. Their author is a stranger.
    return err("broken");
  }
};

/** Reads a link's bytes. Throws where they are no link. */
const read = (bytes: Uint8Array): Result<LinkedDeal, LinkFault> => {
  const content = bytes.subarray(0, -CHECKSUM);
  if (checksumOf(content).join() !== bytes.subarray(-CHECKSUM).join()) return err("broken");
  const from = new ByteReader(content);
  const format = from.number();
  if (format !== FORMAT) return err(format > FORMAT ? "newer" : "broken");
  const game_id = from.text();
  const start = readStart(from);
  const head = claimedReplay({ game_id, rules: readRules(from), deals: [null] });
  if (!head.ok) return err("broken");
  const digit = unpacking(from.block());
  const seat = from.number();
  const names = from.number() === 1 ? SEATS.map(() => from.text()) : null;
  if (seat > NOBODY || !from.isAtEnd) return err("broken");
  const opening = openingOf(head.value, start);
  if (!opening.ok) return err("broken");
  const steps = stepsFrom(opening.value, (game, turn) =>
    choiceOf(game.phase.name, handOf(game, turn), digit),
  );
  if (!steps.ok) return err("broken");
  const { end } = steps.value;
  const [deal] = replayOf(end, [finishedDeal(end)]).deals;
  if (deal?.deal_reveal.attempt !== start.deal_reveal.attempt) return err("broken");
  // The secret of the next deal is not known, so nothing is said about it.
  const replay = { ...head.value, deals: [{ ...deal, next_deal_commitment: null }] };
  return ok({ replay, seat: seat === NOBODY ? null : (seat as Seat), names });
};

const writeStart = (to: ByteWriter, { deal_number, deal_reveal, dealer_id, thrown_in }: Start): void => {
  const { attempt, secret, nonces, shuffle, commitments } = deal_reveal;
  to.number(deal_number);
  to.number(attempt);
  to.number(thrown_in[0]?.dealer_id ?? dealer_id);
  to.number(thrown_in.length);
  for (const { reason } of thrown_in) to.number(Number(reason === "all_passed"));
  to.raw(hexToBytes(secret));
  for (const nonce of nonces) to.hex(nonce);
  writeShuffle(to, nonces, { shuffle, commitments });
};

const readStart = (from: ByteReader): Start => {
  const deal_number = from.number();
  const attempt = from.number();
  let dealer_id = from.number() as Seat;
  const told = from.number();
  const thrown_in: Start["thrown_in"][number][] = [];
  for (let at = 0; at < told; at++) {
    const passed = from.number() === 1;
    const bids = passed ? turnOrder(seatAfter(dealer_id)).map((player_id) => ({ player_id, bid: -1 })) : [];
    thrown_in.push({
      attempt: attempt - told + at,
      reason: passed ? "all_passed" : "weak_hand",
      dealer_id,
      bids,
    });
    if (passed) dealer_id = seatAfter(dealer_id);
  }
  const secret = bytesToHex(from.raw(32));
  const nonces = SEATS.map(() => from.hex());
  const deal_reveal = { deal_number, attempt, secret, nonces, ...readShuffle(from, nonces) };
  return { deal_number, deal_reveal, dealer_id, thrown_in };
};

/** What a shuffle with commitments adds to the reveal of a deal. */
type Committed = Pick<Start["deal_reveal"], "shuffle" | "commitments">;

/** How a commitment is written: there is none, it is the digest of the nonce, or as it is. */
const [NONE, OF_NONCE, AS_IT_IS] = [0, 1, 2];

/** Writes the number of the shuffle, and what was committed to it. */
const writeShuffle = (
  to: ByteWriter,
  nonces: readonly string[],
  { shuffle, commitments = [] }: Committed,
): void => {
  to.number(shuffle);
  to.number(commitments.length);
  for (const [at, commitment] of commitments.entries()) {
    const nonce = nonces[at] ?? "";
    const how =
      commitment === "" ? NONE : nonce !== "" && commitment === nonceCommitment(nonce) ? OF_NONCE : AS_IT_IS;
    to.number(how as number);
    if (how === AS_IT_IS) to.hex(commitment);
  }
};

const readShuffle = (from: ByteReader, nonces: readonly string[]): Committed => {
  const number = from.number();
  const shuffle = SHUFFLES.find((one) => one === number);
  if (shuffle === undefined) throw new Error("no such shuffle");
  const count = from.number();
  const commitments = SEATS.slice(0, count).map((at) => {
    const how = from.number();
    if (how === AS_IT_IS) return from.hex();
    return how === OF_NONCE ? nonceCommitment(nonces[at] ?? "") : "";
  });
  return { shuffle, ...(count > 0 ? { commitments } : {}) };
};

/** The radix of a bid: 0 for a pass, 1-60 for 61-120 points, and from 101 on for the ranks. */
const BIDS = 256;
const PASS_BELOW = 60;
const RANKS_ABOVE = 100;

/** A choice as a number below its radix. A card is its place among the cards of the hand by number. */
const digitOf = (action: Choice, hand: readonly number[]): readonly [number, number] => {
  switch (action.type) {
    case "bid":
      if ("rank" in action) return [RANKS_ABOVE + action.rank, BIDS];
      return [action.bid === null ? 0 : action.bid - PASS_BELOW, BIDS];
    case "call-partner-rank":
      return [RANKS.indexOf(action.rank), RANKS.length];
    case "call-partner-suit":
      return [SUITS.indexOf(action.suit), SUITS.length];
    case "play":
      return [inOrder(hand).indexOf(action.card ?? 0), hand.length];
  }
};

const choiceOf = (
  phase: string,
  hand: readonly number[],
  digit: (radix: number) => number,
): Choice | null => {
  switch (phase) {
    case "bid": {
      const value = digit(BIDS);
      const rank = RANKS.find((one) => RANKS_ABOVE + one === value);
      if (rank !== undefined) return { type: "bid", rank };
      return { type: "bid", bid: value === 0 ? null : value + PASS_BELOW };
    }
    case "call-partner-rank":
      return { type: "call-partner-rank", rank: RANKS[digit(RANKS.length)] ?? RANKS[0] };
    case "call-partner-suit":
      return { type: "call-partner-suit", suit: SUITS[digit(SUITS.length)] ?? SUITS[0] };
    default:
      return hand.length > 0 ? { type: "play", card: inOrder(hand)[digit(hand.length)] ?? null } : null;
  }
};

const inOrder = (hand: readonly number[]): readonly number[] => [...hand].sort((a, b) => a - b);

/** The number of bytes at the end that show damage, such as a link that was cut off. */
const CHECKSUM = 3;
const checksumOf = (bytes: Uint8Array): Uint8Array => sha256(bytes).subarray(0, CHECKSUM);

/** The code of `content` with these names. */
const sealed = (content: Uint8Array, names: readonly string[] | null): string => {
  const to = new ByteWriter();
  to.raw(content);
  to.number(names ? 1 : 0);
  for (const name of names ?? []) to.text(name);
  const { bytes } = to;
  to.raw(checksumOf(bytes));
  return base64url(to.bytes);
};
