/** A row of a table. */
export const line = (...cells: readonly string[]): string => `| ${cells.join(" | ")} |`;

/** Three digits; empty when it is not a finite number. */
export const short = (value: number): string => {
  if (!Number.isFinite(value)) return "";
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toFixed(digits);
};
