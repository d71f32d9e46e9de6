import type { Observation } from "../observation.ts";
import { Deal } from "../playout/deal.ts";
import { playByRule } from "../playout/rule.ts";
import { Suspicion } from "../playout/suspicion.ts";

/** Something that a seat may do: its first step in a playout, and the message that does it. */
export interface Option<Move> {
  readonly move: Move;
  readonly begin: (deal: Deal, suspicion: Suspicion) => void;
}

/** A source of worlds: the hands of all five seats as sets of cards, which hold until the next are asked for. */
export interface Hands {
  next(): Uint16Array;
}

/** What options are tried for, in which worlds and how often. */
export interface Trial {
  readonly bid: number;
  readonly worlds: Hands;
  readonly playouts: number;
  readonly onPlayout?: (() => void) | undefined;
}

/**
 * By how much the chance has to be better for something else than the usual to be done: who strays from it for less is
 * misled by chance about as often as not, and by its partner, who counts on the usual, not understood.
 */
export const MARGIN = 0.01;

/** How sharply a playout that misses the bid differs from one that makes it: by so many card points. */
const SOFTNESS = 8;

const deal = new Deal();
const suspicion = new Suspicion();

/** How good it is for the caller's side to have made these card points, from 0 to 1. */
export const success = (points: number, bid: number): number =>
  1 / (1 + Math.exp((bid - 0.5 - points) / SOFTNESS));

/**
 * The option with the best chance of making the contract, or of breaking it, whichever the seat of `seen` would wish for
 * in each world; the first of them, which is the usual, unless another is better by a margin. `playouts` are shared out in
 * rounds, after each of which the worse half of the options is left aside, and never the usual.
 */
export const chooseOption = <Move>(
  seen: Observation,
  options: readonly [Option<Move>, ...Option<Move>[]],
  { bid, worlds, playouts, onPlayout }: Trial,
): Option<Move> => {
  const usual = { option: options[0], sum: 0 };
  const others = options.slice(1).map((option) => ({ option, sum: 0 }));
  const rounds = Math.max(1, Math.ceil(Math.log2(options.length)));
  let count = 0;
  for (let round = 0; round < rounds; round++) {
    const tried = [usual, ...others];
    for (let left = Math.max(1, Math.floor(playouts / rounds / tried.length)); left > 0; left--) {
      const hands = worlds.next();
      count += 1;
      for (const one of tried) {
        deal.copy(seen.deal);
        deal.hands.set(hands);
        suspicion.copy(seen.suspicion);
        one.option.begin(deal, suspicion);
        onPlayout?.();
        const made = success(playByRule(deal, suspicion), bid);
        one.sum += deal.isOnCallersSide(seen.seat) ? made : -made;
      }
    }
    others.sort((a, b) => b.sum - a.sum);
    others.splice(Math.max(1, Math.ceil(tried.length / 2) - 1));
  }
  const [best = usual] = others;
  return best.sum - usual.sum > MARGIN * count ? best.option : usual.option;
};
