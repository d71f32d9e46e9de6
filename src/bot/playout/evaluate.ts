import { READINESS, type Role, TRUMP_SHARE, WEIGHTS, type Weights } from "../weights.ts";
import { allegiance, roleOf } from "./allegiance.ts";
import { type Deal, NONE, over } from "./deal.ts";
import { BIT, COUNT, POINTS, SUIT, SUIT_SIZE } from "./slots.ts";
import type { Suspicion } from "./suspicion.ts";
import { sideWorth, trumpsWorth } from "./worth.ts";

/*
 * How the rule level values cards. It runs some hundred thousand times a second, so its arrays are allocated once and
 * used again by each call.
 */

/** The probability that each seat is on the side of the seat on turn. */
const friends = new Float64Array(5);
/** The share of the deal after the card to be played, for each size of the hand. */
const TO_COME = Float64Array.from({ length: 9 }, (_, left) => Math.max(0, left - 1) / 7);

/**
 * Evaluates each card of the seat on turn, in card points: the expected gain of the trick minus the worth of keeping
 * the card. Writes the cards to `slots`, by suit and weakest first, and their values to `promises`. Returns their
 * number. Reads only what the seat can see.
 */
export const evaluate = (
  deal: Deal,
  suspicion: Suspicion,
  slots: Uint8Array,
  promises: Float64Array,
): number => {
  const seat = deal.turn;
  const count = deal.list(seat, slots, 0);
  const role = roleOf(deal, seat);
  if (deal.trump < 0 && role !== "caller") {
    for (let at = 0; at < count; at++) promises[at] = -cost(slots[at] as number, count);
    return count;
  }
  const weights = WEIGHTS[role];
  allegiance(deal, suspicion, seat, role, friends);
  lookAhead(deal, seat, role);
  for (let at = 0; at < count; at++) {
    const slot = slots[at] as number;
    promises[at] =
      deal.trump < 0
        ? promiseUnnamed(deal, seat, slot)
        : bring(deal, weights, role, slot) - keep(deal, weights, slot, count);
  }
  return count;
};

/** The cost of playing `slot` in the blind trick, for a seat that cannot know its side. */
const cost = (slot: number, left: number): number => {
  const { keepTrump, keepTrumpStrength } = WEIGHTS.defender;
  const kept = keepTrump + keepTrumpStrength * (slot % SUIT_SIZE);
  return (POINTS[slot] as number) + (Math.sqrt(TO_COME[left] as number) * kept) / 4;
};

/** The value of a blind card for the caller, with the suit that the caller would name after it. */
const promiseUnnamed = (deal: Deal, seat: number, slot: number): number => {
  const { hands, rank } = deal;
  const place = seat * 4 + (SUIT[slot] as number);
  const held = hands[place] as number;
  let most = Number.NEGATIVE_INFINITY;
  for (let suit = 0; suit < 4; suit++) {
    const brings = gain(deal, WEIGHTS.caller, "caller", slot, suit);
    hands[place] = held & ~(BIT[slot] as number);
    const worth = sideWorth(hands, seat) + trumpsWorth(hands, seat, suit, rank);
    hands[place] = held;
    most = Math.max(most, worth + brings);
  }
  return most;
};

/** The worth of keeping `slot`; 0 in the last trick. */
const keep = ({ trump, called }: Deal, weights: Weights, slot: number, left: number): number => {
  const toCome = TO_COME[left] as number;
  const strength = slot % SUIT_SIZE;
  const kept =
    SUIT[slot] === trump
      ? weights.keepTrump + weights.keepTrumpStrength * strength
      : weights.keepPoint * (POINTS[slot] as number) + weights.keepStrength * strength;
  return Math.sqrt(toCome) * kept + (slot === called ? toCome * weights.keepSecret : 0);
};

/** The gain of cards that do not win the trick, by their card points; NaN if it is not computed yet. */
const thrown = new Float64Array(12);

/**
 * `gain` with the named trump. Cards that do not win the trick have the same gain if they have the same card points.
 */
const bring = (deal: Deal, weights: Weights, role: Role, slot: number): number => {
  if (deal.beats(slot)) return gain(deal, weights, role, slot, deal.trump);
  const points = POINTS[slot] as number;
  const known = thrown[points] as number;
  if (!Number.isNaN(known)) return known;
  const brings = gain(deal, weights, role, slot, deal.trump);
  thrown[points] = brings;
  return brings;
};

/**
 * The seats that have not played to the trick: their number, their probability of being friends, their rows in HOLDS.
 */
let waiting = 0;
const trusted = new Float64Array(4);
const suitRows = new Int32Array(4);
const trumpRows = new Int32Array(4);

const lookAhead = (deal: Deal, seat: number, role: Role): void => {
  const { left, caller, all } = deal;
  const unseen = all - (left[seat] as number);
  thrown.fill(Number.NaN);
  waiting = 4 - deal.laid;
  let next = seat;
  for (let at = 0; at < waiting; at++) {
    next = next === 4 ? 0 : next + 1;
    const size = left[next] as number;
    // The partner knows that the caller has many cards of the suit that it named.
    const share = role !== "partner" ? 0 : next === caller ? 1 : 2;
    trusted[at] = friends[next] as number;
    suitRows[at] = rowOf(0, unseen, size);
    trumpRows[at] = rowOf(share, unseen, size);
  }
};

/**
 * `HOLDS[row + count]` is the probability that a hand of `left` cards out of `unseen` contains one of `count` cards.
 * The rows are ordered by the assumed share of these cards in the hand, as in SHARES.
 */
const SHARES = [1, TRUMP_SHARE.caller, TRUMP_SHARE.other];
const [UNSEEN, LEFT, ROW] = [33, 9, 11];
const rowOf = (share: number, unseen: number, left: number): number =>
  ((share * UNSEEN + unseen) * LEFT + left) * ROW;
const HOLDS = Float64Array.from({ length: SHARES.length * UNSEEN * LEFT * ROW }, (_, at) => {
  const count = at % ROW;
  const left = Math.floor(at / ROW) % LEFT;
  const unseen = Math.floor(at / (ROW * LEFT)) % UNSEEN;
  const share = SHARES[Math.floor(at / (ROW * LEFT * UNSEEN))] as number;
  return 1 - (1 - count / Math.max(1, unseen)) ** (left * share);
});

/** The expected points of the trick for the seat's side with `slot`, minus those for the other side. */
const gain = (deal: Deal, weights: Weights, role: Role, slot: number, trump: number): number => {
  const { live, hands, laid, trick, leader, turn } = deal;
  const first = deal.trump < 0 ? deal.topPlace(trump) : NONE;
  const before = first < 0 ? deal.top : (trick[first] as number);
  const takes = before < 0 || over(slot, before, trump);
  const top = takes ? slot : before;
  const taker = takes ? turn : first < 0 ? deal.taker : (leader + first) % 5;
  let stake = deal.stake + (POINTS[slot] as number);
  let held = friends[taker] as number;
  let own = takes ? 1 : 0;
  // The unseen trumps that would win the trick. No opponent of the caller holds the called card.
  let feared = (live[trump] as number) & ~(hands[turn * 4 + trump] as number);
  if (role === "caller") feared &= ~(1 << deal.rank);
  let trumps = COUNT[feared] as number;
  let inSuit = 0;
  if (SUIT[top] === trump) trumps = stronger(feared, top);
  else {
    const led = SUIT[laid === 0 ? slot : (trick[0] as number)] as number;
    inSuit = stronger((live[led] as number) & ~(hands[turn * 4 + led] as number), top);
  }
  for (let at = 0; at < waiting; at++) {
    const friend = trusted[at] as number;
    const bySuit =
      (HOLDS[(suitRows[at] as number) + inSuit] as number) *
      atMostOne(READINESS.suit + READINESS.suitPoint * stake);
    const byTrump =
      (HOLDS[(trumpRows[at] as number) + trumps] as number) *
      atMostOne(READINESS.trump + READINESS.trumpPoint * stake);
    const taking = 1 - (1 - bySuit) * (1 - byTrump);
    stake += weights.fed * (friend * held + (1 - friend) * (1 - held));
    held += friend * (1 - held) * taking - (1 - friend) * held * taking;
    own *= 1 - taking * (1 - friend);
  }
  return (2 * held - 1) * stake - weights.lead * own;
};

/** The number of cards in the set `suit` that are stronger than `slot`. */
const stronger = (suit: number, slot: number): number => COUNT[suit & -(2 << (slot % SUIT_SIZE))] as number;

const atMostOne = (share: number): number => Math.min(share, 1);
