import { globSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { leash } from "../local/child.ts";
import { familyOf, holdersOf, slay } from "./processes.ts";

/** The maximum time until a server is ready, in ms. */
const READY_WITHIN_MS = 60_000;

/** The processes of `npm start`. */
export interface LocalRun {
  readonly url: string;
  /** The time when it was ready, by `performance.now()`. */
  readonly readyAt: number;
  /** Sends SIGKILL to the workerd that has the actors' storage open. Wrangler starts it again. */
  readonly killActors: () => Promise<void>;
  /** Deletes the actors' storage after the server has ended. */
  readonly removeStorage: () => void;
  /** Deletes all alarms of workerd after the server has ended. Each actor still assumes that its alarm is set. */
  readonly loseAlarms: () => void;
  /** Sends SIGKILL to all started processes, including a redis-server. */
  readonly killAll: () => Promise<void>;
  /** Stops the server like Ctrl-C. */
  readonly stop: () => Promise<void>;
}

export interface LocalRunOptions {
  readonly port: number;
  /** An absolute path without links. */
  readonly stateDir: string;
  readonly redisUrl?: string;
  /** Further variables for `npm start`. */
  readonly vars?: Readonly<Record<string, string>>;
}

/** Starts the server of this directory and resolves when it is ready. Rejects with its output when it ends before. */
export const startLocalRun = async ({
  port,
  stateDir,
  redisUrl,
  vars = {},
}: LocalRunOptions): Promise<LocalRun> => {
  const { PATH, HOME } = process.env;
  const run = leash(process.execPath, ["scripts/start.mjs"], {
    cwd: fileURLToPath(new URL("../..", import.meta.url)),
    graceMs: 10_000,
    env: {
      PATH,
      HOME,
      // The sockets of locks remain after a SIGKILL.
      TMPDIR: stateDir,
      PORT: String(port),
      STATE_DIR: stateDir,
      GAME_SECRET: "a secret of forty bytes, for torture only",
      // These players are faster than people.
      FLOOD_PLAYER: "0",
      ...(redisUrl === undefined ? {} : { REDIS_URL: redisUrl }),
      ...vars,
    },
  });
  const storage = join(stateDir, "v3/do");
  let said = "";
  const ready = new Promise<void>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`npm start was not ready: ${said}`)), READY_WITHIN_MS);
    for (const stream of [run.stdout, run.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => {
        said = (said + text).slice(-20_000);
        if (!said.includes("Briscola is ready on")) return;
        clearTimeout(late);
        resolve();
      });
    void run.ended.then(() => {
      clearTimeout(late);
      reject(new Error(`npm start ended: ${said}`));
    });
  });
  await ready.catch(async (error: unknown) => {
    await run.end();
    throw error;
  });
  return {
    url: `http://127.0.0.1:${port}`,
    readyAt: performance.now(),
    killActors: async () => {
      const found = holdersOf(storage, "workerd", familyOf(run.pid));
      if (found.length !== 1) throw new Error(`${found.length} processes have the actors' storage open`);
      await slay(found);
    },
    killAll: async () => {
      await slay(familyOf(run.pid));
      await run.ended;
    },
    removeStorage: () => rmSync(storage, { recursive: true }),
    loseAlarms: () => {
      for (const file of globSync("*/metadata.sqlite*", { cwd: storage })) rmSync(join(storage, file));
    },
    stop: run.end,
  };
};
