import { execFileSync } from "node:child_process";

type Process = { readonly pid: number; readonly parent: number; readonly command: string };

/** Every running process of this machine. A zombie only waits for its parent to look at it: it doesn't run. */
function processes(): readonly Process[] {
  const lines = execFileSync("ps", ["-eo", "pid=,ppid=,stat=,args="], { encoding: "utf8" }).split("\n");
  return lines.flatMap((line) => {
    const [, pid, parent, stat, command] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
    return stat === undefined || stat.startsWith("Z")
      ? []
      : [{ pid: Number(pid), parent: Number(parent), command: command ?? "" }];
  });
}

/** All that a process has started, children of children included. */
export function family(pid: number): readonly Process[] {
  const all = processes();
  const found: Process[] = [];
  const parents = new Set([pid]);
  for (let grew = true; grew; ) {
    grew = false;
    for (const one of all) {
      if (!parents.has(one.parent) || parents.has(one.pid)) continue;
      parents.add(one.pid);
      found.push(one);
      grew = true;
    }
  }
  return found;
}

/** Those of them that still run. */
export function survivors(of: readonly Process[]): readonly string[] {
  const now = new Map(processes().map((one) => [one.pid, one.command]));
  return of
    .filter((one) => now.get(one.pid) === one.command)
    .map((one) => `${one.pid} ${one.command.slice(0, 120)}`);
}
