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
/** A digest of the sources of the last build. */
const mark = join(dist, "page.sha256");

/** The files that the page and the descriptions are made from. */
const SOURCES = [
  "index.html",
  "vite.config.ts",
  "package.json",
  "LICENSE",
  "public/**/*",
  "src/web/**/*",
  "src/bot/**/*",
  "src/client/**/*",
  "src/shared/**/*",
  "dev/build/*",
  "dev/describe/*",
];

/**
 * Builds the page and the descriptions of the protocol in dist/page if their sources have changed. After an error the
 * files of the last build stay. Under `wrangler dev` the error is only printed: a failing build would stop every answer
 * [L24].
 */
export const buildPage = async (): Promise<void> => {
  const made = fingerprint();
  if (existsSync(mark) && readFileSync(mark, "utf8") === made) return;
  mkdirSync(dist, { recursive: true });
  const fresh = mkdtempSync(join(dist, "page-"));
  try {
    await build({ root, logLevel: "warn", build: { outDir: fresh, emptyOutDir: true } });
    await writeDescriptions(join(fresh, "api"));
    publish(fresh);
    writeFileSync(mark, made);
  } catch (error) {
    if (process.env.WRANGLER_COMMAND !== "dev" || !existsSync(mark)) throw error;
    console.error(`The page stays as it was: ${error instanceof Error ? error.message : error}`);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
};

/**
 * Writes the two descriptions of the protocol into `folder` [P24]. Their modules are imported here, because they import
 * the schemas in src, and a source that cannot be read must not stop this one.
 */
const writeDescriptions = async (folder: string): Promise<void> => {
  const { openApiDescription } = await import("../describe/openapi.ts");
  const { asyncApiDescription } = await import("../describe/asyncapi.ts");
  mkdirSync(folder);
  writeFileSync(join(folder, "openapi.json"), JSON.stringify(openApiDescription()));
  writeFileSync(join(folder, "asyncapi.json"), JSON.stringify(asyncApiDescription()));
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

/** Copies the new files before it removes the old ones, so that a browser that is loading the page finds all its parts. */
const publish = (fresh: string): void => {
  cpSync(fresh, page, { recursive: true });
  for (const file of globSync("**/*", { cwd: page, withFileTypes: true })) {
    const path = join(file.parentPath, file.name);
    if (file.isFile() && !existsSync(join(fresh, relative(page, path)))) rmSync(path, { force: true });
  }
};
