// Prints the entry of a version in CHANGELOG.md if that version is ready for release. npm run release:notes --
// <version>
import { existsSync, readFileSync } from "node:fs";

const root = new URL("../", import.meta.url);
/** A tag is the version with a `v` before it. */
const version = (process.argv[2] ?? "").replace(/^v/, "");
const packageJson = JSON.parse(readFileSync(new URL("package.json", root), "utf8"));
const sections = readFileSync(new URL("CHANGELOG.md", root), "utf8").split(/^## /m).slice(1);
const section = sections.find((text) => text.split(/\s/, 1)[0] === version);
const [heading = "", ...entry] = (section ?? "").split("\n");

const problem = (): string | null => {
  if (!/^\d+\.\d+\.\d+$/.test(version)) return "usage: npm run release:notes -- <version>, as in 1.2.0";
  if (section === undefined) return `CHANGELOG.md has no entry for ${version}.`;
  if (!/ - \d{4}-\d\d-\d\d$/.test(heading)) return `The entry for ${version} in CHANGELOG.md has no date.`;
  if (entry.join("").trim() === "") return `The entry for ${version} in CHANGELOG.md is empty.`;
  if (packageJson.version !== version) return `package.json says ${packageJson.version}, not ${version}.`;
  if (!existsSync(new URL(`test/releases/${version}/`, root)))
    return `test/releases/${version} does not exist: run npm run release first.`;
  return null;
};

const wrong = problem();
if (wrong === null) console.log(entry.join("\n").trim());
else {
  console.error(wrong);
  process.exitCode = 1;
}
