/** The value below which `share` (0 to 1) of `values` lie; NaN without values. */
export const quantile = (values: readonly number[], share: number): number => {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
};

/** The middle one of `values`; NaN without values. */
export const median = (values: readonly number[]): number => quantile(values, 0.5);
