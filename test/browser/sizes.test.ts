import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";

const page = fileURLToPath(new URL("../../dist/page/", import.meta.url));
const text = (name: string) => readFileSync(page + name, "utf8");
const gzipped = (names: Iterable<string>) =>
  [...names].reduce((sum, name) => sum + gzipSync(readFileSync(page + name)).length, 0);

/** The scripts that come with the page before anything is asked for, each with what it imports at once. */
const firstLoad = (): ReadonlySet<string> => {
  const found = new Set<string>();
  const visit = (name: string) => {
    if (found.has(name)) return;
    found.add(name);
    for (const [, next = ""] of text(name).matchAll(/(?:from|import)\s*"\.\/([^"]+\.js)"/g))
      visit(`assets/${next}`);
  };
  for (const [, name = ""] of text("index.html").matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/g))
    visit(name);
  return found;
};

test("[W17] the scripts of the first load stay within 70 KB gzipped, and the drawings within 60 KB", () => {
  const scripts = firstLoad();
  const [js, art] = [gzipped(scripts), gzipped(globSync("assets/*.svg", { cwd: page }))];
  process.stdout.write(
    `First load: ${(js / 1024).toFixed(1)} KB of scripts, ${(art / 1024).toFixed(1)} KB of cards.\n`,
  );
  expect(scripts.size).toBeGreaterThan(0);
  expect(js).toBeLessThan(70 * 1024);
  expect(art).toBeLessThan(60 * 1024);
});

test("[W17] QR codes, the verifier and the rules of the game are not in the first load", () => {
  const first = [...firstLoad()].map(text).join("\n");
  expect(first).not.toMatch(/ZodMini|Shuffled again|Forty Italian cards/);
  const lazy = globSync("assets/*.js", { cwd: page }).filter((name) => !firstLoad().has(name));
  expect(lazy.length).toBeGreaterThanOrEqual(3);
});

test("[W31] what a hint loads has at most 12 KB gzipped, and none of it is in the first load", () => {
  const parts = globSync("assets/{hint,advice,advisor}-*.js", { cwd: page });
  const size = gzipped(parts);
  process.stdout.write(`Hints: ${(size / 1024).toFixed(1)} KB of scripts.\n`);
  expect(parts.length).toBeGreaterThanOrEqual(3);
  expect(size).toBeLessThan(12 * 1024);
  for (const part of parts) expect(firstLoad()).not.toContain(part);
});
