/** Prints a line of a markdown table. */
export const row = (...cells: readonly (string | number)[]) => console.log(`| ${cells.join(" | ")} |`);

/** Prints the head of a markdown table. The columns from `numbers` on are aligned to the right. */
export const head = (columns: readonly string[], numbers: number) => {
  row(...columns);
  row(...columns.map((_, at) => (at < numbers ? "---" : "--:")));
};

export const percent = (value: number) => value.toFixed(1);
export const span = ({ low, high }: { low: number; high: number }) => `${percent(low)} - ${percent(high)}`;
