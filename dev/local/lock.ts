import { createHash } from "node:crypto";
import { realpathSync, rmSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";

/**
 * Takes a folder for this process alone, until it ends in whatever way: two servers on the same files would spoil
 * them. Gives the function that releases it; undefined = another running process has it.
 */
export async function lock(folder: string): Promise<(() => void) | undefined> {
  // A socket, since a file with a process id outlives a crash. Not in the folder: its path may be too long for one.
  const name = createHash("sha256")
    .update(`${userInfo().uid}:${realpathSync(folder)}`)
    .digest("hex")
    .slice(0, 24);
  const path = socketPath(`briscola-${name}.lock`);
  const free = await listen(path);
  if (free || (await isAlive(path))) return free;
  // Its owner was killed.
  rmSync(path, { force: true });
  return listen(path);
}

/** Where a socket of that name is; on Windows it is a pipe, which no folder holds and which ends with its owner. */
export const socketPath = (name: string, platform = process.platform): string =>
  platform === "win32" ? `\\\\.\\pipe\\${name}` : join(tmpdir(), name);

function listen(path: string): Promise<(() => void) | undefined> {
  return new Promise((done) => {
    const server = createServer((socket) => socket.destroy()).unref();
    server.once("error", () => done(undefined));
    server.listen(path, () => done(() => server.close()));
  });
}

function isAlive(path: string): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(path);
    socket.once("connect", () => done(true)).once("error", () => done(false));
    socket.once("connect", () => socket.destroy());
  });
}
