import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it, vi } from "vitest";
import { readSettings } from "../../dev/local/settings.ts";
import { sweepEachMinute } from "../../dev/local/wrangler.ts";
import { needs } from "../support/needs.ts";
import { family, survivors } from "./processes.ts";
import { copyProject } from "./project.ts";
import { folder, gameSecret, patience, ready, run } from "./started.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const hasRedis = needs("redis-server", "npm start is tested over memory ONLY") !== null;

describe("npm start", () => {
  it("[L6] prints one ready line, serves, and leaves nothing behind on Ctrl-C, pressed twice", {
    timeout: patience,
  }, async () => {
    const token = "x".repeat(40);
    const server = await run({ GAME_SECRET_PREVIOUS: token });
    await ready(server);
    const redis = hasRedis
      ? String.raw`redis-server \S+, data in \S+/redis`
      : "none found, so in memory only, lost at the end";
    const line = new RegExp(
      `^Briscola is ready on http://localhost:${server.port} \\(Redis: ${redis}\\)\\n$`,
    );
    expect(server.output()).toMatch(line);
    const health = await fetch(`http://localhost:${server.port}/health`);
    expect([200, 503]).toContain(health.status);
    const sweep = await fetch(`http://127.0.0.1:${server.port}/cdn-cgi/local/scheduled?cron=*+*+*+*+*`);
    expect([sweep.status, await sweep.text()]).toEqual([200, "ok"]);

    const children = family(server.pid);
    const commands = children.map(({ command }) => command).join("\n");
    expect(commands).toMatch(/workerd serve/);
    expect(commands.includes("redis-server 127.0.0.1:")).toBe(hasRedis);
    for (const hidden of [gameSecret, token]) expect(server.output() + commands).not.toContain(hidden);

    const pressed = performance.now();
    process.kill(-server.pid, "SIGINT");
    process.kill(-server.pid, "SIGINT");
    expect(await server.exit).toBe(0);
    expect(performance.now() - pressed).toBeLessThan(4_000);
    expect(survivors(children)).toEqual([]);
    await expect(fetch(`http://127.0.0.1:${server.port}/health`)).rejects.toThrow();
  });

  it("[L7] refuses a taken port and a STATE_DIR in use, in a sentence, and the server there goes on", {
    timeout: patience,
  }, async () => {
    const stateDir = folder();
    const first = await run({ STATE_DIR: stateDir });
    await ready(first);
    const samePort = await run({ PORT: String(first.port) });
    expect(await samePort.exit).toBe(1);
    expect(samePort.output()).toBe(
      `Port ${first.port} is taken; stop what is using it or set PORT to another one.\n`,
    );
    const sameFolder = await run({ STATE_DIR: stateDir });
    expect(await sameFolder.exit).toBe(1);
    expect(sameFolder.output()).toMatch(
      /^STATE_DIR must be a folder of its own: another running server has [^\n]*\.\n$/,
    );
    expect((await fetch(`http://127.0.0.1:${first.port}/health`)).status).toBeGreaterThan(0);
  });

  it("[L7] refuses a bad variable with exit code 1 and one sentence, having started nothing", async () => {
    const server = await run({ HEARTBEAT_INTERVAL_SECONDS: "soon" });
    expect(await server.exit).toBe(1);
    expect(server.output()).toMatch(/^HEARTBEAT_INTERVAL_SECONDS must be a whole number [^\n]*\.\n$/);
  });

  const old = [
    "--import",
    "data:text/javascript,Object.defineProperty(process,'versions',{value:{node:'20.20.2'}})",
  ];

  it("[L7, L14] where npm has installed no Node, an old one is told what to do, and a new one looks for the packages", async () => {
    const home = folder();
    for (const part of ["scripts", "dev", "src", "package.json"])
      cpSync(join(root, part), join(home, part), { recursive: true });
    const server = await run({}, { home, before: old });
    expect(await server.exit).toBe(1);
    expect(server.output()).toMatch(/^Node 20\.20\.2 is too old: [^\n]*\n$/);
    const bare = await run({}, { home });
    expect(await bare.exit).toBe(1);
    expect(bare.output()).toBe('Packages are missing: run "npm ci" first.\n');
  });

  it("[L14] an installed Node that cannot run here is as if it were not there", async () => {
    const home = folder();
    for (const part of ["scripts", "dev"]) cpSync(join(root, part), join(home, part), { recursive: true });
    const name = "node-of-another-libc";
    const bin = join(home, "node_modules", name, "bin");
    mkdirSync(bin, { recursive: true });
    writeFileSync(join(home, "package.json"), JSON.stringify({ optionalDependencies: { [name]: "1.0.0" } }));
    const { platform: os, arch: cpu } = process;
    const itself = { name, version: "1.0.0", os, cpu, bin: { node: "bin/node" } };
    writeFileSync(join(bin, "../package.json"), JSON.stringify(itself));
    writeFileSync(join(bin, "node"), "#!/nowhere/ld-linux.so\n", { mode: 0o755 });
    const server = await run({}, { home, before: old });
    expect(await server.exit).toBe(1);
    expect(server.output()).toMatch(/^Node 20\.20\.2 is too old: [^\n]*\n$/);
  });

  describe("[L14] by another Node, with a PATH that knows neither npm nor the right Node", () => {
    const start = async () => {
      const elsewhere = folder();
      copyFileSync(process.execPath, join(elsewhere, "another-node"));
      writeFileSync(join(elsewhere, "node"), "#!/bin/sh\nexit 9\n");
      for (const file of ["another-node", "node"]) chmodSync(join(elsewhere, file), 0o755);
      const env = { PATH: `${elsewhere}:/usr/bin:/bin`, TMPDIR: folder() };
      const server = await run(env, { node: join(elsewhere, "another-node") });
      await ready(server);
      const children = family(server.pid);
      expect((await fetch(`http://127.0.0.1:${server.port}/health`)).status).toBeGreaterThan(0);
      expect(server.output()).toMatch(/^Briscola is ready on [^\n]*\n$/);
      const [first] = children;
      expect(first?.command.startsWith(realpathSync(join(root, "node_modules/.bin/node")))).toBe(true);
      expect(children.filter(({ command }) => command.includes("another-node"))).toEqual([]);
      return { server, children };
    };

    it("[L6, L14] goes on under the installed one, to which Ctrl-C, pressed twice, gets through", {
      timeout: patience,
    }, async () => {
      const { server, children } = await start();
      process.kill(-server.pid, "SIGINT");
      process.kill(-server.pid, "SIGINT");
      expect(await server.exit).toBe(0);
      expect(survivors(children)).toEqual([]);
    });

    it("[L8, L14] ends with everything when it is killed", { timeout: patience }, async () => {
      const { server, children } = await start();
      server.child.kill("SIGKILL");
      await vi.waitFor(() => expect(survivors(children)).toEqual([]), 5_000);
    });
  });

  describe.each([
    { victim: "wrangler", pattern: /wrangler\/bin\/wrangler\.js dev/, skip: false },
    { victim: "redis-server", pattern: /redis-server 127\.0\.0\.1:/, skip: !hasRedis },
  ])("when $victim is killed", ({ victim, pattern, skip }) => {
    it.skipIf(skip)("[L8] everything ends, with a sentence", { timeout: patience }, async () => {
      // What a killed process leaves in there goes with it.
      const server = await run({ TMPDIR: folder() });
      await ready(server);
      const children = family(server.pid);
      // The keeper of a program has its name among its arguments.
      const killed = children.find(({ command }) => pattern.test(command) && !command.includes("leash.ts"));
      process.kill(killed?.pid ?? -1, "SIGKILL");
      expect(await server.exit).toBe(1);
      expect(server.output()).toMatch(
        new RegExp(`\\n${victim}[a-z ]* ended by itself, so everything was stopped\\.\\n$`),
      );
      expect(survivors(children)).toEqual([]);
    });
  });

  it("[L8] when npm start itself is killed its children end within seconds", {
    timeout: patience,
  }, async () => {
    const server = await run({ TMPDIR: folder() });
    await ready(server);
    const children = family(server.pid);
    expect(children.length).toBeGreaterThan(2);
    server.child.kill("SIGKILL");
    await vi.waitFor(() => expect(survivors(children)).toEqual([]), 5_000);
  });

  it("[L8] a SIGTERM to npm itself ends everything that it has started", { timeout: patience }, async () => {
    const server = await run({}, { byNpm: true });
    await ready(server);
    const children = family(server.pid);
    expect(children.length).toBeGreaterThan(2);
    server.child.kill("SIGTERM");
    await vi.waitFor(() => expect(survivors(children)).toEqual([]), 10_000);
  });

  it("[L9, L19] on a fresh clone without a redis-server it makes a secret, keeps it, and runs in memory", {
    timeout: patience,
  }, async () => {
    const home = clone();
    const node = dirname(process.execPath);
    const vars = join(home, ".dev.vars");
    writeFileSync(vars, "ACTION_LOG_LENGTH=5");
    const bare = { PATH: node, GAME_SECRET: undefined, STATE_DIR: "state" };
    const first = await run(bare, { home });
    await ready(first);
    expect(first.output()).toContain("(Redis: none found, so in memory only, lost at the end)");
    const made = readFileSync(vars, "utf8");
    expect(made).toMatch(/^ACTION_LOG_LENGTH=5\nGAME_SECRET=[\w-]{43}\n$/);
    expect(statSync(join(home, "state")).isDirectory()).toBe(true);
    process.kill(-first.pid, "SIGTERM");
    expect(await first.exit).toBe(0);
    // It has kept no traces; those of an older start go, and so does what a killed one has left behind.
    const [traces, bundles] = [join(home, "state/v3/observability"), join(home, ".wrangler/tmp")];
    expect(existsSync(traces)).toBe(false);
    for (const made of [traces, join(bundles, "old"), join(bundles, "new")]) {
      mkdirSync(made, { recursive: true });
      writeFileSync(join(made, "file"), "left behind");
    }
    const twoDaysAgo = Date.now() / 1_000 - 2 * 86_400;
    utimesSync(join(bundles, "old"), twoDaysAgo, twoDaysAgo);
    const second = await run(bare, { home });
    await ready(second);
    expect(readFileSync(vars, "utf8")).toBe(made);
    expect(existsSync(traces)).toBe(false);
    expect(readdirSync(bundles)).toContain("new");
    expect(readdirSync(bundles)).not.toContain("old");
  });
});

/** The files that a start needs, as a clone has them, beside the packages that are here already. */
function clone(): string {
  const home = folder();
  copyProject(home, "wrangler.toml");
  mkdirSync(join(home, "dist"), { recursive: true });
  return home;
}

describe("settings", () => {
  const read = (env: Record<string, string>, devVars: Record<string, string> = {}) =>
    readSettings(env, devVars, "/work");

  it("[L10] has defaults for one's own machine, and takes a variable from the environment before .dev.vars", () => {
    expect(read({})).toMatchObject({
      value: {
        port: 8787,
        stateDir: "/work/.wrangler/state",
        vars: { ENVIRONMENT: "dev", RATE_LIMITS: "off", GAME_STATE_TTL_SECONDS: "3600" },
      },
    });
    const both = read(
      { FLOOD_PLAYER: "7", PORT: "" },
      { FLOOD_PLAYER: "8", FLOOD_OBSERVER: "9", GAME_SECRET: gameSecret },
    );
    expect(both).toMatchObject({
      value: { port: 8787, vars: { FLOOD_PLAYER: "7", FLOOD_OBSERVER: "9" }, secrets: {} },
    });
    expect(read({ STATE_DIR: "/else/where" })).toMatchObject({ value: { stateDir: "/else/where" } });
  });

  it.each<[string, Record<string, string>, RegExp]>([
    ["PORT", { PORT: "80x" }, /^PORT must be a whole number from 1 to 65535\.$/],
    ["PORT out of range", { PORT: "65536" }, /^PORT must be a whole number from 1 to 65535\.$/],
    ["REDIS_URL", { REDIS_URL: "http://:hush@host" }, /^REDIS_URL must be .* redis:\/\/ or rediss:\/\/\.$/],
    [
      "half of Upstash",
      { UPSTASH_REDIS_REST_URL: "https://x.example" },
      /^UPSTASH_REDIS_REST_TOKEN must be set/,
    ],
    ["the other half", { UPSTASH_REDIS_REST_TOKEN: "hush" }, /^UPSTASH_REDIS_REST_URL must be set/],
    ["a fraction", { GAME_STATE_TTL_SECONDS: "1.5" }, /^GAME_STATE_TTL_SECONDS must be a whole number .*\.$/],
    ["a negative", { ACTION_LOG_LENGTH: "-1" }, /^ACTION_LOG_LENGTH must be a whole number .*\.$/],
    [
      "no flood limit",
      { FLOOD_PLAYER: "0", ENVIRONMENT: "production" },
      /^FLOOD_PLAYER .* ENVIRONMENT is dev\.$/,
    ],
    ["ENVIRONMENT", { ENVIRONMENT: "prod" }, /^ENVIRONMENT must be dev or production\.$/],
    ["RATE_LIMITS", { RATE_LIMITS: "0" }, /^RATE_LIMITS must be on or off\.$/],
    ["a short secret", { GAME_SECRET: "hush" }, /^GAME_SECRET must be at least 32 bytes\.$/],
    [
      "a secret that no file can hold",
      { GAME_SECRET: "hush\n".repeat(9) },
      /^GAME_SECRET must be plain ASCII/,
    ],
  ])("[L10] refuses %s in one sentence that quotes no value", (_, env, sentence) => {
    const refused = read(env);
    expect(refused).toEqual({ ok: false, error: expect.stringMatching(sentence) });
    expect(JSON.stringify(refused)).not.toContain("hush");
  });

  it("[L10] names .dev.vars when the bad value stands there", () => {
    const refused = read({}, { FLOOD_PLAYER: "many" });
    expect(refused).toEqual({
      ok: false,
      error: expect.stringMatching(/^FLOOD_PLAYER in \.dev\.vars must be /),
    });
  });

  it("[L10] lets a developer turn a flood limit off, and keeps rate limits on in production", () => {
    expect(read({ FLOOD_PLAYER: "0" })).toMatchObject({ ok: true });
    const production = read({ ENVIRONMENT: "production" });
    expect(production).toMatchObject({ ok: true, value: { vars: { ENVIRONMENT: "production" } } });
    expect(JSON.stringify(production)).not.toContain("RATE_LIMITS");
  });
});

it("[L11] calls the scheduled handler once a minute, and a failing one does no harm", async () => {
  const called: string[] = [];
  const server: Server = createServer((request, response) => {
    called.push(request.url ?? "");
    if (called.length === 1) request.socket.destroy();
    else response.end();
  }).listen(0, "127.0.0.1");
  await new Promise((done) => server.once("listening", done));
  vi.useFakeTimers({ toFake: ["setInterval"] });
  sweepEachMinute((server.address() as AddressInfo).port);
  vi.advanceTimersByTime(59_999);
  expect(called).toEqual([]);
  vi.advanceTimersByTime(1);
  await vi.waitFor(() => expect(called).toHaveLength(1), 5_000);
  vi.advanceTimersByTime(60_000);
  await vi.waitFor(() => expect(called).toHaveLength(2), 5_000);
  expect(called[1]).toBe("/cdn-cgi/local/scheduled?cron=*+*+*+*+*");
  vi.useRealTimers();
  server.close();
  server.closeAllConnections();
});
