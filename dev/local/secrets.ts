import { randomBytes } from "node:crypto";
import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { parseEnv } from "node:util";
import type { Environment } from "./settings.ts";

/** The variables in a `.dev.vars` file; empty when there is no file. */
export function readDevVars(file: string): Environment {
  return existsSync(file) ? parseEnv(readFileSync(file, "utf8")) : {};
}

/**
 * Adds a new GAME_SECRET of 32 random bytes to `.dev.vars`. Creates the file if necessary and keeps its other lines.
 */
export function addGameSecret(file: string): void {
  const before = existsSync(file) ? readFileSync(file, "utf8") : "";
  const gap = before === "" || before.endsWith("\n") ? "" : "\n";
  appendFileSync(file, `${gap}GAME_SECRET=${randomBytes(32).toString("base64url")}\n`, { mode: 0o600 });
}

/** Writes values that `ps` must not show to a file for wrangler's --env-file. Only this user can read it. */
export function writeSecrets(file: string, secrets: Readonly<Record<string, string>>): void {
  // An existing file may be readable by others, and a write does not change its mode.
  rmSync(file, { force: true });
  // dotenv expands $ even in single quotes.
  const lines = Object.entries(secrets).map(([name, value]) => `${name}='${value.replaceAll("$", "\\$")}'\n`);
  writeFileSync(file, lines.join(""), { mode: 0o600, flag: "wx" });
}
