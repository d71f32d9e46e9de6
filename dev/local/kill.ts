import { spawnSync } from "node:child_process";

/**
 * Kills a process and all its child processes at once: its process group, or its process tree on Windows, which has no
 * groups.
 */
export function killFamily(leader: number): void {
  try {
    if (process.platform !== "win32") process.kill(-leader, "SIGKILL");
    else spawnSync("taskkill", ["/pid", String(leader), "/t", "/f"], { stdio: "ignore", windowsHide: true });
  } catch {
    // The group has no processes left.
  }
}
