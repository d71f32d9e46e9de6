import { readFileSync, readlinkSync } from "node:fs";
import { basename } from "node:path";

/** A tick of the kernel's clock, in which it counts what a process has used: 100 a second on every Linux. */
const TICK_MS = 10;

/** Whether `pid` is a workerd. */
export const isWorkerd = (pid: number): boolean => {
  try {
    return basename(readlinkSync(`/proc/${pid}/exe`)) === "workerd";
  } catch {
    return false;
  }
};

/** How much of the CPUs the processes have used since they began, in ms, user and system together. */
export const cpuOf = (pids: readonly number[]): number =>
  pids.reduce((sum, pid) => {
    // The name before the numbers may hold anything, brackets too.
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
    return sum + (Number(fields[11]) + Number(fields[12])) * TICK_MS;
  }, 0);

/** The memory of a process that is in use, in bytes: resident, its files apart. */
export const memoryOf = (pid: number): number => {
  const [, kilobytes] = /^RssAnon:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kilobytes) * 1024;
};

const suspended = new Set<number>();

/** Stops processes where they are, so that they take nothing of the machine. */
export const suspend = (pids: readonly number[]): void => {
  for (const pid of pids) {
    suspended.add(pid);
    process.kill(pid, "SIGSTOP");
  }
};

/** Lets them go on. */
export const resume = (pids: readonly number[]): void => {
  for (const pid of pids) {
    suspended.delete(pid);
    process.kill(pid, "SIGCONT");
  }
};

// Whoever is left behind must be able to see that its parent has gone.
process.on("exit", () => resume([...suspended]));
