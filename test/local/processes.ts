import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";

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

/** The TCP addresses, such as "0.0.0.0:8787", on which processes of this machine listen. Linux only. */
export function listenersOf(of: readonly Pick<Process, "pid">[]): readonly string[] {
  const inodes = new Set(of.flatMap(({ pid }) => socketsOf(pid)));
  return ["tcp", "tcp6"].flatMap((table) =>
    readFileSync(`/proc/net/${table}`, "utf8")
      .split("\n")
      .slice(1)
      .flatMap((line) => {
        const [, here = "", , state, , , , , , inode = ""] = line.trim().split(/\s+/);
        return state === LISTENING && inodes.has(inode) ? [addressIn(here)] : [];
      }),
  );
}

const LISTENING = "0A";

/** The numbers of the sockets that a process has open. */
function socketsOf(pid: number): readonly string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
      try {
        return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1] ?? [];
      } catch {
        return [];
      }
    });
  } catch {
    return [];
  }
}

/** An address of the table, in hex with the last byte first. One of IPv6 stays as it is. */
function addressIn(text: string): string {
  const [address = "", port = ""] = text.split(":");
  const bytes = address.match(/../g) ?? [];
  const shown =
    bytes.length === 4
      ? bytes
          .toReversed()
          .map((byte) => Number.parseInt(byte, 16))
          .join(".")
      : address;
  return `${shown}:${Number.parseInt(port, 16)}`;
}
