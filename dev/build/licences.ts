import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const vite = createRequire(import.meta.url).resolve("vite/package.json");

/**
 * The notices for all code in the page: this project's own, `packages`, which Vite writes with `build.license`, and
 * Vite's own, because every build contains a few lines of it.
 */
export const noticesWith = (packages: string): string => {
  const own = readFileSync(fileURLToPath(new URL("../../LICENSE", import.meta.url)), "utf8");
  // The rest of the file has the licences of the packages bundled in Vite.
  const [core = ""] = readFileSync(join(vite, "../LICENSE.md"), "utf8").split("\n# Licenses of bundled");
  return `# Briscola\n\n${own}\n${packages.trimEnd()}\n\n#${core.trimEnd()}\n`;
};
