import { createHash } from "node:crypto";
import { realpathSync, rmSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";

/**
 * Locks a directory for this process until it ends, because two servers on the same files would damage them. Returns
 * the function that releases the lock; undefined when another running process has it.
 */
export async function lock(folder: string): Promise<(() => void) | undefined> {
  // A socket, because a file with a process id survives a crash. It is in another directory, because the path may be
  // too long for a socket.
  const name = createHash("sha256")
    .update(`${userInfo().uid}:${realpathSync(folder)}`)
    .digest("hex")
    .slice(0, 24);
  const path = socketPath(`briscola-${name}.lock`);
  const free = await listen(path);
  if (free || (await isAlive(path))) return free;
  // The owner of the socket was killed.
  rmSync(path, { force: true });
  return listen(path);
}

/** The path of a socket with this name. On Windows it is a pipe, which is in no directory and ends with its owner. */
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
