import { handWorth } from "../../src/bot/auction.ts";
import { type Source, sourceFrom } from "../../src/bot/rng.ts";
import { type BySeat, bySeat, SEATS, type Seat } from "../../src/shared/game/seats.ts";
import { type Hand, hasWeakHand } from "../../src/shared/game/shuffle.ts";
import type { TableName } from "../../src/shared/game/tables.ts";
import { type Outcome, type Pairing, playBound, playFreely, tableWith } from "./deal.ts";
import { emptyMeter, type Meter, type Player } from "./players.ts";

/**
 * The players of a line: a pairing with a caller bound to its bid, or a free auction of five. In it all are of the kind
 * `free`, but for one of the kind `lone` in the seat that is `away` from the dealer.
 */
export type Line =
  | Pairing
  | {
      readonly free: Player;
      readonly lone?: { readonly player: Player; readonly away: number };
      readonly table?: TableName;
    };

/**
 * A pairing with the minimum and maximum percentage of contracts that the caller's side should make; null without an
 * expectation.
 */
export interface Rung extends Pairing {
  readonly wanted: readonly [number, number] | null;
}

export const RUNGS = [
  { side: "rule", defenders: "random", wanted: [72, 100] },
  { side: "random", defenders: "rule", wanted: [0, 18] },
  { side: "rule", defenders: "rule", wanted: [58, 64] },
  { side: "search", defenders: "rule", wanted: [82, 100] },
  { side: "rule", defenders: "search", wanted: [0, 18] },
  { side: "search", defenders: "search", wanted: null },
] as const satisfies readonly Rung[];

/** A deal of the ladder. Its caller is the seat whose hand the level `rule` values most. */
interface Contest {
  readonly hands: BySeat<Hand>;
  readonly caller: Seat;
}

/** `count` deals of `seed` in which no hand is weak. */
export const contestsFrom = (seed: number, count: number): readonly Contest[] => {
  const random = sourceFrom(seed);
  const contests: Contest[] = [];
  while (contests.length < count) {
    const hands = handsFrom(random);
    if (hasWeakHand(hands, 5)) continue;
    const worths = bySeat((seat) => handWorth(hands[seat]));
    const highest = Math.max(...worths);
    contests.push({ hands, caller: SEATS.find((seat) => worths[seat] === highest) ?? 0 });
  }
  return contests;
};

const handsFrom = (random: Source): BySeat<Hand> => {
  const deck = Array.from({ length: 40 }, (_, card) => card);
  for (let last = deck.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [deck[last], deck[other]] = [deck[other] as number, deck[last] as number];
  }
  return bySeat((seat) => deck.slice(seat * 8, seat * 8 + 8));
};

/**
 * The outcomes of the `contests` from `from` up to, but not including, `to`; null when all have passed. Each deal has
 * its own random source, the same for all lines, so that its outcome does not depend on earlier deals.
 */
export const climb = (
  contests: readonly Contest[],
  line: Line,
  seed: number,
  meter: Meter = emptyMeter(),
  [from, to]: readonly [number, number] = [0, contests.length],
): readonly (Outcome | null)[] =>
  contests.slice(from, to).map(({ hands, caller }, index) => {
    const at = from + index;
    if (!("free" in line)) return playBound(hands, caller, line, sourceFrom(seed + at * 7919), meter);
    const { free, lone, table } = line;
    const dealer = (at % 5) as Seat;
    const players = bySeat((seat) => (lone && seat === (dealer + lone.away) % 5 ? lone.player : free));
    return playFreely(hands, tableWith(hands, dealer, table), players, seed + at * 7919, meter);
  });
