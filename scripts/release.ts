// Prepares a release: records the stored data of its code, which later code must be able to read. npm run release --
// <version>
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { recordGames } from "../dev/releases/record.ts";
import { READS, WRITES } from "../src/shared/format.ts";

const [version = ""] = process.argv.slice(2);
const folder = new URL(`../test/releases/${version}/`, import.meta.url);
const packageJson = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
const changelog = readFileSync(new URL("../CHANGELOG.md", import.meta.url), "utf8");

const problem = (): string | null => {
  if (!/^\d+\.\d+\.\d+$/.test(version)) return "usage: npm run release -- <version>, as in 1.2.0";
  if (packageJson.version !== version) return `package.json says ${packageJson.version}, not ${version}.`;
  if (!changelog.includes(`## ${version}`)) return `CHANGELOG.md has no entry for ${version}.`;
  if (existsSync(folder)) return `test/releases/${version} exists: a release is recorded once.`;
  return null;
};

const wrong = problem();
if (wrong) {
  console.error(wrong);
  process.exitCode = 1;
} else {
  for (const level of ["info", "warn", "error"] as const) console[level] = () => {};
  const games = await recordGames();
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    new URL("formats.json", folder),
    `${JSON.stringify({ writes: WRITES, reads: [...READS] })}\n`,
  );
  for (const game of games) writeFileSync(new URL(`${game.name}.json`, folder), `${JSON.stringify(game)}\n`);
  console.log(`Recorded ${games.length} games in test/releases/${version}. Commit them, and tag the commit.`);
}
