/** The value below which a share of `values` lies. `share` is from 0 to 1. NaN without values. */
export const quantile = (values: readonly number[], share: number): number => {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
};

/** The median of `values`; NaN without values. */
export const median = (values: readonly number[]): number => quantile(values, 0.5);
