import { cpSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const PARTS = [
  "src",
  "dev",
  "scripts",
  "public",
  "index.html",
  "vite.config.ts",
  "LICENSE",
  "package.json",
  "tsconfig.json",
];

/** Copies to `home` all that a build needs, and `more`, and links the installed packages. */
export const copyProject = (home: string, ...more: readonly string[]): void => {
  for (const part of [...PARTS, ...more]) cpSync(join(root, part), join(home, part), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(home, "node_modules"));
};
