import { spawn } from "node:child_process";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { killFamily } from "./kill.ts";

/** A running program with everything it has started. */
export type Leashed = {
  /** Of the keeper, from which all of them descend; -1 when it could not be started. */
  readonly pid: number;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Resolves when the program and all that it has started are gone, for whatever reason. */
  readonly ended: Promise<void>;
  /** Ends them: SIGTERM, then SIGKILL after the grace; resolves when they are gone. */
  end(): Promise<void>;
};

/**
 * Starts a program in a process group of its own, without a terminal, so that Ctrl-C reaches it only through `end`.
 * The group also ends by itself when this process is killed. `graceMs`: from SIGTERM to SIGKILL, in milliseconds.
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
  // Closing a pipe whose reader has just gone is no error of ours.
  child.stdin.on("error", () => {});
  const ended = new Promise<void>((done) => {
    child.once("error", () => done());
    child.once("exit", () => {
      // The keeper itself may have been killed alone.
      if (child.pid !== undefined) killFamily(child.pid);
    });
    // Comes after the exit, when the last output has been read.
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
