import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** The current commit; without git a digest of the sources. Both are in hex. */
const revision = (): string => {
  try {
    return execFileSync("git", ["rev-parse", "HEAD"], { cwd: root, stdio: ["ignore", "pipe", "ignore"] })
      .toString()
      .trim();
  } catch {
    const digest = createHash("sha256");
    for (const file of globSync("src/**/*.ts", { cwd: root }).sort())
      digest.update(readFileSync(`${root}/${file}`));
    return digest.digest("hex");
  }
};

/**
 * The first seed of a random test: `variable` of the environment if it is set, otherwise a number that changes with
 * each commit, so that every commit is tested with new seeds. It is printed.
 */
export const freshSeed = (variable: string): number => {
  const given = process.env[variable];
  // Less than 2^28, so that no seed of a run exceeds 32 bits.
  const seed = given === undefined ? Number.parseInt(revision().slice(0, 7), 16) : Number(given);
  if (!Number.isSafeInteger(seed)) throw new Error(`${variable} must be a whole number`);
  process.stdout.write(`${variable}=${seed} plays the same seeds again.\n`);
  return seed;
};
