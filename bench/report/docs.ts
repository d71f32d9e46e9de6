import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Between these lines of docs/performance.md stands the table. */
const BEGIN = "<!-- table: npm run bench -- --docs -->";
const END = "<!-- end of table -->";

/** Puts the table into docs/performance.md of `root`, and the plot beside it. */
export const writeDocs = (root: string, table: string, plot: string): void => {
  const file = join(root, "docs/performance.md");
  const text = readFileSync(file, "utf8");
  const [before, rest] = text.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined)
    throw new Error("docs/performance.md has no place for a table");
  writeFileSync(file, `${before}${BEGIN}\n\n${table}\n\n${END}${after}`);
  writeFileSync(join(root, "docs/images/latency.svg"), plot);
};
