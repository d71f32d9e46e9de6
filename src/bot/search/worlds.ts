import type { Observation } from "../observation.ts";
import { BIT, SUIT, SUIT_SIZE } from "../playout/slots.ts";
import type { Rng } from "../rng.ts";

/** How plausible hands are, given the calls and plays. */
export interface Plausibility {
  /** The cards that each seat has played, as sets. */
  readonly played: Uint16Array;
  /** The log likelihood that `seat` was dealt the four sets of cards at `at`. */
  likelihood(seat: number, dealt: Uint16Array, at: number): number;
}

/**
 * The shuffles among which the walk begins with the best, and its steps before the first and before each later world.
 */
const STARTS = 8;
const FIRST = 600;
const BETWEEN = 6;

/**
 * Samples the hands of the other seats in proportion to their likelihood, by a Metropolis walk. Each step swaps two
 * unseen cards of two seats.
 */
export class Worlds {
  readonly #evidence: Plausibility;
  readonly #rng: Rng;
  /** The unseen cards as slots, and the holder of each. */
  readonly #pile: number[] = [];
  readonly #owners: number[] = [];
  /** The other seats. */
  readonly #others: readonly number[];
  /** The cards that each seat holds in this world and those that it was dealt, as sets. */
  readonly #hands = new Uint16Array(20);
  readonly #dealt = new Uint16Array(20);
  readonly #likelihoods = new Float64Array(5);

  constructor({ seat, deal }: Observation, evidence: Plausibility, rng: Rng) {
    this.#evidence = evidence;
    this.#rng = rng;
    this.#others = [0, 1, 2, 3, 4].filter((other) => other !== seat);
    for (let suit = 0; suit < 4; suit++) {
      const own = deal.hands[seat * 4 + suit] as number;
      this.#hands[seat * 4 + suit] = own;
      for (let set = (deal.live[suit] as number) & ~own; set > 0; set &= set - 1)
        this.#pile.push(suit * SUIT_SIZE + 31 - Math.clz32(set & -set));
    }
    for (const other of this.#others)
      for (let left = deal.left[other] as number; left > 0; left--) this.#owners.push(other);
    this.#begin();
    this.#walk(FIRST);
  }

  /** The hands of the next world as sets of cards, four suits for each seat; valid until the next call. */
  next(): Uint16Array {
    this.#walk(BETWEEN);
    return this.#hands;
  }

  #begin(): void {
    let most = Number.NEGATIVE_INFINITY;
    let best: readonly number[] = [];
    for (let start = 0; start < STARTS; start++) {
      this.#shuffle();
      this.#lay();
      let sum = 0;
      for (const other of this.#others) sum += this.#likelihoods[other] as number;
      if (sum > most) [most, best] = [sum, [...this.#pile]];
    }
    this.#pile.splice(0, best.length, ...best);
    this.#lay();
  }

  #shuffle(): void {
    const pile = this.#pile;
    for (let last = pile.length - 1; last > 0; last--) {
      const other = this.#rng.below(last + 1);
      [pile[last], pile[other]] = [pile[other] as number, pile[last] as number];
    }
  }

  /** Gives the cards of the pile to their holders. */
  #lay(): void {
    for (const other of this.#others)
      for (let at = other * 4; at < other * 4 + 4; at++) {
        this.#hands[at] = 0;
        this.#dealt[at] = this.#evidence.played[at] as number;
      }
    for (const [at, slot] of this.#pile.entries()) {
      const owner = this.#owners[at] as number;
      this.#put(slot, owner);
    }
    for (const other of this.#others) this.#likelihoods[other] = this.#likelihood(other);
  }

  #likelihood(other: number): number {
    return this.#evidence.likelihood(other, this.#dealt, other * 4);
  }

  #put(slot: number, owner: number): void {
    const at = owner * 4 + (SUIT[slot] as number);
    const bit = BIT[slot] as number;
    this.#hands[at] = (this.#hands[at] as number) | bit;
    this.#dealt[at] = (this.#dealt[at] as number) | bit;
  }

  #take(slot: number, owner: number): void {
    const at = owner * 4 + (SUIT[slot] as number);
    const bit = ~(BIT[slot] as number);
    this.#hands[at] = (this.#hands[at] as number) & bit;
    this.#dealt[at] = (this.#dealt[at] as number) & bit;
  }

  #swap(one: number, two: number): void {
    const pile = this.#pile;
    const [first, second] = [pile[one] as number, pile[two] as number];
    const [giver, taker] = [this.#owners[one] as number, this.#owners[two] as number];
    this.#take(first, giver);
    this.#take(second, taker);
    this.#put(second, giver);
    this.#put(first, taker);
    pile[one] = second;
    pile[two] = first;
  }

  #walk(steps: number): void {
    const count = this.#pile.length;
    for (let step = 0; count > 0 && step < steps; step++) {
      const one = this.#rng.below(count);
      const two = this.#rng.below(count);
      const [giver, taker] = [this.#owners[one] as number, this.#owners[two] as number];
      if (giver === taker) continue;
      this.#swap(one, two);
      const given = this.#likelihood(giver);
      const taken = this.#likelihood(taker);
      const gain =
        given + taken - (this.#likelihoods[giver] as number) - (this.#likelihoods[taker] as number);
      if (gain >= 0 || this.#rng.below(WHOLE) < Math.exp(gain) * WHOLE) {
        this.#likelihoods[giver] = given;
        this.#likelihoods[taker] = taken;
      } else this.#swap(one, two);
    }
  }
}

const WHOLE = 65_536;
