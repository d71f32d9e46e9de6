// Checks that every rule of SPEC.md has a test, and that every rule in the tests exists.
import { globSync, readFileSync } from "node:fs";

const RULE = /\b([A-Z]\d+)\b/g;
const cited = (text: string): string[] => [...text.matchAll(RULE)].map(([, id = ""]) => id);

const listed = [...readFileSync("SPEC.md", "utf8").matchAll(/^- \*\*([A-Z]\d+)\*\* /gm)].map(
  ([, id = ""]) => id,
);
const rules = new Set(listed);
const problems: string[] = [];
for (const [at, id] of listed.entries())
  if (listed.indexOf(id) < at) problems.push(`SPEC.md: two rules are called ${id}`);
const shown = new Set<string>();

// A suite is a list of cases that several test files run.
for (const file of globSync("test/**/*{.test,-suite}.ts")) {
  const source = readFileSync(file, "utf8");
  // A title with rules: any string that begins with them, in a test, a group or a row of a table.
  for (const [, ids = "", title = ""] of source.matchAll(
    /["'`]((?:\[[A-Z]\d+[A-Z0-9, ]*\]\s*)+)([^"'`\n]*)/g,
  )) {
    for (const id of cited(ids)) {
      shown.add(id);
      if (!rules.has(id)) problems.push(`${file}: "${title}" names ${id}, which SPEC.md does not have`);
    }
  }
  const grouped = /(?<![.\w])describe\b[^\n]*["'`]\[/.test(source);
  for (const [, title = ""] of source.matchAll(/(?<![.\w])(?:test|it)\(\s*["'`]([^"'`\n]*)/g)) {
    if (!title.startsWith("[") && !grouped) problems.push(`${file}: "${title}" names no rule`);
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
