import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { constants, setPriority, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Patch } from "./patches.ts";
import type { Report } from "./run.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const run = promisify(execFile);

/** How a patch was found: the seed that did, how many were tried, and what it said; null when none did. */
export interface Catch {
  readonly patch: string;
  readonly seed: number | null;
  readonly tried: number;
  readonly problem: string | null;
}

/** Runs seeds of the simulation in a process of its own, in the tree at `folder`. */
export const runSeeds = async (
  first: number,
  count: number,
  { folder = root, stop = false }: { folder?: string; stop?: boolean } = {},
): Promise<Report> => {
  const args = [join(folder, "test/simulation/run.ts"), String(first), String(count)];
  const running = run(process.execPath, stop ? [...args, "--stop"] : args, {
    cwd: folder,
    maxBuffer: 64 * 1024 * 1024,
  });
  // Virtual time does not mind: whatever runs beside this in real time goes first.
  if (running.child.pid !== undefined) setPriority(running.child.pid, constants.priority.PRIORITY_LOW);
  return JSON.parse((await running).stdout) as Report;
};

/** Puts `patch` into a copy of the source, and tries up to `seeds` seeds from `first` on it. */
const catchPatch = async (patch: Patch, first: number, seeds: number): Promise<Catch> => {
  const folder = mkdtempSync(join(tmpdir(), "briscola-patch-"));
  try {
    for (const part of ["src", "test/simulation", "test/support", "package.json"])
      cpSync(join(root, part), join(folder, part), { recursive: true });
    symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
    const file = join(folder, patch.file);
    const text = readFileSync(file, "utf8");
    if (text.split(patch.find).length !== 2) throw new Error(`${patch.file} has not one "${patch.find}"`);
    writeFileSync(
      file,
      text.replace(patch.find, () => patch.replace),
    );
    const { seeds: tried, failed } = await runSeeds(first, seeds, { folder, stop: true });
    const [found] = failed;
    return { patch: patch.name, seed: found?.seed ?? null, tried, problem: found?.problems[0] ?? null };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** As `catchPatch` for all of `patches`, two at a time; `onCatch` is told of each as it ends. */
export const catchPatches = async (
  patches: readonly Patch[],
  first: number,
  seeds: number,
  onCatch: (caught: Catch) => void = () => {},
): Promise<readonly Catch[]> => {
  const caught: Catch[] = [];
  const left = [...patches];
  const work = async () => {
    for (let patch = left.shift(); patch; patch = left.shift()) {
      const one = await catchPatch(patch, first, seeds);
      caught.push(one);
      onCatch(one);
    }
  };
  await Promise.all([work(), work()]);
  return caught;
};
