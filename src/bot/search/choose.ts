import type { Observation } from "../observation.ts";
import { Deal } from "../playout/deal.ts";
import { playByRule } from "../playout/rule.ts";
import { Suspicion } from "../playout/suspicion.ts";

/** A possible move: its message, and its first step in a playout. */
export interface Option<Move> {
  readonly move: Move;
  readonly begin: (deal: Deal, suspicion: Suspicion) => void;
}

/** A source of worlds: the five hands as sets of cards, valid until the next call. */
export interface Hands {
  next(): Uint16Array;
}

/** The bid, the worlds and the number of playouts for trying options. */
export interface Trial {
  readonly bid: number;
  readonly worlds: Hands;
  readonly playouts: number;
  readonly onPlayout?: (() => void) | undefined;
}

/**
 * The minimum gain in probability before deviating from the move of `rule`. A smaller gain is within the noise, and the
 * partner expects the move of `rule`.
 */
export const MARGIN = 0.01;

/** The width of the transition between a failed and a made bid, in card points. */
const SOFTNESS = 8;

const deal = new Deal();
const suspicion = new Suspicion();

/** The value of these card points for the caller's side, from 0 to 1. */
export const success = (points: number, bid: number): number =>
  1 / (1 + Math.exp((bid - 0.5 - points) / SOFTNESS));

/**
 * The option with the best result for the side of `seen.seat`, which each world determines. The first option is the
 * move of `rule`; another one must be better by MARGIN. The playouts are divided into rounds. After each round the
 * worse half of the options is dropped, but never the first.
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
