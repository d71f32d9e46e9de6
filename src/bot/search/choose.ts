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

/**
 * The card points by which playouts overestimate the caller's side for the caller: before the trump is named, and after
 * that for each trick to come. In playouts the defenders find the partner later than those who search.
 */
export const RESERVE = 14;
const RESERVE_A_TRICK = 1;

/** What the caller takes off the points of a playout that begins with `deal`. */
export const reserveIn = ({ trump, tricks }: Deal): number =>
  trump < 0 ? RESERVE : RESERVE_A_TRICK * (8 - tricks);

/** The width of the transition between a failed and a made bid, in card points. */
const SOFTNESS = 8;

const deal = new Deal();
const suspicion = new Suspicion();

/** The value of these card points for the caller's side, from 0 to 1. */
export const success = (points: number, bid: number): number =>
  1 / (1 + Math.exp((bid - 0.5 - points) / SOFTNESS));

/** An option with what its playouts gave for the side of the seat, which each world determines. */
export interface Weighed<Move> {
  readonly option: Option<Move>;
  readonly playouts: number;
  /** The average value, from 0 to 1, softly around the bid. */
  readonly value: number;
  /** The share of the playouts in which the side has made, or broken, the contract. */
  readonly odds: number;
  /** The share of the playouts in which the contract is made. */
  readonly made: number;
}

/** The sums of an option while it is tried. */
interface Sum<Move> {
  readonly option: Option<Move>;
  playouts: number;
  value: number;
  won: number;
  made: number;
}

/**
 * All options with their results, the one to take first and the others from best to worst. The first of `options` is the
 * move of `rule`; another one must be better by MARGIN. The playouts are divided into rounds. After each round the worse
 * half of the options is dropped, but never the first.
 */
export const weighOptions = <Move>(
  seen: Observation,
  options: readonly [Option<Move>, ...Option<Move>[]],
  { bid, worlds, playouts, onPlayout }: Trial,
): readonly [Weighed<Move>, ...Weighed<Move>[]] => {
  const fresh = (option: Option<Move>): Sum<Move> => ({ option, playouts: 0, value: 0, won: 0, made: 0 });
  const usual = fresh(options[0]);
  const others = options.slice(1).map(fresh);
  const dropped: Sum<Move>[] = [];
  const reserve = seen.seat === seen.deal.caller ? reserveIn(seen.deal) : 0;
  const rounds = Math.max(1, Math.ceil(Math.log2(options.length)));
  for (let round = 0; round < rounds; round++) {
    const tried = [usual, ...others];
    for (let left = Math.max(1, Math.floor(playouts / rounds / tried.length)); left > 0; left--) {
      const hands = worlds.next();
      for (const one of tried) {
        deal.copy(seen.deal);
        deal.hands.set(hands);
        suspicion.copy(seen.suspicion);
        one.option.begin(deal, suspicion);
        onPlayout?.();
        add(one, playByRule(deal, suspicion) - reserve, bid, deal.isOnCallersSide(seen.seat));
      }
    }
    others.sort((a, b) => b.value - a.value);
    dropped.unshift(...others.splice(Math.max(1, Math.ceil(tried.length / 2) - 1)));
  }
  const [best = usual] = others;
  const taken = best.value - usual.value > MARGIN * usual.playouts ? best : usual;
  const rest = [...others, ...dropped, usual].filter((one) => one !== taken).map(weighed);
  return [weighed(taken), ...rest.sort((a, b) => b.value - a.value)];
};
const add = <Move>(sum: Sum<Move>, points: number, bid: number, isCallers: boolean): void => {
  const value = success(points, bid);
  sum.playouts += 1;
  sum.value += isCallers ? value : 1 - value;
  if (points >= bid === isCallers) sum.won += 1;
  if (points >= bid) sum.made += 1;
};

const weighed = <Move>({ option, playouts, value, won, made }: Sum<Move>): Weighed<Move> => ({
  option,
  playouts,
  value: value / playouts,
  odds: won / playouts,
  made: made / playouts,
});
