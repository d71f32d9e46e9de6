import { spawnSync } from "node:child_process";

/**
 * Ends a process and all that it has started, at once: the process group that it leads, or its tree on Windows, which
 * has no groups.
 */
export function killFamily(leader: number): void {
  try {
    if (process.platform !== "win32") process.kill(-leader, "SIGKILL");
    else spawnSync("taskkill", ["/pid", String(leader), "/t", "/f"], { stdio: "ignore", windowsHide: true });
  } catch {
    // Nobody is left in it.
  }
}
