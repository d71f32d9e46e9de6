import { expect, test } from "vitest";
import { seeded } from "../../dev/clients/random.ts";
import { ORDERS } from "../../dev/clients/rules.ts";
import { climb, contestsFrom, RUNGS } from "../../dev/ladder/climb.ts";
import { differenceOf, shareOf, tallyOf } from "../../dev/ladder/tally.ts";
import { chooseMove } from "../../src/bot/levels.ts";
import { sourceFrom } from "../../src/bot/rng.ts";
import type { Seat } from "../../src/shared/game/seats.ts";
import type { Hand } from "../../src/shared/game/shuffle.ts";
import { matchOver, seatedTable, seatsToAct } from "../support/table.ts";

/** Hands of a quick shuffle: the real one costs more than all the thinking of five bots. */
const handsOf = (seed: number, deals: number) => {
  const random = seeded(seed);
  return Array.from({ length: deals }, () => {
    const deck = random.shuffled([...Array(40).keys()]);
    return [0, 8, 16, 24, 32].map((from) => deck.slice(from, from + 8)) as unknown as [
      Hand,
      Hand,
      Hand,
      Hand,
      Hand,
    ];
  });
};

test("[B3] a thousand matches of bots of two levels come to their end", () => {
  let deals = 0;
  let scores = 0;
  for (let match = 0; match < 1_000; match++) {
    const table = seatedTable({
      seed: match,
      rules: { deals: 1 + (match % 2), ...(match < 500 ? {} : ORDERS[match % ORDERS.length]) },
      hands: handsOf(match, 30),
      dealer: (match % 5) as Seat,
    });
    const random = sourceFrom(match);
    for (let moves = 0; !matchOver(table.game); moves++) {
      if (moves > 2_000) expect.fail(`match ${match} does not end`);
      const [seat = 0] = seatsToAct(table);
      const move = chooseMove((seat + match) % 2 === 0 ? "rule" : "random", table.view(seat), random);
      if (!move) expect.fail(`seat ${seat} had nothing to say in match ${match}`);
      table.send(seat, move);
    }
    deals += table.game.dealsPlayed;
    scores += table.game.standings.reduce((sum, { score }) => sum + score, 0);
  }
  expect(deals).toBe(1_500);
  expect(scores).toBe(0);
}, 30_000);

/** The share of the caller's sides, in per cent, that make their bid of 90 on `count` deals of a rung. */
const madeOf = ({ side, defenders }: (typeof RUNGS)[number], count: number): number => {
  const outcomes = climb(contestsFrom(7, count), { side, defenders }, 7).filter(
    (outcome) => outcome !== null,
  );
  return (100 * tallyOf(outcomes).made) / count;
};

test("[B4] rule is above random on a short ladder, and the same seed gives the same figures", () => {
  const [attack, defence, even] = RUNGS;
  expect(madeOf(attack, 300)).toBeGreaterThan(60);
  expect(madeOf(defence, 300)).toBeLessThan(25);
  expect(madeOf(even, 300)).toBeGreaterThan(45);
  expect(madeOf(even, 300)).toBeLessThan(72);
  const contests = contestsFrom(7, 40);
  expect(climb(contests, even, 7)).toEqual(climb(contests, even, 7));
});

test("[B4, B11] search is above rule on both sides of a short ladder", () => {
  const [, , even, attack, defence] = RUNGS;
  const contests = contestsFrom(7, 12);
  const [rule, search, against] = [even, attack, defence].map(
    (rung) => tallyOf(climb(contests, rung, 7).filter((outcome) => outcome !== null)).points,
  ) as [number, number, number];
  expect(search).toBeGreaterThan(rule + 3);
  expect(against).toBeLessThan(rule - 10);
});

test("[B4] a part of a line comes out as it does in the whole", () => {
  const contests = contestsFrom(8, 4);
  const line = { side: "search", defenders: "rule" } as const;
  const whole = climb(contests, line, 8);
  expect(climb(contests, line, 8, undefined, [2, 4])).toEqual(whole.slice(2));
});

test("[B4] the interval of 95 % is Wilson's, and that of a difference goes by pairs", () => {
  const { low, high } = shareOf(2_400, 4_000);
  expect(low).toBeCloseTo(58.47, 1);
  expect(high).toBeCloseTo(61.51, 1);
  const deals = (...made: number[]) => made.map((one) => ({ bid: 90, points: one ? 100 : 20 }));
  const difference = differenceOf(deals(1, 1, 1, 0), deals(1, 0, 1, 0));
  expect(difference.mean).toBe(25);
  expect(difference.high - 25).toBeCloseTo(1.96 * 25, 5);
});
