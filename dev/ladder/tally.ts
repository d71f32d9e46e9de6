import type { Outcome } from "./deal.ts";

/** The percentage of `count` in `of`, with Wilson's 95 % interval. */
export const shareOf = (count: number, of: number) => {
  const z = 1.96;
  const share = count / of;
  const middle = (share + z ** 2 / (2 * of)) / (1 + z ** 2 / of);
  const reach = (z / (1 + z ** 2 / of)) * Math.sqrt((share * (1 - share)) / of + z ** 2 / (4 * of ** 2));
  return { share: 100 * share, low: 100 * (middle - reach), high: 100 * (middle + reach) };
};

type Contract = Pick<Outcome, "bid" | "points">;

const isMade = ({ bid, points }: Contract): boolean => points >= bid;

/** The number of made contracts, and the average card points of the caller's side. */
export const tallyOf = (outcomes: readonly Contract[]) => ({
  deals: outcomes.length,
  made: outcomes.filter(isMade).length,
  points: outcomes.reduce((sum, { points }) => sum + points, 0) / outcomes.length,
});

/**
 * The difference between the percentages of contracts that `one` and `other` made in the same deals, with the 95 %
 * interval.
 */
export const differenceOf = (one: readonly Contract[], other: readonly Contract[]) => {
  const steps = one.map((outcome, at) => {
    const second = other[at];
    return second ? Number(isMade(outcome)) - Number(isMade(second)) : 0;
  });
  const { mean, low, high } = meanOf(steps);
  return { mean: 100 * mean, low: 100 * low, high: 100 * high };
};

/** The mean of `values` with its 95 % interval. */
export const meanOf = (values: readonly number[]) => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  const reach = 1.96 * Math.sqrt(variance / values.length);
  return { mean, low: mean - reach, high: mean + reach };
};
