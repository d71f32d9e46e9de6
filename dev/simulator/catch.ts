import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { constants, setPriority, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Patch } from "./patches.ts";
import type { Report } from "./run.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const at = (file: string): string => fileURLToPath(new URL(file, import.meta.url));
const run = promisify(execFile);

/**
 * The result for a patch: the seed that found it, the number of seeds tried, and its problem; null when no seed found
 * it.
 */
export interface Catch {
  readonly patch: string;
  readonly seed: number | null;
  readonly tried: number;
  readonly problem: string | null;
}

export interface RunOptions {
  /** Whether the first problem ends the run at the end of its seed or at once. */
  readonly stop?: "after-seed" | "at-once";
  /** A fault for the source. */
  readonly patch?: Patch;
  /** The directory of Node's compile cache, for several runs of the same source. */
  readonly compiled?: string;
}

/** Runs seeds of the simulation in a separate process. */
export const runSeeds = async (
  first: number,
  count: number,
  { stop, patch, compiled }: RunOptions = {},
): Promise<Report> => {
  const args = [
    ...(patch ? ["--import", at("patched.ts")] : []),
    ...[at("run.ts"), String(first), String(count)],
    ...(stop ? [`--stop=${stop}`] : []),
  ];
  const running = run(process.execPath, args, {
    cwd: root,
    env: {
      ...process.env,
      ...(patch ? { SIMULATION_PATCH: JSON.stringify(patch) } : {}),
      ...(compiled ? { NODE_COMPILE_CACHE: compiled } : {}),
    },
    maxBuffer: 64 * 1024 * 1024,
  });
  // Virtual time does not depend on speed, so programs in real time take precedence. The lowest priority would stop the
  // run on a machine with any other work.
  if (running.child.pid !== undefined)
    setPriority(running.child.pid, constants.priority.PRIORITY_BELOW_NORMAL);
  return JSON.parse((await running).stdout) as Report;
};

/**
 * Runs up to `seeds` seeds from `first` on the source with each of `patches`, two at a time. Calls `onCatch` with each
 * result.
 */
export const catchPatches = async (
  patches: readonly Patch[],
  first: number,
  seeds: number,
  onCatch: (caught: Catch) => void = () => {},
): Promise<readonly Catch[]> => {
  const compiled = mkdtempSync(join(tmpdir(), "briscola-compiled-"));
  const caught: Catch[] = [];
  const left = [...patches];
  const work = async () => {
    for (let patch = left.shift(); patch; patch = left.shift()) {
      const { seeds: tried, failed } = await runSeeds(first, seeds, { stop: "at-once", patch, compiled });
      const [found] = failed;
      const problem = found?.problems[0] ?? null;
      const one = { patch: patch.name, seed: found?.seed ?? null, tried, problem };
      caught.push(one);
      onCatch(one);
    }
  };
  try {
    await Promise.all([work(), work()]);
    return caught;
  } finally {
    rmSync(compiled, { recursive: true, force: true });
  }
};
