import { type ChildProcess, spawn } from "node:child_process";
import {
  globSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { unstable_readConfig } from "wrangler";
import { settingsOf } from "../../src/shared/settings.ts";
import { copyProject } from "./project.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
/** Gzipped, as Cloudflare counts it; 149 KB when this was written. */
const BUDGET_BYTES = 250 * 1024;
/** Each wrangler takes a second or two, and more on a busy machine. */
const PATIENCE_MS = 60_000;

const folders: string[] = [];
const running: ChildProcess[] = [];
const folder = (): string => {
  const made = realpathSync(mkdtempSync(join(tmpdir(), "briscola-deploy-")));
  folders.push(made);
  return made;
};
afterAll(() => {
  for (const child of running) child.kill("SIGKILL");
  for (const made of folders) rmSync(made, { recursive: true, force: true });
});

type Ended = { readonly code: number | null; readonly output: string };

/** The deploy script as npm runs it, on a machine where nobody is logged in to anything. */
const deploy = async (
  args: readonly string[],
  { env = {}, home = root }: { env?: NodeJS.ProcessEnv; home?: string } = {},
): Promise<Ended> => {
  const nobody = folder();
  const child = spawn(process.execPath, [join(home, "scripts/deploy.ts"), ...args], {
    cwd: home,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      PATH: `${dirname(process.execPath)}:${process.env.PATH}`,
      HOME: nobody,
      XDG_CONFIG_HOME: nobody,
      NO_COLOR: "1",
      WRANGLER_SEND_METRICS: "false",
      WRANGLER_WRITE_LOGS: "false",
      ...env,
    },
  });
  running.push(child);
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk) => {
      output += chunk;
    });
  const code = await new Promise<number | null>((done) => child.once("close", done));
  return { code, output };
};

describe("[L13] a dry run of the deployment", () => {
  const secrets = {
    GAME_SECRET: "dev-vars-secret-0123456789-0123456789",
    UPSTASH_REDIS_REST_URL: "https://dev-vars-redis.example",
    UPSTASH_REDIS_REST_TOKEN: "dev-vars-token-0123456789",
  };
  const config = unstable_readConfig({ config: join(root, "wrangler.toml") }, { hideWarnings: true });
  const files = new Map<string, Buffer>();
  // A copy, so that there is a .dev.vars whose values are known.
  const home = folder();
  let ended: Ended;

  beforeAll(async () => {
    copyProject(home, "wrangler.toml");
    const lines = Object.entries(secrets).map(([name, value]) => `${name}=${value}\n`);
    writeFileSync(join(home, ".dev.vars"), lines.join(""));
    const outdir = folder();
    ended = await deploy(["--dry-run", "--outdir", outdir], {
      home,
      env: { GAME_SECRET: "from-the-shell-0123" },
    });
    for (const name of readdirSync(outdir)) files.set(name, readFileSync(join(outdir, name)));
  }, PATIENCE_MS);

  test("[L13] needs no account", () => {
    expect(ended, ended.output).toMatchObject({ code: 0 });
    expect(ended.output).toContain("--dry-run: exiting now.");
  });

  test("[L13] has the two Durable Objects, the page, the seven rate limits and every variable, and nothing else", () => {
    const bound = [...ended.output.matchAll(/^env\.(\w+) \((.*)\) {2,}(\S.*?)\s*$/gm)];
    const found = Object.fromEntries(bound.map(([, name = "", value, kind]) => [name, `${kind}: ${value}`]));
    const vars = Object.entries(config.vars).map(([name, value]) => [
      name,
      `Environment Variable: ${JSON.stringify(value)}`,
    ]);
    expect(found).toEqual({
      GAMES: "Durable Object: GameActor",
      GALLERIES: "Durable Object: GalleryActor",
      ACTION_LIMIT: "Rate Limit: 600 requests/60s",
      CREATE_LIMIT: "Rate Limit: 20 requests/60s",
      JOIN_LIMIT: "Rate Limit: 60 requests/60s",
      READ_LIMIT: "Rate Limit: 600 requests/60s",
      REPLAY_LIMIT: "Rate Limit: 60 requests/60s",
      SOCKET_LIMIT: "Rate Limit: 300 requests/60s",
      TOKEN_LIMIT: "Rate Limit: 120 requests/60s",
      ...Object.fromEntries(vars),
    });
    expect(found.ENVIRONMENT).toBe('Environment Variable: "production"');
    expect(ended.output).toMatch(/^env\.ASSETS\s+Assets/m);
  });

  test("[L13] has the sweep of every minute, the migrations, and production's limits", () => {
    expect(config.triggers.crons).toEqual(["* * * * *"]);
    expect(config.migrations).toEqual([
      { tag: "v1", new_sqlite_classes: ["GameActor"] },
      { tag: "v2", new_sqlite_classes: ["GalleryActor"] },
    ]);
    expect(config.vars).toMatchObject({ ENVIRONMENT: "production", RATE_LIMITS: "on" });
    const namespaces = config.ratelimits.map((limit: { namespace_id: string }) => limit.namespace_id);
    expect(new Set(namespaces).size).toBe(7);
    const settings = settingsOf({ ...config.vars, ...secrets });
    expect(settings).toMatchObject({ ok: true, value: { dev: false, rateLimits: true } });
  });

  test("[L13] stays within its budget", () => {
    const bytes = gzipSync(files.get("worker.js") as Buffer).length;
    process.stdout.write(
      `The Worker is ${(bytes / 1024).toFixed(1)} KB gzipped, of ${BUDGET_BYTES / 1024} KB.\n`,
    );
    expect(bytes).toBeLessThan(BUDGET_BYTES);
  });

  test("[L13] leaves the descriptions of the protocol to the static files", () => {
    const worker = String(files.get("worker.js"));
    for (const part of ["x-close-codes", "operationId", "securitySchemes"]) {
      expect(worker, part).not.toContain(part);
    }
    for (const name of ["openapi", "asyncapi"])
      expect(readFileSync(join(home, `dist/page/api/${name}.json`), "utf8")).toContain("securitySchemes");
  });

  test("[L13] takes no secret along, from .dev.vars or from the shell", () => {
    expect([...files.keys()]).toContain("worker.js.map");
    for (const value of [...Object.values(secrets), "from-the-shell-0123"]) {
      expect(ended.output).not.toContain(value);
      for (const [name, content] of files) expect(content.includes(value), name).toBe(false);
    }
  });
});

test("[L13] the page on deploying explains every line of the log, and no other", () => {
  const page = readFileSync(join(root, "docs/deploy.md"), "utf8");
  const explained = [...page.matchAll(/^\| `(\w+)` *\| (info|warn|error) *\|/gm)];
  const written = globSync("src/**/*.ts", { cwd: root }).flatMap((file) => [
    ...readFileSync(join(root, file), "utf8").matchAll(/\blog\(\s*"(\w+)",\s*"(\w+)"/g),
  ]);
  const lines = new Set(written.map(([, level, event]) => `${event} ${level}`));
  expect(lines.size).toBeGreaterThan(10);
  expect(new Set(explained.map(([, event, level]) => `${event} ${level}`))).toEqual(lines);
});

describe("[L13] a deployment is refused in one sentence", () => {
  const token = "an-api-token-that-nobody-may-see";
  const all = ["GAME_SECRET", "UPSTASH_REDIS_REST_URL", "UPSTASH_REDIS_REST_TOKEN"];
  /** What Cloudflare has: the names of the Worker's secrets, or the code and words of a refusal. */
  let account:
    | readonly string[]
    | { readonly status: number; readonly code: number; readonly message: string };
  const asked: string[] = [];
  const cloudflare = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    request.resume();
    response.setHeader("content-type", "application/json");
    const isList =
      request.method === "GET" && request.url === "/accounts/the-account/workers/scripts/briscola/secrets";
    const failure = isList && "code" in account ? account : { status: 500, code: 1, message: "no more here" };
    if (isList && !("code" in account)) {
      const result = account.map((name) => ({ name, type: "secret_text" }));
      return response.end(JSON.stringify({ success: true, result, errors: [], messages: [] }));
    }
    const { status, code, message } = failure;
    response.statusCode = status;
    response.end(JSON.stringify({ success: false, result: null, errors: [{ code, message }], messages: [] }));
  });
  let env: NodeJS.ProcessEnv;
  beforeAll(async () => {
    await new Promise<void>((done) => cloudflare.listen(0, "127.0.0.1", done));
    const { port } = cloudflare.address() as AddressInfo;
    env = {
      CLOUDFLARE_API_TOKEN: token,
      CLOUDFLARE_ACCOUNT_ID: "the-account",
      CLOUDFLARE_API_BASE_URL: `http://127.0.0.1:${port}`,
    };
  });
  afterAll(() => cloudflare.close());

  const refused = ({ code, output }: Ended, sentence: RegExp): void => {
    expect(output).toMatch(sentence);
    expect(output.trim(), "one sentence").not.toContain("\n");
    expect(output).not.toContain(token);
    expect(code).toBe(1);
  };
  const absent = { status: 404, code: 10007, message: "This Worker does not exist on your account." };

  test(
    "[L13] when nobody is logged in",
    async () => {
      refused(await deploy([]), /^Nobody is logged in to Cloudflare: run "npx wrangler login"/);
    },
    PATIENCE_MS,
  );

  test(
    "[L13] for an environment, which would lack the bindings",
    async () => {
      refused(await deploy(["--dry-run", "--env", "production"]), /^Deploy without --env:/);
    },
    PATIENCE_MS,
  );

  test(
    "[L13] when the Worker is not there yet",
    async () => {
      account = absent;
      const words =
        /not on the account yet: .*secret put NAME -c wrangler\.toml" for GAME_SECRET, UPSTASH_REDIS_REST_URL/;
      refused(await deploy([], { env }), words);
    },
    PATIENCE_MS,
  );

  test(
    "[L13] when a secret is missing, which is named",
    async () => {
      account = ["GAME_SECRET", "UPSTASH_REDIS_REST_URL", "SOMETHING_ELSE"];
      refused(
        await deploy([], { env }),
        /lacks secrets: .* for UPSTASH_REDIS_REST_TOKEN, then deploy again\.$/m,
      );
    },
    PATIENCE_MS,
  );

  test(
    "[L13] when the token may not look",
    async () => {
      account = { status: 403, code: 10000, message: "Authentication error" };
      refused(await deploy([], { env }), /^Cloudflare refuses the login:/);
      account = { status: 500, code: 7, message: `a text with ${token}` };
      refused(await deploy([], { env }), /could not be listed \(Cloudflare's code 7\)/);
    },
    PATIENCE_MS,
  );

  test(
    "[L13] when the file of secrets is none; one with all of them lets a first deployment pass",
    async () => {
      account = absent;
      const file = join(folder(), "secrets.env");
      writeFileSync(file, "{ not json");
      refused(await deploy(["--secrets-file", file], { env }), /^The file of --secrets-file can't be read/);
      writeFileSync(file, all.map((name) => `${name}=never-to-be-printed-0123456789-abcdefghi\n`).join(""));
      asked.length = 0;
      const { output } = await deploy(["--secrets-file", file, "--message", "first"], { env });
      // The pretended Cloudflare knows no more than this; what counts is that wrangler went on to deploy.
      expect(asked.length, output).toBeGreaterThan(1);
      expect(output).toContain("no more here");
      expect(output).not.toContain("never-to-be-printed");
      expect(output).not.toContain(token);
    },
    PATIENCE_MS,
  );

  test(
    "[L13] and one that lacks nothing goes on to wrangler",
    async () => {
      account = all;
      asked.length = 0;
      const { code, output } = await deploy([], { env });
      expect(asked.length, output).toBeGreaterThan(1);
      expect(output).not.toContain(token);
      expect(code).not.toBe(0);
    },
    PATIENCE_MS,
  );
});
