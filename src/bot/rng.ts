/** Numbers from 0 up to but not including 1. */
export type Source = () => number;

/** The numbers of a seed, by Mulberry32. Simulator, programs and tests use this source too. Never for secrets. */
export const sourceFrom = (seed: number): Source => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

/**
 * The whole numbers of a seed, by a 32-bit xorshift. Playouts use it because it is faster, and the measured strength of
 * the bots depends on its sequence. Never for secrets.
 */
export class Rng {
  #state: number;

  constructor(seed: number) {
    // From the state zero only zeros follow.
    this.#state = (seed ^ 0x9e3779b9) >>> 0 || 1;
    for (let at = 0; at < 4; at++) this.below(2);
  }

  /** A whole number from 0 up to but not including `count`, which is at most 65,536. */
  below(count: number): number {
    let state = this.#state;
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    this.#state = state;
    return ((state >>> 16) * count) >>> 16;
  }
}
