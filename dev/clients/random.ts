/** A stream of choices that can be had again from its seed. */
export interface Random {
  /** From 0 up to but not including 1. */
  next(): number;
  /** A whole number from 0 up to but not including `below`. */
  int(below: number): number;
  pick<T>(from: readonly T[]): T;
  /** True with probability `p`. */
  chance(p: number): boolean;
  shuffled<T>(items: readonly T[]): T[];
  /** `digits` lower-case hex digits. */
  hex(digits: number): string;
}

/** Choices made from `next`, which returns numbers in [0, 1). */
const randomFrom = (next: () => number): Random => {
  const int = (below: number) => Math.floor(next() * below);
  return {
    next,
    int,
    pick: <T>(from: readonly T[]): T => {
      if (from.length === 0) throw new RangeError("nothing to pick from");
      return from[int(from.length)] as T;
    },
    chance: (p) => next() < p,
    shuffled: (items) => {
      const pile = [...items];
      for (let last = pile.length - 1; last > 0; last--) {
        const other = int(last + 1);
        [pile[last], pile[other]] = [pile[other] as never, pile[last] as never];
      }
      return pile;
    },
    hex: (digits) => Array.from({ length: digits }, () => int(16).toString(16)).join(""),
  };
};

/** Mulberry32: small, fast and good enough for play; never for secrets. */
export const seeded = (seed: number): Random => {
  let state = seed >>> 0;
  return randomFrom(() => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  });
};

/** Choices taken from a list, as fast-check shrinks them; those of a fixed seed once the list has run out. */
export const scripted = (choices: readonly number[]): Random => {
  const rest = seeded(choices.length);
  let taken = 0;
  return randomFrom(() => {
    const choice = choices[taken++];
    return choice === undefined ? rest.next() : (choice % 65_536) / 65_536;
  });
};
