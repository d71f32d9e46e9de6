import { expect, test } from "vitest";
import { climb, contestsFrom, intervalOf, RUNGS } from "../../scripts/ladder/climb.ts";
import { chooseMove } from "../../src/bot/levels.ts";
import { sourceFrom } from "../../src/bot/seed.ts";
import type { Seat } from "../../src/shared/game/seats.ts";
import type { Hand } from "../../src/shared/game/shuffle.ts";
import { seeded } from "../support/random.ts";
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
      rules: { deals: 1 + (match % 2) },
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

test("[B4] rule is above random on a short ladder, and the same seed gives the same figures", () => {
  const contests = contestsFrom(7, 300);
  const [attack, defence, even] = RUNGS.map((rung) => climb(contests, rung, 7));
  expect(attack?.made).toBeGreaterThan(300 * 0.6);
  expect(defence?.made).toBeLessThan(300 * 0.25);
  expect(even?.made).toBeGreaterThan(300 * 0.45);
  expect(even?.made).toBeLessThan(300 * 0.72);
  expect(climb(contests, RUNGS[2], 7)).toEqual(even);
});

test("[B4] the interval of 95 % is Wilson's", () => {
  const [low, high] = intervalOf({ deals: 4_000, made: 2_400, points: 0 });
  expect(low).toBeCloseTo(58.47, 1);
  expect(high).toBeCloseTo(61.51, 1);
});
