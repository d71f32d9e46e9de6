import { randomBytes } from "node:crypto";
import { accessSync, constants, mkdirSync, writeFileSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { Redis } from "ioredis";
import { type Leashed, leash } from "../local/child.ts";
import { freePort } from "../local/port.ts";
import { connection } from "./backend.ts";

/** The first executable with this name in the directories of PATH. */
export function findOnPath(
  name: string,
  path: string = process.env.PATH ?? "",
  platform: NodeJS.Platform = process.platform,
): string | undefined {
  const program = platform === "win32" ? `${name}.exe` : name;
  for (const folder of path.split(delimiter).filter(Boolean)) {
    const file = join(folder, program);
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      // Not in this directory.
    }
  }
  return undefined;
}

/**
 * Starts a redis-server on the loopback address with a free port, a password, and an append-only file in `dir`. Throws
 * with the last line of its output when it does not start within five seconds.
 */
export async function startRedisServer(
  program: string,
  dir: string,
): Promise<{ redis: Redis; child: Leashed }> {
  mkdirSync(dir, { recursive: true });
  const port = await freePort();
  const password = randomBytes(24).toString("hex");
  const config = join(resolve(dir), "redis.conf");
  // In a file, because `ps` shows arguments.
  writeFileSync(config, configuration({ port, password, dir: resolve(dir) }), { mode: 0o600 });
  const child = leash(program, [config], { cwd: dir, graceMs: 1_000 });
  const lastWords = remember(child);
  const redis = new Redis({ ...connection, host: "127.0.0.1", port, password });
  redis.on("error", () => {});
  try {
    const up = await Promise.race([answers(redis), child.ended.then(() => false), wait(5_000, false)]);
    if (!up) throw new Error(`redis-server did not start: ${lastWords() || "it said nothing"}`);
    return { redis, child };
  } catch (error) {
    redis.disconnect();
    await child.end();
    throw error;
  }
}

function configuration({ port, password, dir }: { port: number; password: string; dir: string }): string {
  return [
    "bind 127.0.0.1",
    `port ${port}`,
    "protected-mode yes",
    `requirepass ${password}`,
    `dir ${JSON.stringify(dir)}`,
    "appendonly yes",
    'save ""',
    "daemonize no",
    "",
  ].join("\n");
}

/** Resolves with true when the server has loaded its file and answers. */
async function answers(redis: Redis): Promise<boolean> {
  for (;;) {
    try {
      await redis.ping();
      return true;
    } catch {
      if (redis.status === "end") return false;
      await wait(20);
    }
  }
}

function remember(child: Leashed): () => string {
  let last = "";
  const keep = (text: string) => {
    last = text.trim().split("\n").at(-1) ?? last;
  };
  child.stdout.setEncoding("utf8").on("data", keep);
  child.stderr.setEncoding("utf8").on("data", keep);
  return () => last;
}
