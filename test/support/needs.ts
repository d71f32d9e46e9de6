import { chromiumHere } from "../../dev/clients/chromium.ts";
import { findOnPath } from "../../dev/upstash/redis-server.ts";
import { inCi } from "./strict.ts";

/** What some tests need of the machine, and where it is. */
const PROGRAMS = {
  "redis-server": { find: () => findOnPath("redis-server") ?? null, missing: "No redis-server on the PATH" },
  Chromium: {
    find: () => chromiumHere() ?? findOnPath("chromium") ?? null,
    missing: "No Chromium on this machine (CHROMIUM may name one)",
  },
} as const;

/**
 * The path of a program that tests need, or null where they have to be skipped, which is said at once with `untested`,
 * such as "the page is NOT tested". In CI, where nothing may be skipped, it throws instead.
 */
export const needs = (program: keyof typeof PROGRAMS, untested: string): string | null => {
  const { find, missing } = PROGRAMS[program];
  const path = find();
  if (path !== null) return path;
  if (inCi()) throw new Error(`${missing}: ${untested}, and in CI nothing may be skipped.`);
  process.stderr.write(`!! ${missing}: ${untested}.\n`);
  return null;
};
