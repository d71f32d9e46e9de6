import { chromiumHere } from "../../dev/clients/chromium.ts";
import { findOnPath } from "../../dev/upstash/redis-server.ts";
import { inCi } from "./strict.ts";

/** The programs that some tests need, and the functions that find them. */
const PROGRAMS = {
  "redis-server": { find: () => findOnPath("redis-server") ?? null, missing: "No redis-server on the PATH" },
  Chromium: {
    find: () => chromiumHere() ?? findOnPath("chromium") ?? null,
    missing: "No Chromium on this machine (CHROMIUM may name one)",
  },
} as const;

/**
 * The path of a program that tests need, or null when they must be skipped. Then it prints `untested`, such as "the
 * page is NOT tested". In CI, where no test may be skipped, it throws.
 */
export const needs = (program: keyof typeof PROGRAMS, untested: string): string | null => {
  const { find, missing } = PROGRAMS[program];
  const path = find();
  if (path !== null) return path;
  if (inCi()) throw new Error(`${missing}: ${untested}, and in CI nothing may be skipped.`);
  process.stderr.write(`!! ${missing}: ${untested}.\n`);
  return null;
};
