// Starts a local Redis with its REST front and the Worker. See README.md for the variables.
import { accessSync, constants, existsSync, mkdirSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { lanAddress } from "../dev/local/lan-address.ts";
import { openLanProxy } from "../dev/local/lan-proxy.ts";
import { lock } from "../dev/local/lock.ts";
import { endWithParent } from "../dev/local/parent.ts";
import { freePort, portProblem } from "../dev/local/port.ts";
import { addGameSecret, readDevVars, writeSecrets } from "../dev/local/secrets.ts";
import { readSettings, type Settings } from "../dev/local/settings.ts";
import { terminalQr } from "../dev/local/terminal-qr.ts";
import { answersOn, removeLeftovers, startWrangler, sweepEachMinute } from "../dev/local/wrangler.ts";
import { startRedisRest } from "../dev/upstash/server.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const devVars = join(root, ".dev.vars");

/** The steps to undo at the end, the latest first. */
const undo: (() => Promise<void> | void)[] = [];
let stopping: Promise<never> | undefined;

/**
 * Ends every child process, then this process. Only the first call has an effect: a second Ctrl-C waits for the first.
 */
function stop(code: number, sentence?: string): Promise<never> {
  stopping ??= (async () => {
    if (sentence !== undefined) console.error(sentence);
    for (const step of undo.reverse()) await step();
    process.exit(code);
  })();
  return stopping;
}

async function start(): Promise<void> {
  const lan = isForLan(process.argv.slice(2));
  if (lan === undefined) return stop(1, "npm start takes one option: npm start -- --lan");
  const address = lan ? await lanAddress() : undefined;
  if (lan && address === undefined)
    return stop(1, "--lan found no address of a local network on this machine; is the Wi-Fi on?");
  const read = readSettings(process.env, readDevVars(devVars), process.cwd(), { lan });
  if (!read.ok) return stop(1, read.error);
  const settings = read.value;
  const taken = (await portProblem(settings.port, { lan })) ?? (await claim(settings.stateDir));
  if (taken !== undefined) return stop(1, taken);
  removeLeftovers(root, settings.stateDir, Date.now());

  const redis = await openRedis(settings);
  const file = join(settings.stateDir, "secrets.env");
  undo.push(() => rmSync(file, { force: true }));
  writeSecrets(file, {
    ...settings.secrets,
    UPSTASH_REDIS_REST_URL: redis.url,
    UPSTASH_REDIS_REST_TOKEN: redis.token,
  });
  if (settings.secrets.GAME_SECRET === undefined && !readDevVars(devVars).GAME_SECRET) addGameSecret(devVars);

  const { port, stateDir, vars } = settings;
  // With --lan the Worker has a port of its own, on 127.0.0.1 too.
  const workerPort = lan ? await freePort() : port;
  // Node also reads --env-file among a script's own arguments, and exits when the file does not exist.
  const envFiles = existsSync(devVars) ? [devVars, file] : [file];
  const worker = startWrangler({ root, port: workerPort, stateDir, vars, envFiles });
  undo.push(() => worker.end());
  void worker.ended.then(() => stop(1, "wrangler dev ended by itself, so everything was stopped."));
  if (!(await answersOn(workerPort, 60_000)))
    return stop(1, "The Worker did not answer within a minute; see above.");
  if (stopping) return;
  if (lan) {
    const proxy = await openLanProxy(port, workerPort);
    undo.push(() => proxy.close());
  }
  console.log(`Briscola is ready on http://localhost:${port} (Redis: ${redis.description})`);
  if (address !== undefined) invite(`http://${address}:${port}`);
  sweepEachMinute(workerPort);
}

/** Whether `--lan` is given; undefined if anything else is. */
function isForLan(args: string[]): boolean | undefined {
  try {
    return parseArgs({ args, options: { lan: { type: "boolean", default: false } } }).values.lan;
  } catch {
    return undefined;
  }
}

/** Prints the address for phones in the same network. */
function invite(url: string): void {
  const colours = process.stdout.isTTY && !process.env.NO_COLOR;
  console.log(`Phones on the same network play on ${url} (everyone there can reach this server)`);
  console.log(terminalQr(url, { colours }));
}

/** Creates and locks the directory. Returns a sentence when that fails. */
async function claim(stateDir: string): Promise<string | undefined> {
  try {
    mkdirSync(stateDir, { recursive: true });
    accessSync(stateDir, constants.W_OK);
  } catch (error) {
    return `STATE_DIR must be a folder that can be written to (${(error as NodeJS.ErrnoException).code}).`;
  }
  const release = await lock(stateDir);
  if (release) undo.push(release);
  if (release) return undefined;
  return `STATE_DIR must be a folder of its own: another running server has ${shown(stateDir)}.`;
}

async function openRedis(settings: Settings): Promise<{ url: string; token: string; description: string }> {
  if (settings.upstash)
    return { ...settings.upstash, description: `Upstash at ${new URL(settings.upstash.url).host}` };
  const { redisUrl, stateDir } = settings;
  const front = await startRedisRest({ stateDir, ...(redisUrl === undefined ? {} : { redisUrl }) });
  undo.push(() => front.close());
  front.onExit(() => void stop(1, "redis-server ended by itself, so everything was stopped."));
  return { ...front, description: front.description.replace(stateDir, shown(stateDir)) };
}

const shown = (folder: string) => {
  const short = relative(process.cwd(), folder);
  return short === "" || short.startsWith("..") ? folder : short;
};

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => void stop(0));
// The channel to start.mjs if that runs in another process, which may have ended already.
process.on("disconnect", () => void stop(0));
if (process.connected === false) void stop(0);
endWithParent();
// The terminal may be closed. Then write errors are ignored.
for (const out of [process.stdout, process.stderr]) out.on("error", () => {});
start().catch((error: unknown) => stop(1, error instanceof Error ? error.message : String(error)));
