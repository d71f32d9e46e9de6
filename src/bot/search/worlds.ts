import type { Observation } from "../observation.ts";
import { SLOTS, SUIT_SIZE } from "../playout/slots.ts";
import type { Rng } from "../rng.ts";
import { type Plausibility, Walk } from "./walk.ts";

/** The number of walks, and the steps of each at every heat and before each later world. */
const WALKS = 16;
const STEPS = 10;
const BETWEEN = 6;
/** The powers of the likelihood through which the walks come to it. */
const HEATS = [0.05, 0.12, 0.25, 0.5, 1];

/**
 * Samples the hands of the other seats in proportion to their likelihood. Several walks begin at random and come to the
 * likelihood through its powers. Before each power they are drawn again, in proportion to what it adds to them, so that
 * walks in an implausible region end and those in a plausible one divide.
 */
export class Worlds {
  readonly #walks: Walk[];
  readonly #rng: Rng;
  #next = 0;

  constructor({ seat, deal }: Observation, evidence: Plausibility, rng: Rng) {
    this.#rng = rng;
    const unseen: number[] = [];
    for (let slot = 0; slot < SLOTS; slot++) {
      const suit = Math.floor(slot / SUIT_SIZE);
      const set = (deal.live[suit] as number) & ~(deal.hands[seat * 4 + suit] as number);
      if (set & (1 << (slot % SUIT_SIZE))) unseen.push(slot);
    }
    const own = deal.hands.slice(seat * 4, seat * 4 + 4);
    this.#walks = Array.from(
      { length: WALKS },
      () => new Walk({ seat, own, unseen, left: deal.left }, evidence, rng),
    );
    let heat = 0;
    for (const hotter of HEATS) {
      this.#draw(hotter - heat);
      heat = hotter;
      for (const walk of this.#walks) walk.walk(STEPS, heat);
    }
  }

  /** The hands of the next world as sets of cards, four suits for each seat; valid until the next call. */
  next(): Uint16Array {
    const walk = this.#walks[this.#next] as Walk;
    this.#next = (this.#next + 1) % this.#walks.length;
    walk.walk(BETWEEN, 1);
    return walk.hands;
  }

  /** Draws the walks again, each as often as its likelihood to the power of `gain` says. */
  #draw(gain: number): void {
    const walks = this.#walks;
    const logs = walks.map(({ plausibility }) => gain * plausibility);
    const most = Math.max(...logs);
    const weights = logs.map((log) => Math.exp(log - most));
    const step = weights.reduce((sum, weight) => sum + weight, 0) / walks.length;
    let pointer = (step * this.#rng.below(1024)) / 1024;
    let sum = 0;
    const copies = weights.map((weight) => {
      sum += weight;
      let count = 0;
      for (; pointer < sum; pointer += step) count += 1;
      return count;
    });
    const spare = walks.filter((_, at) => copies[at] === 0);
    for (const [at, walk] of walks.entries())
      for (let left = (copies[at] as number) - 1; left > 0; left--) spare.pop()?.copy(walk);
  }
}
