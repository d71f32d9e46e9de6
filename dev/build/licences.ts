import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const vite = createRequire(import.meta.url).resolve("vite/package.json");

/**
 * The notices of all that the page is made of: this project's own, `packages`, which Vite writes by `build.license`, and
 * Vite's, since a few lines of it are in every build.
 */
export const noticesWith = (packages: string): string => {
  const own = readFileSync(fileURLToPath(new URL("../../LICENSE", import.meta.url)), "utf8");
  // Behind this are the licences of what Vite itself was made from.
  const [core = ""] = readFileSync(join(vite, "../LICENSE.md"), "utf8").split("\n# Licenses of bundled");
  return `# Briscola\n\n${own}\n${packages.trimEnd()}\n\n#${core.trimEnd()}\n`;
};
