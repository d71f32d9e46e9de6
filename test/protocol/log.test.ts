import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const page = readFileSync("docs/deploy.md", "utf8");
const sources = globSync("src/**/*.ts").map((file) => ({ file, text: readFileSync(file, "utf8") }));

/** An event with its level, as "warn redis_failed". */
const listed = [...page.matchAll(/^\| `(\w+)` +\| (info|warn|error) /gm)].map(
  ([, event, level]) => `${level} ${event}`,
);
const logged = sources.flatMap(({ text }) =>
  [...text.matchAll(/\blog\(\s*"(\w+)",\s*"(\w+)"/g)].map(([, level, event]) => `${level} ${event}`),
);

test("[H17] docs/deploy.md lists every event of the code with its level, and no other", () => {
  expect(listed.toSorted()).toEqual([...new Set(logged)].toSorted());
  expect(new Set(listed).size).toBe(listed.length);
});

test("[H17] nothing is written to the log but by log(), with an event and a level in plain words", () => {
  for (const { file, text } of sources) {
    const calls = [...text.matchAll(/(?<!Math\.)\blog\(/g)].length;
    const plain = [...text.matchAll(/\blog\(\s*"(?:info|warn|error)",\s*"\w+"/g)].length;
    if (!file.endsWith("shared/log.ts")) {
      expect(calls, file).toBe(plain);
      expect(text, file).not.toMatch(/\bconsole\b/);
    }
    // The text of an error may quote what must not be told.
    for (const [call] of text.matchAll(/(?<!Math\.)\blog\([^;]*;/g))
      expect(call, file).not.toMatch(/\.(message|stack)\b/);
  }
});
