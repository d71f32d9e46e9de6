/**
 * Whole numbers from a seed, quickly: xorshift of 32 bits. The same numbers for the same seed; never for secrets.
 */
export class Rng {
  #state: number;

  constructor(seed: number) {
    // Zero is the one state that never leaves itself.
    this.#state = (seed ^ 0x9e3779b9) >>> 0 || 1;
    for (let at = 0; at < 4; at++) this.below(2);
  }

  /** A number from 0 up to but not including `count`, which is at most 65,536. */
  below(count: number): number {
    let state = this.#state;
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    this.#state = state;
    return ((state >>> 16) * count) >>> 16;
  }
}
