import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const root = fileURLToPath(new URL("../..", import.meta.url));
const dist = join(root, "dist");
const page = join(dist, "page");
/** Which sources the page in `dist/page` was made from. */
const mark = join(dist, "page.sha256");

/** Everything that the page is made from. */
const SOURCES = [
  "index.html",
  "vite.config.ts",
  "package.json",
  "LICENSE",
  "public/**/*",
  "src/web/**/*",
  "src/client/**/*",
  "src/shared/**/*",
  "dev/build/*",
];

/**
 * Makes the page if its sources have changed since the last time. A change that cannot be built leaves the page before
 * it where it is, and under `wrangler dev`, which would answer nothing more, is told and not thrown.
 */
export const buildPage = async (): Promise<void> => {
  const made = fingerprint();
  if (existsSync(mark) && readFileSync(mark, "utf8") === made) return;
  mkdirSync(dist, { recursive: true });
  const fresh = mkdtempSync(join(dist, "page-"));
  try {
    await build({ root, logLevel: "warn", build: { outDir: fresh, emptyOutDir: true } });
    publish(fresh);
    writeFileSync(mark, made);
  } catch (error) {
    if (process.env.WRANGLER_COMMAND !== "dev" || !existsSync(mark)) throw error;
    console.error(`The page stays as it was: ${error instanceof Error ? error.message : error}`);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
};

const fingerprint = (): string => {
  const hash = createHash("sha256");
  const files = SOURCES.flatMap(filesOf).sort();
  for (const file of files) hash.update(`${relative(root, file)}\0`).update(readFileSync(file));
  return hash.digest("hex");
};

/** The files that `pattern` matches. A pattern without any is an error, because changes of its files would go unnoticed. */
const filesOf = (pattern: string): readonly string[] => {
  const files = globSync(pattern, { cwd: root, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  if (files.length === 0) throw new Error(`no source of the page matches ${pattern}`);
  return files;
};

/** Puts the new files beside the old ones before the old ones go: whoever is loading the page finds all of its parts. */
const publish = (fresh: string): void => {
  cpSync(fresh, page, { recursive: true });
  for (const file of globSync("**/*", { cwd: page, withFileTypes: true })) {
    const path = join(file.parentPath, file.name);
    if (file.isFile() && !existsSync(join(fresh, relative(page, path)))) rmSync(path, { force: true });
  }
};
