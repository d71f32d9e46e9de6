import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { basename, sep } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

/* Processes in /proc of Linux. Any of them may end between two reads. */

/** The result of `look`; undefined when the process has ended or belongs to another user. */
const seen = <T>(look: () => T): T | undefined => {
  try {
    return look();
  } catch {
    return undefined;
  }
};

const pids = (): number[] =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number);

/** The state and the parent. The name before them may contain any characters, including brackets. */
const statusOf = (pid: number): { readonly state: string; readonly parent: number } | undefined => {
  const [state, parent] =
    seen(() => readFileSync(`/proc/${pid}/stat`, "utf8"))
      ?.split(") ")
      .at(-1)
      ?.split(" ") ?? [];
  return state === undefined ? undefined : { state, parent: Number(parent) };
};

/** Whether the process runs. A zombie does not run. */
export const isRunning = (pid: number): boolean => {
  const status = statusOf(pid);
  return status !== undefined && status.state !== "Z";
};

/** A process and all its descendants. */
export const familyOf = (pid: number): readonly number[] => {
  const parents = new Map(pids().map((one) => [one, statusOf(one)?.parent]));
  const family = [pid];
  for (const member of family)
    for (const [one, parent] of parents) if (parent === member && !family.includes(one)) family.push(one);
  return family;
};

/** The processes in `among` that run `program` and have a file open under `folder`, an absolute path without links. */
export const holdersOf = (folder: string, program: string, among: readonly number[]): readonly number[] =>
  among.filter((pid) => {
    const runs = seen(() => basename(readlinkSync(`/proc/${pid}/exe`)));
    if (runs !== program) return false;
    const open = seen(() => readdirSync(`/proc/${pid}/fd`)) ?? [];
    return open.some((fd) =>
      seen(() => readlinkSync(`/proc/${pid}/fd/${fd}`))?.startsWith(`${folder}${sep}`),
    );
  });

/** Sends SIGKILL to all `victims`. Resolves when none of them runs. */
export const slay = async (victims: readonly number[]): Promise<void> => {
  for (const pid of victims) seen(() => process.kill(pid, "SIGKILL"));
  while (victims.some(isRunning)) await wait(5);
};
