import { spawn } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it, vi } from "vitest";
import { socketPath } from "../../dev/local/lock.ts";
import { ownNodeFirst } from "../../dev/local/own-node.ts";
import { findOnPath } from "../../dev/upstash/redis-server.ts";

/* What differs on Windows, as far as it shows on another system. */

const folders: string[] = [];
const folder = (): string => {
  const made = mkdtempSync(join(tmpdir(), "briscola-windows-"));
  folders.push(made);
  return made;
};
afterEach(() => {
  for (const made of folders.splice(0)) rmSync(made, { recursive: true, force: true });
});

const program = (file: string, text: string): string => {
  writeFileSync(file, text);
  chmodSync(file, 0o755);
  return file;
};

describe("[L18] on Windows", () => {
  it("[L18] a lock is a named pipe, elsewhere a socket in the temporary folder", () => {
    expect(socketPath("briscola-1.lock", "win32")).toBe("\\\\.\\pipe\\briscola-1.lock");
    expect(socketPath("briscola-1.lock", "linux")).toBe(join(tmpdir(), "briscola-1.lock"));
  });

  it("[L18] a program on the PATH ends in .exe", () => {
    const place = folder();
    const plain = program(join(place, "redis-server"), "");
    expect(findOnPath("redis-server", place, "win32")).toBeUndefined();
    const exe = program(join(place, "redis-server.exe"), "");
    expect(findOnPath("redis-server", place, "win32")).toBe(exe);
    expect(findOnPath("redis-server", place, "linux")).toBe(plain);
  });

  it.each(["PATH", "Path"])(
    "[L14, L18] what is started finds this Node first, by a variable called %s",
    (name) => {
      const own = dirname(process.execPath);
      expect(ownNodeFirst({ [name]: "/somewhere", OTHER: "1" })).toEqual({
        [name]: `${own}${delimiter}/somewhere`,
        OTHER: "1",
      });
      expect(ownNodeFirst({})).toEqual({ PATH: own });
    },
  );

  it.each(["asked to end", "left by its parent"])(
    "[L18] a keeper that is %s ends the tree by taskkill",
    async (why) => {
      const place = folder();
      const told = join(place, "told");
      program(join(place, "taskkill"), `#!/bin/sh\necho "$@" > ${told}\nkill -9 $2\n`);
      const windows = "data:text/javascript,Object.defineProperty(process,'platform',{value:'win32'})";
      const keeper = fileURLToPath(new URL("../../dev/local/leash.ts", import.meta.url));
      const child = spawn(
        process.execPath,
        [
          "--import",
          windows,
          keeper,
          "60000",
          process.execPath,
          "-e",
          "console.log(process.pid);setInterval(()=>{},9e4)",
        ],
        { stdio: ["pipe", "pipe", "inherit"], env: { PATH: `${place}:${process.env.PATH}` } },
      );
      let pid = "";
      child.stdout.setEncoding("utf8").on("data", (text) => (pid += text));
      await vi.waitFor(() => expect(pid).toMatch(/^\d+\n$/), 10_000);
      // Comes when nobody has its output open any more, so the program is gone too.
      const gone = new Promise((done) => child.once("close", done));
      if (why === "asked to end") child.kill("SIGTERM");
      else child.stdin.destroy();
      await gone;
      expect(existsSync(told)).toBe(true);
      expect(readFileSync(told, "utf8")).toBe(`/pid ${pid.trim()} /t /f\n`);
    },
  );
});
