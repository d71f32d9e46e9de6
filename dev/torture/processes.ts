import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { basename, sep } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

/* Processes as Linux shows them in /proc. Any of them may be gone between two looks. */

/** What `look` finds, or undefined when the process has gone meanwhile or is somebody else's. */
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

/** State and parent; the name before them may hold anything, brackets too. */
const statusOf = (pid: number): { readonly state: string; readonly parent: number } | undefined => {
  const [state, parent] =
    seen(() => readFileSync(`/proc/${pid}/stat`, "utf8"))
      ?.split(") ")
      .at(-1)
      ?.split(" ") ?? [];
  return state === undefined ? undefined : { state, parent: Number(parent) };
};

/** Whether it runs; a zombie only waits for its parent to look at it. */
export const isRunning = (pid: number): boolean => {
  const status = statusOf(pid);
  return status !== undefined && status.state !== "Z";
};

/** A process and all that it has started, children of children included. */
export const familyOf = (pid: number): readonly number[] => {
  const parents = new Map(pids().map((one) => [one, statusOf(one)?.parent]));
  const family = [pid];
  for (const member of family)
    for (const [one, parent] of parents) if (parent === member && !family.includes(one)) family.push(one);
  return family;
};

/** Those of `among` that run `program` and have a file open under `folder`, an absolute path without links in it. */
export const holdersOf = (folder: string, program: string, among: readonly number[]): readonly number[] =>
  among.filter((pid) => {
    const runs = seen(() => basename(readlinkSync(`/proc/${pid}/exe`)));
    if (runs !== program) return false;
    const open = seen(() => readdirSync(`/proc/${pid}/fd`)) ?? [];
    return open.some((fd) =>
      seen(() => readlinkSync(`/proc/${pid}/fd/${fd}`))?.startsWith(`${folder}${sep}`),
    );
  });

/** SIGKILL for all of `victims`; resolves when none of them runs any more. */
export const slay = async (victims: readonly number[]): Promise<void> => {
  for (const pid of victims) seen(() => process.kill(pid, "SIGKILL"));
  while (victims.some(isRunning)) await wait(5);
};
