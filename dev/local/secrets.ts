import { randomBytes } from "node:crypto";
import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { parseEnv } from "node:util";
import type { Environment } from "./settings.ts";

/** What a `.dev.vars` file sets; nothing when there is no such file. */
export function readDevVars(file: string): Environment {
  return existsSync(file) ? parseEnv(readFileSync(file, "utf8")) : {};
}

/** Adds a new GAME_SECRET of 32 random bytes to `.dev.vars`, which is made if need be; its other lines stay. */
export function addGameSecret(file: string): void {
  const before = existsSync(file) ? readFileSync(file, "utf8") : "";
  const gap = before === "" || before.endsWith("\n") ? "" : "\n";
  appendFileSync(file, `${gap}GAME_SECRET=${randomBytes(32).toString("base64url")}\n`, { mode: 0o600 });
}

/** Writes values that `ps` must not show into a file for wrangler's --env-file, for this user alone. */
export function writeSecrets(file: string, secrets: Readonly<Record<string, string>>): void {
  // A leftover file may be readable by others, and keeps its mode when written over.
  rmSync(file, { force: true });
  // dotenv expands a $ even in single quotes.
  const lines = Object.entries(secrets).map(([name, value]) => `${name}='${value.replaceAll("$", "\\$")}'\n`);
  writeFileSync(file, lines.join(""), { mode: 0o600, flag: "wx" });
}
