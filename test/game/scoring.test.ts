import { describe, expect, test } from "vitest";
import { seeded } from "../../dev/clients/random.ts";
import { DEFAULT_RULES } from "../../src/shared/game/rules.ts";
import { factorAfter, multiplierFor, rankingOf, scoreDeal, timesOf } from "../../src/shared/game/scoring.ts";
import { type BySeat, SEATS, type Seat } from "../../src/shared/game/seats.ts";
import { settle } from "../support/referee.ts";

/** Card points by seat of a deal in which caller 1 and partner 3 have `side` together. */
const shared = (side: number): BySeat<number> => {
  const partners = Math.floor(side / 3);
  return [120 - side, side - partners, 0, partners, 0];
};

describe("caller 1 with partner 3", () => {
  test.each<[string, string, number, number, BySeat<number>]>([
    ["G21", "made exactly", 61, 61, [-1, 2, -1, 1, -1]],
    ["G21", "missed by one", 61, 60, [1, -2, 1, -1, 1]],
    ["G21", "made with more", 61, 119, [-1, 2, -1, 1, -1]],
    ["G21", "a high bid made exactly", 110, 110, [-1, 2, -1, 1, -1]],
    ["G21", "a high bid missed by one", 110, 109, [1, -2, 1, -1, 1]],
    ["G22", "half of the points is not enough", 61, 60, [1, -2, 1, -1, 1]],
    ["G22", "one point", 61, 1, [1, -2, 1, -1, 1]],
    ["G23", "cappotto of the caller's side", 61, 120, [-2, 4, -2, 2, -2]],
    ["G23", "cappotto of the others", 61, 0, [2, -4, 2, -2, 2]],
    ["G23", "120 bid and made", 120, 120, [-2, 4, -2, 2, -2]],
    ["G23", "120 bid, 119 taken", 120, 119, [1, -2, 1, -1, 1]],
  ])("[%s] %s: bid %i, took %i", (_rule, _name, bid, side, delta) => {
    const score = scoreDeal({ caller: 1, partner: 3, bid }, shared(side), 1);
    expect(score.delta).toEqual(delta);
    expect(score.callerSidePoints).toBe(side);
    expect(score.made).toBe(side >= bid);
    expect(score.winners).toEqual(side >= bid ? [1, 3] : [0, 2, 4]);
  });
});

describe("caller 2 alone", () => {
  test.each<[string, number, number, BySeat<number>]>([
    ["made exactly", 70, 70, [-1, -1, 4, -1, -1]],
    ["missed by one", 70, 69, [1, 1, -4, 1, 1]],
    ["cappotto", 70, 120, [-2, -2, 8, -2, -2]],
    ["cappotto against", 70, 0, [2, 2, -8, 2, 2]],
  ])("[G23] %s: bid %i, took %i", (_name, bid, side, delta) => {
    const score = scoreDeal({ caller: 2, partner: 2, bid }, [0, 120 - side, side, 0, 0], 1);
    expect(score.delta).toEqual(delta);
    expect(score.winners).toEqual(side >= bid ? [2] : [0, 1, 3, 4]);
  });
});

test("[G23] 120 points count double though the other side took a trick without points", () => {
  const score = scoreDeal({ caller: 0, partner: 4, bid: 61 }, [100, 0, 0, 0, 20], 1);
  expect(score.delta).toEqual([4, -2, -2, -2, 2]);
});

test.each([
  [61, 1],
  [70, 1],
  [71, 2],
  [80, 2],
  [81, 3],
  [90, 3],
  [91, 4],
  [100, 4],
  [101, 5],
  [110, 5],
  [111, 6],
  [120, 6],
])("[G24] on the ladder a bid of %i counts %i times, otherwise once", (bid, times) => {
  expect(multiplierFor(bid, "ladder")).toBe(times);
  expect(multiplierFor(bid, "none")).toBe(1);
  const made = scoreDeal({ caller: 0, partner: 1, bid }, [119, 0, 1, 0, 0], multiplierFor(bid, "ladder"));
  const sign = bid === 120 ? -1 : 1;
  const shares = [2, 1, -1, -1, -1];
  expect(made.delta).toEqual(shares.map((share) => share * times * sign));
});

test("[G24] the ladder and the cappotto multiply", () => {
  expect(scoreDeal({ caller: 0, partner: 0, bid: 120 }, [120, 0, 0, 0, 0], 6).delta).toEqual([
    48, -12, -12, -12, -12,
  ]);
});

test("[G22] every contract at every result is zero-sum and as the referee settles it", () => {
  const random = seeded(22);
  for (let round = 0; round < 3_000; round++) {
    const [caller, partner] = [random.pick(SEATS), random.pick(SEATS)];
    const cuts = [0, 120, ...Array.from({ length: 4 }, () => random.int(121))].sort((a, b) => a - b);
    const points = SEATS.map((seat) => (cuts[seat + 1] as number) - (cuts[seat] as number));
    const bid = 61 + random.int(60);
    const multiplier = random.pick(["none", "ladder"] as const);
    const thrown_in = random.pick(["same", "double"] as const);
    const passed = random.int(4);
    const times = timesOf(bid, passed, { ...DEFAULT_RULES, multiplier, thrown_in });
    const score = scoreDeal({ caller, partner, bid }, points as unknown as BySeat<number>, times);
    const side = SEATS.filter((seat) => seat === caller || seat === partner);
    const taken = side.reduce<number>((sum, seat) => sum + (points[seat] as number), 0);
    expect(score.delta.map((value) => value + 0)).toEqual(
      settle(
        ...([caller, partner, bid, taken, multiplier === "ladder"] as const),
        thrown_in === "same" ? 1 : [1, 2, 4, 4][passed],
      ),
    );
    expect(score.delta.reduce((sum, value) => sum + value, 0)).toBe(0);
  }
});

test.each([
  [0, 1],
  [1, 2],
  [2, 4],
  [3, 4],
  [40, 4],
])("[G34] after %i attempts in which all passed a deal counts %i times, otherwise once", (passed, times) => {
  expect(factorAfter(passed, "double")).toBe(times);
  expect(factorAfter(passed, "same")).toBe(1);
});

test("[G34] ladder, all-passes and cappotto multiply", () => {
  const rules = { ...DEFAULT_RULES, multiplier: "ladder", thrown_in: "double" } as const;
  expect(timesOf(105, 3, rules)).toBe(20);
  expect(scoreDeal({ caller: 0, partner: 1, bid: 105 }, [100, 20, 0, 0, 0], 20).delta).toEqual([
    80, 40, -40, -40, -40,
  ]);
});

describe("the order at the end of a match", () => {
  const order = (...rows: [number, number, number][]): readonly Seat[] =>
    rankingOf(
      rows.map(([score, called, made]) => ({ score, called, made })) as unknown as Parameters<
        typeof rankingOf
      >[0],
    );
  test.each<[string, [number, number, number][], Seat[]]>([
    [
      "score before all",
      [
        [0, 9, 9],
        [3, 0, 0],
        [-4, 0, 0],
        [1, 0, 0],
        [0, 0, 0],
      ],
      [1, 3, 0, 4, 2],
    ],
    [
      "then auctions won",
      [
        [1, 1, 1],
        [1, 2, 0],
        [1, 3, 0],
        [0, 0, 0],
        [-3, 0, 0],
      ],
      [2, 1, 0, 3, 4],
    ],
    [
      "then contracts made",
      [
        [0, 2, 0],
        [0, 2, 2],
        [0, 2, 1],
        [0, 1, 1],
        [0, 0, 0],
      ],
      [1, 2, 0, 3, 4],
    ],
    [
      "then seat",
      [
        [0, 0, 0],
        [0, 0, 0],
        [0, 0, 0],
        [0, 0, 0],
        [0, 0, 0],
      ],
      [0, 1, 2, 3, 4],
    ],
    [
      "negative scores",
      [
        [-5, 0, 0],
        [-2, 0, 0],
        [-10, 0, 0],
        [9, 0, 0],
        [8, 0, 0],
      ],
      [3, 4, 1, 0, 2],
    ],
  ])("[G26] %s", (_name, rows, ranking) => {
    expect(order(...rows)).toEqual(ranking);
  });
});
