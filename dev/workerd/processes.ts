import { readFileSync, readlinkSync } from "node:fs";
import { basename } from "node:path";

/** The duration of a tick of the kernel's CPU accounting, in ms: Linux always counts 100 a second. */
const TICK_MS = 10;

/** Whether `pid` is a workerd. */
export const isWorkerd = (pid: number): boolean => {
  try {
    return basename(readlinkSync(`/proc/${pid}/exe`)) === "workerd";
  } catch {
    return false;
  }
};

/** The CPU time of the processes since they started, in ms, user and system. */
export const cpuOf = (pids: readonly number[]): number =>
  pids.reduce((sum, pid) => {
    // The name before the numbers may contain any characters, including brackets.
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
    return sum + (Number(fields[11]) + Number(fields[12])) * TICK_MS;
  }, 0);

/** The memory of a process in bytes: resident and not backed by files. */
export const memoryOf = (pid: number): number => {
  const [, kilobytes] = /^RssAnon:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kilobytes) * 1024;
};

const suspended = new Set<number>();

/** Suspends processes, so that they use no CPU. */
export const suspend = (pids: readonly number[]): void => {
  for (const pid of pids) {
    suspended.add(pid);
    process.kill(pid, "SIGSTOP");
  }
};

/** Resumes the processes. */
export const resume = (pids: readonly number[]): void => {
  for (const pid of pids) {
    suspended.delete(pid);
    process.kill(pid, "SIGCONT");
  }
};

// A suspended process could not detect the end of its parent.
process.on("exit", () => resume([...suspended]));
