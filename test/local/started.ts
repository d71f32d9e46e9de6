import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, expect, vi } from "vitest";
import { freePort } from "../../dev/local/port.ts";
import { npm } from "./npm.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** More than a minute: the start itself gives up after one. */
export const patience = 90_000;
export const gameSecret = "a-secret-of-the-tests-0123456789abcdef";
/** What is there until the end of a test, or of the test file. */
interface Things {
  readonly folders: string[];
  readonly running: ChildProcess[];
}
const ofTest: Things = { folders: [], running: [] };
const ofFile: Things = { folders: [], running: [] };

const folderOf = ({ folders }: Things): string => {
  const made = realpathSync(mkdtempSync(join(tmpdir(), "briscola-start-")));
  folders.push(made);
  return made;
};

/** A temporary folder, deleted after the test. */
export const folder = (): string => folderOf(ofTest);

const clear = async ({ folders, running }: Things): Promise<void> => {
  for (const child of running.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    const gone = new Promise((done) => child.once("exit", done));
    child.kill("SIGTERM");
    await gone;
  }
  for (const made of folders.splice(0)) rmSync(made, { recursive: true, force: true });
};
afterEach(() => clear(ofTest));
afterAll(() => clear(ofFile));

export type Run = {
  readonly child: ChildProcess;
  readonly pid: number;
  readonly port: number;
  /** Everything printed so far, on both outputs. */
  readonly output: () => string;
  /** How it ended: its exit code, or the signal. */
  readonly exit: Promise<number | string | null>;
};

interface RunOptions {
  readonly home?: string;
  /** Another Node than that of this process. */
  readonly node?: string;
  /** Arguments of Node itself. */
  readonly before?: readonly string[];
  readonly byNpm?: boolean;
  /** Arguments of the start script. */
  readonly args?: readonly string[];
  /** Whether it runs until the end of the test file. */
  readonly keep?: boolean;
}

/** The start script as npm runs it, in a process group of its own, as a terminal gives it. */
export async function run(env: NodeJS.ProcessEnv = {}, options: RunOptions = {}): Promise<Run> {
  const port = env.PORT === undefined ? await freePort() : Number(env.PORT);
  const { PATH, HOME, CI } = process.env;
  const home = options.home ?? root;
  const things = options.keep ? ofFile : ofTest;
  const { node = process.execPath, before = [], args: own = [] } = options;
  const [program, args] = options.byNpm
    ? npm("start")
    : [node, [...before, join(home, "scripts/start.mjs"), ...own]];
  const child = spawn(program, args, {
    cwd: home,
    env: {
      PATH,
      HOME,
      CI,
      PORT: String(port),
      STATE_DIR: env.STATE_DIR ?? folderOf(things),
      GAME_SECRET: gameSecret,
      ...env,
    },
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  things.running.push(child);
  let text = "";
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding("utf8").on("data", (part) => (text += part));
  const exit = new Promise<number | string | null>((done) =>
    child.once("close", (code, signal) => done(code ?? signal)),
  );
  return { child, pid: child.pid ?? -1, port, output: () => text, exit };
}

/** Resolves when it says that it is ready; fails with all that it said when it ends before. */
export async function ready(server: Run): Promise<void> {
  const ended = server.exit.then((code) => {
    throw new Error(`npm start ended with ${code}: ${server.output()}`);
  });
  await Promise.race([
    vi.waitFor(() => expect(server.output()).toMatch(/is ready on .*\n/), patience),
    ended,
  ]);
}
