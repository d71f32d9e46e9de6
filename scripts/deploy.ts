// Deploys the Worker of wrangler.toml after checking its settings. See docs/deploy.md.
import { spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs, parseEnv } from "node:util";
import { unstable_readConfig } from "wrangler";
import { ownNodeFirst } from "../dev/local/own-node.ts";
import { settingsOf } from "../src/shared/settings.ts";

const REQUIRED = ["GAME_SECRET", "UPSTASH_REDIS_REST_URL", "UPSTASH_REDIS_REST_TOKEN"];

const root = fileURLToPath(new URL("..", import.meta.url));
const program = join(
  dirname(createRequire(import.meta.url).resolve("wrangler/package.json")),
  "bin/wrangler.js",
);
const CONFIG = ["-c", "wrangler.toml"];

const args = process.argv.slice(2);
/** The options that are read here. Wrangler reads all others. */
const { values } = parseArgs({
  args,
  strict: false,
  options: {
    "dry-run": { type: "boolean" },
    help: { type: "boolean", short: "h" },
    env: { type: "string", short: "e" },
    name: { type: "string" },
    profile: { type: "string" },
    "secrets-file": { type: "string" },
  },
});
const given = (option: string): string | undefined => {
  const value = values[option];
  return typeof value === "string" ? value : undefined;
};

/** A sentence that says why not to deploy, without any values; undefined when there is no reason. */
const refusal = (): string | undefined => {
  if (values.env !== undefined)
    return "Deploy without --env: the top level of wrangler.toml is production, and an environment would have none of its bindings.";
  const wrong = wrongSetting();
  if (wrong !== undefined) return `${wrong} (see [vars] in wrangler.toml).`;
  return values["dry-run"] === true || values.help === true ? undefined : missingOnAccount();
};

/** The Worker's own error about [vars]. With it, the Worker would answer every request with an error. */
const wrongSetting = (): string | undefined => {
  const { vars } = unstable_readConfig({ config: join(root, "wrangler.toml") }, { hideWarnings: true });
  const standIns = {
    GAME_SECRET: "x".repeat(32),
    UPSTASH_REDIS_REST_URL: "https://x",
    UPSTASH_REDIS_REST_TOKEN: "x",
  };
  const read = settingsOf({ ...vars, ...standIns });
  return read.ok ? undefined : read.error;
};

const missingOnAccount = (): string | undefined => {
  if (!process.env.CLOUDFLARE_API_TOKEN && ask("whoami", "--json").code !== 0)
    return 'Nobody is logged in to Cloudflare: run "npx wrangler login", or set CLOUDFLARE_API_TOKEN.';
  const brought = namesIn(given("secrets-file"));
  if (!brought) return "The file of --secrets-file can't be read as JSON or as NAME=value lines.";
  const whose = ["name", "profile"].flatMap((option) => {
    const value = given(option);
    return value === undefined ? [] : [`--${option}`, value];
  });
  const { code, output } = ask("secret", "list", "--format", "json", ...CONFIG, ...whose);
  const listed = code === 0 ? secretsIn(output) : [];
  if (!listed) return "wrangler's list of the Worker's secrets is not what was expected.";
  const isNew = code !== 0 && /Worker "[^"]*".* not found/.test(output);
  if (code !== 0 && !isNew) return unreadable(output);
  const missing = REQUIRED.filter((name) => !listed.includes(name) && !brought.includes(name));
  if (missing.length === 0) return undefined;
  const put = `run "npx wrangler secret put NAME ${CONFIG.join(" ")}" for ${missing.join(", ")}`;
  return isNew
    ? `The Worker is not on the account yet: ${put} (the first of them offers to create it), then deploy again.`
    : `The Worker on the account lacks secrets: ${put}, then deploy again.`;
};

/** Runs wrangler and returns its output. Wrangler must not ask questions. */
const ask = (...command: string[]): { readonly code: number; readonly output: string } => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...command], {
    cwd: root,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, WRANGLER_HIDE_BANNER: "true", NO_COLOR: "1" },
  });
  const code = status ?? 1;
  return { code, output: code === 0 ? stdout : stdout + stderr };
};

/** The names in wrangler's answer, which contains no values. */
const secretsIn = (json: string): readonly string[] | undefined => {
  try {
    return (JSON.parse(json) as { name: string }[]).map(({ name }) => name);
  } catch {
    return undefined;
  }
};

/** The names in a file of secrets for the deployment. */
const namesIn = (file: string | undefined): readonly string[] | undefined => {
  if (file === undefined) return [];
  try {
    const text = readFileSync(file, "utf8");
    return Object.keys(text.trimStart().startsWith("{") ? JSON.parse(text) : parseEnv(text));
  } catch {
    return undefined;
  }
};

const unreadable = (output: string): string => {
  if (/More than one account/.test(output))
    return "The login has several Cloudflare accounts: set CLOUDFLARE_ACCOUNT_ID to the one to deploy to.";
  const codes = [...output.matchAll(/\[code: (\d+)\]/g)].map(([, code]) => code);
  if (codes.includes("10000") || codes.includes("9109") || /authenticat/i.test(output))
    return 'Cloudflare refuses the login: it needs the permission "Workers Scripts: Edit" on this account.';
  return `The Worker's secrets could not be listed${codes.length > 0 ? ` (Cloudflare's code ${codes[0]})` : ""}: run "npx wrangler secret list ${CONFIG.join(" ")}" to see why.`;
};

const why = refusal();
if (why === undefined) {
  const child = spawn(process.execPath, [program, "deploy", ...CONFIG, ...args], {
    cwd: root,
    stdio: "inherit",
    env: ownNodeFirst(process.env),
  });
  child.on("exit", (code) => {
    process.exitCode = code ?? 1;
  });
} else {
  console.error(why);
  process.exitCode = 1;
}
