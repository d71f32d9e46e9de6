import { handWorth } from "../../src/bot/auction.ts";
import type { Source } from "../../src/bot/moves.ts";
import { sourceFrom } from "../../src/bot/seed.ts";
import { type BySeat, bySeat, SEATS, type Seat } from "../../src/shared/game/seats.ts";
import { type Hand, hasWeakHand } from "../../src/shared/game/shuffle.ts";
import { type Pairing, playDeal, TARGET } from "./deal.ts";

/** The three rungs, each with the least and the most, in per cent, that the caller's side should make of them. */
export const RUNGS = [
  { side: "rule", defenders: "random", least: 72, most: 100 },
  { side: "random", defenders: "rule", least: 0, most: 18 },
  { side: "rule", defenders: "rule", least: 58, most: 64 },
] as const satisfies (Pairing & { least: number; most: number })[];

/** A deal of the ladder: its caller is the seat whose hand the rule level values most. */
interface Contest {
  readonly hands: BySeat<Hand>;
  readonly caller: Seat;
}

/** How a pairing fared. */
export interface Tally {
  readonly deals: number;
  readonly made: number;
  /** The card points of the caller's side, on average. */
  readonly points: number;
}

/** `count` deals of `seed` in which no hand is weak. */
export const contestsFrom = (seed: number, count: number): readonly Contest[] => {
  const random = sourceFrom(seed);
  const contests: Contest[] = [];
  while (contests.length < count) {
    const hands = handsFrom(random);
    const worths = bySeat((seat) => handWorth(hands[seat]));
    const highest = Math.max(...worths);
    const caller = SEATS.find((seat) => worths[seat] === highest) ?? 0;
    if (!hasWeakHand(hands, 5)) contests.push({ hands, caller });
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

/** Plays every one of `contests` with the levels of `pairing`; each deal has its own whims, the same for all pairings. */
export const climb = (contests: readonly Contest[], pairing: Pairing, seed: number): Tally => {
  let made = 0;
  let sum = 0;
  for (const [at, { hands, caller }] of contests.entries()) {
    const points = playDeal(hands, caller, pairing, sourceFrom(seed + at * 7919));
    sum += points;
    if (points >= TARGET) made += 1;
  }
  return { deals: contests.length, made, points: sum / contests.length };
};

/** Wilson's interval of 95 % for `made` of `deals`, in per cent. */
export const intervalOf = ({ made, deals }: Tally): readonly [number, number] => {
  const z = 1.96;
  const share = made / deals;
  const middle = (share + z ** 2 / (2 * deals)) / (1 + z ** 2 / deals);
  const reach =
    (z / (1 + z ** 2 / deals)) * Math.sqrt((share * (1 - share)) / deals + z ** 2 / (4 * deals ** 2));
  return [100 * (middle - reach), 100 * (middle + reach)];
};
