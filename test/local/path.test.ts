import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const read = (file: string): string => readFileSync(join(root, file), "utf8");

/** Puts the parts of the actor together. */
const COMPOSITION = "src/actor/game/game-server.ts";

/** The files of the table under "An action". */
const told = (): readonly string[] => {
  const [, section = ""] = /### An action\n([\s\S]*?)\n### /.exec(read("docs/architecture.md")) ?? [];
  return [...section.matchAll(/^\| `([\w/-]+\.ts)` /gm)].map(([, file]) => `src/${file}`);
};
const importsOf = (file: string): readonly string[] =>
  [...read(file).matchAll(/from "(\.[^"]+)"/g)].map(([, path = ""]) => normalize(join(dirname(file), path)));

test("[L23] the files on an action's path run when a card is played, and follow each other", () => {
  const path = told();
  expect(path.length).toBeGreaterThan(10);
  expect(path.length).toBeLessThanOrEqual(16);
  const printed = execFileSync(process.execPath, ["scripts/path.ts"], { cwd: root, encoding: "utf8" });
  const ran = printed.match(/^src\/\S+/gm) ?? [];
  for (const [at, file] of path.entries()) {
    // The simulator is in the place of the actor's shell.
    if (at > 0) expect(ran).toContain(file);
    if (at > 0)
      expect([COMPOSITION, ...path.slice(0, at)].flatMap(importsOf), `who imports ${file}`).toContain(file);
  }
});
