import { sourceFrom } from "../../src/bot/rng.ts";

/** Random choices that depend only on a seed. */
export interface Random {
  /** A number from 0 up to but not including 1. */
  next(): number;
  /** An integer from 0 up to but not including `below`. */
  int(below: number): number;
  pick<T>(from: readonly T[]): T;
  /** True with probability `p`. */
  chance(p: number): boolean;
  shuffled<T>(items: readonly T[]): T[];
  /** `digits` lower-case hex digits. */
  hex(digits: number): string;
}

/** Choices from `next`, which returns numbers in [0, 1). */
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

/** The choices of a seed. They are never used for secrets. */
export const seeded = (seed: number): Random => randomFrom(sourceFrom(seed));

/** Choices from a list, which fast-check can shrink. After its end the choices come from a fixed seed. */
export const scripted = (choices: readonly number[]): Random => {
  const rest = seeded(choices.length);
  let taken = 0;
  return randomFrom(() => {
    const choice = choices[taken++];
    return choice === undefined ? rest.next() : (choice % 65_536) / 65_536;
  });
};
