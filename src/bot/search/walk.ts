import { BIT, SLOTS, SUIT, SUIT_SIZE } from "../playout/slots.ts";
import type { Rng } from "../rng.ts";

/** How plausible hands are, given the calls and plays. */
export interface Plausibility {
  /** The cards that each seat has played, as sets. */
  readonly played: Uint16Array;
  /** The log likelihood that `seat` was dealt the four sets of cards at `at`. */
  likelihood(seat: number, dealt: Uint16Array, at: number): number;
}

/** What a seat knows of the hands: its own, the slots of the unseen cards, and the size of each hand. */
export interface Known {
  readonly seat: number;
  readonly own: Uint16Array;
  readonly unseen: readonly number[];
  readonly left: Uint8Array;
}

/** One in so many steps exchanges two suits instead of two cards. */
const SUITS_EVERY = 6;
const WHOLE = 65_536;
const NOBODY = -1;

/**
 * A walk through the hands that the other seats may have, by the Metropolis rule. A step exchanges two unseen cards of
 * two seats, or two suits: whoever has an unseen card of the one gets the card of the same rank of the other. Both kinds
 * of steps leave the sizes of the hands as they are, and are their own way back.
 */
export class Walk {
  /** The cards that each seat holds in this world, as sets, four suits for each seat. */
  readonly hands = new Uint16Array(20);
  /** The cards that each seat was dealt. */
  readonly #dealt = new Uint16Array(20);
  /** The holder of each unseen card. */
  readonly #owners = new Int8Array(SLOTS).fill(NOBODY);
  readonly #likelihoods = new Float64Array(5);
  readonly #fresh = new Float64Array(5);
  readonly #known: Known;
  readonly #others: readonly number[];
  readonly #evidence: Plausibility;
  readonly #rng: Rng;

  /** Begins with random hands. */
  constructor(known: Known, evidence: Plausibility, rng: Rng) {
    this.#known = known;
    this.#evidence = evidence;
    this.#rng = rng;
    this.#others = [0, 1, 2, 3, 4].filter((other) => other !== known.seat);
    this.hands.set(known.own, known.seat * 4);
    for (const other of this.#others)
      for (let at = other * 4; at < other * 4 + 4; at++) this.#dealt[at] = evidence.played[at] as number;
    const pile = [...known.unseen];
    for (const other of this.#others)
      for (let left = known.left[other] as number; left > 0; left--) {
        const at = rng.below(pile.length);
        const slot = pile[at] as number;
        pile[at] = pile.at(-1) as number;
        pile.pop();
        this.#give(slot, other);
      }
    for (const other of this.#others) this.#likelihoods[other] = this.#likelihood(other);
  }

  /** The log likelihood of this world. */
  get plausibility(): number {
    let sum = 0;
    for (const other of this.#others) sum += this.#likelihoods[other] as number;
    return sum;
  }

  /** Makes this a copy of `other`, which knows the same. */
  copy(other: Walk): void {
    this.hands.set(other.hands);
    this.#dealt.set(other.#dealt);
    this.#owners.set(other.#owners);
    this.#likelihoods.set(other.#likelihoods);
  }

  /** Takes `steps` steps in proportion to the likelihood to the power of `heat`. */
  walk(steps: number, heat: number): void {
    const { unseen } = this.#known;
    const rng = this.#rng;
    const count = unseen.length;
    for (let step = 0; count > 0 && step < steps; step++) {
      if (rng.below(SUITS_EVERY) === 0) {
        const one = rng.below(4);
        const two = (one + 1 + rng.below(3)) % 4;
        this.#exchangeSuits(one, two);
        if (!this.#keeps(this.#others, heat)) this.#exchangeSuits(one, two);
        continue;
      }
      const one = unseen[rng.below(count)] as number;
      const two = unseen[rng.below(count)] as number;
      const [giver, taker] = [this.#owners[one] as number, this.#owners[two] as number];
      if (giver === taker) continue;
      this.#exchange(one, two);
      if (!this.#keeps([giver, taker], heat)) this.#exchange(one, two);
    }
  }

  /** Whether the walk stays where a step has led, given the seats that it has changed. */
  #keeps(changed: readonly number[], heat: number): boolean {
    let gain = 0;
    for (const seat of changed) {
      const fresh = this.#likelihood(seat);
      this.#fresh[seat] = fresh;
      gain += fresh - (this.#likelihoods[seat] as number);
    }
    if (gain < 0 && this.#rng.below(WHOLE) >= Math.exp(gain * heat) * WHOLE) return false;
    for (const seat of changed) this.#likelihoods[seat] = this.#fresh[seat] as number;
    return true;
  }

  #likelihood(seat: number): number {
    return this.#evidence.likelihood(seat, this.#dealt, seat * 4);
  }

  #exchange(one: number, two: number): void {
    const [giver, taker] = [this.#owners[one] as number, this.#owners[two] as number];
    this.#take(one, giver);
    this.#take(two, taker);
    this.#give(two, giver);
    this.#give(one, taker);
  }

  #exchangeSuits(one: number, two: number): void {
    for (let strength = 0; strength < SUIT_SIZE; strength++) {
      const [first, second] = [one * SUIT_SIZE + strength, two * SUIT_SIZE + strength];
      const [giver, taker] = [this.#owners[first] as number, this.#owners[second] as number];
      if (giver !== taker && giver !== NOBODY && taker !== NOBODY) this.#exchange(first, second);
    }
  }

  #give(slot: number, owner: number): void {
    const at = owner * 4 + (SUIT[slot] as number);
    const bit = BIT[slot] as number;
    this.hands[at] = (this.hands[at] as number) | bit;
    this.#dealt[at] = (this.#dealt[at] as number) | bit;
    this.#owners[slot] = owner;
  }

  #take(slot: number, owner: number): void {
    const at = owner * 4 + (SUIT[slot] as number);
    const bit = ~(BIT[slot] as number);
    this.hands[at] = (this.hands[at] as number) & bit;
    this.#dealt[at] = (this.#dealt[at] as number) & bit;
  }
}
