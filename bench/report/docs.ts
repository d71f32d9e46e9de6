import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A table in docs/performance.md is between the line with its command and the end line. */
const beginOf = (command: string): string => `<!-- table: ${command} -->`;
const END = "<!-- end of table -->";

/** Replaces the table of `command` in the docs of `root` and, if there is one, writes the plot. */
export const writeDocs = (root: string, command: string, table: string, plot: string | null = null): void => {
  const file = join(root, "docs/performance.md");
  const text = readFileSync(file, "utf8");
  const begin = beginOf(command);
  const from = text.indexOf(begin);
  const to = text.indexOf(END, from);
  if (from < 0 || to < 0) throw new Error("docs/performance.md has no place for a table");
  writeFileSync(file, `${text.slice(0, from)}${begin}\n\n${table}\n\n${text.slice(to)}`);
  if (plot !== null) writeFileSync(join(root, "docs/images/latency.svg"), plot);
};
