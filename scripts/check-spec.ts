// Holds SPEC.md and the tests together: every rule has a test, every test names a rule that is there.
import { globSync, readFileSync } from "node:fs";

const RULE = /\b([A-Z]\d+)\b/g;
const cited = (text: string): string[] => [...text.matchAll(RULE)].map(([, id = ""]) => id);

const rules = new Set(
  [...readFileSync("SPEC.md", "utf8").matchAll(/^- \*\*([A-Z]\d+)\*\* /gm)].map(([, id = ""]) => id),
);
const problems: string[] = [];
const shown = new Set<string>();

for (const file of globSync("test/**/*.test.ts")) {
  const source = readFileSync(file, "utf8");
  // The title of a test or of a group of tests: the first string behind its opening bracket.
  const titles = [
    ...source.matchAll(
      /(?<![.\w])(?:test|it|describe)\b[^(\n]*\((?:[^()"'`]*\)\s*\()?\s*(["'`])((?:\\.|(?!\1)[^\\])*)\1/g,
    ),
  ];
  const grouped = titles.some(([call, , title = ""]) => call.startsWith("describe") && title.startsWith("["));
  for (const [call, , title = ""] of titles) {
    const ids = /^((?:\[[A-Z0-9, ]+\]\s*)+)/.exec(title)?.[1];
    if (ids === undefined) {
      if (!grouped && !call.startsWith("describe")) problems.push(`${file}: "${title}" names no rule`);
      continue;
    }
    for (const id of cited(ids)) {
      shown.add(id);
      if (!rules.has(id)) problems.push(`${file}: "${title}" names ${id}, which SPEC.md does not have`);
    }
  }
}
for (const file of globSync("src/**/*.ts")) {
  for (const [, ids = ""] of readFileSync(file, "utf8").matchAll(/\[((?:[A-Z]\d+)(?:[,-] ?[A-Z]\d+)*)\]/g)) {
    for (const id of cited(ids))
      if (!rules.has(id)) problems.push(`${file} cites ${id}, which SPEC.md does not have`);
  }
}
for (const rule of rules) if (!shown.has(rule)) problems.push(`SPEC.md: no test shows ${rule}`);

for (const problem of problems) console.error(problem);
console.log(`${rules.size} rules, ${shown.size} shown by tests`);
process.exitCode = problems.length > 0 ? 1 : 0;
