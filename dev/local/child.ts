import { spawn } from "node:child_process";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { killFamily } from "./kill.ts";

/** A running program with all its child processes. */
export type Leashed = {
  /** The process id of the keeper, the parent of all of them; -1 when it could not be started. */
  readonly pid: number;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Resolves when the program and all its child processes have ended, for any reason. */
  readonly ended: Promise<void>;
  /** Ends them: SIGTERM, then SIGKILL after the grace period. Resolves when they have ended. */
  end(): Promise<void>;
};

/**
 * Starts a program in its own process group, without a terminal, so that Ctrl-C does not reach it directly. The group
 * also ends when this process is killed. `graceMs` is the time from SIGTERM to SIGKILL, in ms.
 */
export function leash(
  program: string,
  args: readonly string[],
  options: { cwd: string; graceMs: number; env?: NodeJS.ProcessEnv },
): Leashed {
  const keeper = fileURLToPath(new URL("./leash.ts", import.meta.url));
  const child = spawn(process.execPath, [keeper, String(options.graceMs), program, ...args], {
    cwd: options.cwd,
    env: options.env ?? process.env,
    detached: true,
    windowsHide: true,
    stdio: "pipe",
  });
  // A write error after the reader has exited is expected.
  child.stdin.on("error", () => {});
  const ended = new Promise<void>((done) => {
    child.once("error", () => done());
    child.once("exit", () => {
      // The keeper may have been killed alone.
      if (child.pid !== undefined) killFamily(child.pid);
    });
    // Follows the exit event, when the last output has been read.
    child.once("close", () => done());
  });
  return {
    pid: child.pid ?? -1,
    stdout: child.stdout,
    stderr: child.stderr,
    ended,
    end: () => {
      child.stdin.end();
      return ended;
    },
  };
}
