import type { Snapshot } from "../../shared/protocol/snapshot.ts";
import type { Witness } from "../observation.ts";
import { Deal, NONE } from "../playout/deal.ts";
import { evaluate } from "../playout/evaluate.ts";
import { BIT, SET_POINTS, SLOTS, SUIT, SUIT_SIZE, strengthOfRank } from "../playout/slots.ts";
import { Suspicion } from "../playout/suspicion.ts";
import { callWorth, suitWorth, worthWithRank } from "../playout/worth.ts";
import { type Call, callsIn, weighCalls } from "./calls.ts";

/*
 * A model of how other seats choose. Among several choices a seat takes each with odds of exp(value / looseness), where
 * the value is that of the rule level. A seat is strict, keen or casual for a whole deal; `share` is the prior
 * probability.
 */
const STRICT = { looseness: 0.1, share: 0.5 };
const KEEN = { looseness: 1.5, share: 0.25 };
const CASUAL = { looseness: 30, share: 0.25 };
/** The probability of a random choice. */
const LAPSE = 0.04;
/** The log likelihood of a hand that would have been thrown in. It is finite, so that such hands can be compared. */
const WEAK = -40;

/** `exp(-difference / looseness)` in steps of a twentieth of a card point. */
const STEP = 20;
const STEPS = 1200;
const falling = ({ looseness }: { readonly looseness: number }): Float64Array =>
  Float64Array.from({ length: STEPS + 1 }, (_, at) => Math.exp(-at / STEP / looseness));
const BY_STRICT = falling(STRICT);
const BY_KEEN = falling(KEEN);
const BY_CASUAL = falling(CASUAL);

/** A card that a seat has played, with the deal before it. */
class Play {
  readonly deal = new Deal();
  readonly suspicion = new Suspicion();
  readonly slot: number;

  constructor(deal: Deal, suspicion: Suspicion, slot: number) {
    this.deal.copy(deal);
    this.suspicion.copy(suspicion);
    this.slot = slot;
  }
}

/** The number of cached hands for each seat. */
const REMEMBERED = 1024;

/** The likelihood of the seats' calls and plays, given the hands that they may have been dealt. */
export class Likelihood implements Witness {
  readonly #plays: Play[][] = [[], [], [], [], []];
  readonly #calls: readonly (readonly Call[])[];
  readonly #weakBelow: number;
  /** The caller; NONE before the rank is known. */
  readonly #caller: number;
  /** The strength of the rank if it was called for itself, and not bid or called with the suit; else NONE. */
  readonly #rank: number;
  /** Whether rank and suit are called together after the blind trick. */
  readonly #isOpen: boolean;
  /** The trump, the deal before it was named, and the number of cards that the caller had played. */
  #trump = NONE;
  readonly #naming = new Deal();
  #namedAfter = NONE;
  /** The cards that each seat has played, as sets. */
  readonly played = new Uint16Array(20);
  readonly #keys = new Float64Array(5 * REMEMBERED).fill(-1);
  readonly #values = new Float64Array(5 * REMEMBERED);

  constructor(view: Snapshot) {
    const { rules, caller_id, partner_rank } = view;
    this.#weakBelow = rules.weak_hand_below;
    this.#calls = callsIn(view);
    this.#isOpen = rules.rank_call === "after-first-trick";
    this.#caller = caller_id === null || partner_rank === null ? NONE : caller_id;
    const isApart = rules.auction === "points" && !this.#isOpen;
    this.#rank = partner_rank !== null && isApart ? strengthOfRank(partner_rank) : NONE;
  }

  play(deal: Deal, suspicion: Suspicion, slot: number): void {
    const { turn } = deal;
    this.#plays[turn]?.push(new Play(deal, suspicion, slot));
    const place = turn * 4 + (SUIT[slot] as number);
    this.played[place] = (this.played[place] as number) | (BIT[slot] as number);
  }

  name(deal: Deal, suit: number): void {
    this.#naming.copy(deal);
    this.#trump = suit;
    this.#namedAfter = this.#plays[deal.caller]?.length ?? 0;
  }

  /** The log likelihood of the calls and plays of `seat`, if it was dealt the four sets at `at`. */
  likelihood(seat: number, dealt: Uint16Array, at: number): number {
    const low = (dealt[at] as number) | ((dealt[at + 1] as number) << SUIT_SIZE);
    const high = (dealt[at + 2] as number) | ((dealt[at + 3] as number) << SUIT_SIZE);
    const key = low + high * 2 ** (2 * SUIT_SIZE);
    const mixed = Math.imul(low, 0x9e3779b1) ^ Math.imul(high, 0x85ebca6b);
    const place = seat * REMEMBERED + (mixed >>> 22);
    if (this.#keys[place] !== key) {
      for (let suit = 0; suit < 4; suit++) hand[suit] = dealt[at + suit] as number;
      this.#keys[place] = key;
      this.#values[place] = this.#weigh(seat);
    }
    return this.#values[place] as number;
  }

  /** The log likelihood for the cards in `hand`. */
  #weigh(seat: number): number {
    let points = 0;
    for (let suit = 0; suit < 4; suit++) points += SET_POINTS[hand[suit] as number] as number;
    const calls = this.#calls[seat] as readonly Call[];
    const isCaller = seat === this.#caller;
    if (calls.length > 0 || isCaller)
      for (let rank = 0; rank < SUIT_SIZE; rank++) values[rank] = worthWithRank(hand, 0, rank);
    let log = points < this.#weakBelow ? WEAK : 0;
    if (calls.length > 0) log += weighCalls(calls, values);
    odds.fill(1);
    if (isCaller && this.#rank >= 0) weighChoice(values, SUIT_SIZE, this.#rank);
    const plays = this.#plays[seat] as readonly Play[];
    for (let turn = 0; turn <= plays.length; turn++) {
      if (isCaller && turn === this.#namedAfter) this.#weighNaming(seat);
      const play = plays[turn];
      if (play) weighPlay(play, seat);
    }
    const [strict, keen, casual] = odds as unknown as readonly [number, number, number];
    return log + Math.log(STRICT.share * strict + KEEN.share * keen + CASUAL.share * casual);
  }

  /** Weighs the suit that the caller named with the cards in `hand`. */
  #weighNaming(caller: number): void {
    const naming = this.#naming;
    for (let suit = 0; suit < 4; suit++) naming.hands[caller * 4 + suit] = hand[suit] as number;
    if (this.#isOpen) {
      for (let rank = 0; rank < SUIT_SIZE; rank++)
        for (let suit = 0; suit < 4; suit++) pairs[rank * 4 + suit] = callWorth(naming, suit, rank);
      weighChoice(pairs, SLOTS, naming.rank * 4 + this.#trump);
      return;
    }
    for (let suit = 0; suit < 4; suit++) values[suit] = suitWorth(naming, suit);
    weighChoice(values, 4, this.#trump);
  }
}

/** The remaining cards of the hand that is weighed. */
const hand = new Uint16Array(4);
const slots = new Uint8Array(8);
const values = new Float64Array(SUIT_SIZE);
/** The values of calls of rank and suit together. */
const pairs = new Float64Array(SLOTS);
/** The likelihood of a seat's choices if it is strict, keen or casual. */
const odds = new Float64Array(3);

/** Weighs a card that `seat` played from `hand`, and removes the card from it. */
const weighPlay = ({ deal, suspicion, slot }: Play, seat: number): void => {
  for (let suit = 0; suit < 4; suit++) deal.hands[seat * 4 + suit] = hand[suit] as number;
  const count = evaluate(deal, suspicion, slots, values);
  if (count > 1) weighChoice(values, count, slots.indexOf(slot));
  const suit = SUIT[slot] as number;
  hand[suit] = (hand[suit] as number) & ~(BIT[slot] as number);
};

/** Weighs the choice at place `chosen` among `count` choices with these values. */
const weighChoice = (worths: Float64Array, count: number, chosen: number): void => {
  let most = worths[0] as number;
  for (let at = 1; at < count; at++) most = Math.max(most, worths[at] as number);
  let strict = 0;
  let keen = 0;
  let casual = 0;
  for (let at = 0; at < count; at++) {
    const step = stepOf(most - (worths[at] as number));
    strict += BY_STRICT[step] as number;
    keen += BY_KEEN[step] as number;
    casual += BY_CASUAL[step] as number;
  }
  const own = stepOf(most - (worths[chosen] as number));
  const lapse = LAPSE / count;
  odds[0] = (odds[0] as number) * (((1 - LAPSE) * (BY_STRICT[own] as number)) / strict + lapse);
  odds[1] = (odds[1] as number) * (((1 - LAPSE) * (BY_KEEN[own] as number)) / keen + lapse);
  odds[2] = (odds[2] as number) * (((1 - LAPSE) * (BY_CASUAL[own] as number)) / casual + lapse);
};

const stepOf = (difference: number): number => {
  const step = (difference * STEP) | 0;
  return Math.min(step, STEPS);
};
