import { readdirSync, rmSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { passOn } from "./chatter.ts";
import { type Leashed, leash } from "./child.ts";
import { ownNodeFirst } from "./own-node.ts";

/** Runs the Worker of `root` on 127.0.0.1:`port`. Later env files override earlier ones, and `vars` overrides all of them. */
export function startWrangler(options: {
  root: string;
  port: number;
  stateDir: string;
  vars: Readonly<Record<string, string>>;
  envFiles: readonly string[];
}): Leashed {
  const { root, port, stateDir, vars, envFiles } = options;
  const program = join(
    dirname(createRequire(import.meta.url).resolve("wrangler/package.json")),
    "bin/wrangler.js",
  );
  const args = [
    "dev",
    "-c",
    "wrangler.toml",
    "--ip",
    "127.0.0.1",
    "--port",
    String(port),
    "--inspector-port",
    "0",
  ];
  args.push("--persist-to", stateDir, "--show-interactive-dev-session=false");
  for (const file of envFiles) args.push("--env-file", file);
  for (const [name, value] of Object.entries(vars)) args.push("--var", `${name}:${value}`);
  const child = leash(process.execPath, [program, ...args], {
    cwd: root,
    graceMs: 1_500,
    env: quiet(stateDir),
  });
  passOn(child.stdout, process.stdout);
  passOn(child.stderr, process.stderr);
  return child;
}

/** The minimum age at which a leftover bundle is deleted, in ms. Another server may use a newer one. */
const OLD_BUNDLE_MS = 86_400_000;

/**
 * Deletes unused files of earlier runs: the local traces in `stateDir`, which grow without limit, and the bundles of
 * killed servers in the project's `.wrangler/tmp`. Games and their copies stay.
 */
export function removeLeftovers(root: string, stateDir: string, now: number): void {
  rmSync(join(stateDir, "v3", "observability"), { recursive: true, force: true });
  const bundles = join(root, ".wrangler", "tmp");
  try {
    for (const name of readdirSync(bundles)) {
      const path = join(bundles, name);
      if (statSync(path).mtimeMs < now - OLD_BUNDLE_MS) rmSync(path, { recursive: true, force: true });
    }
  } catch {
    // There is no such directory yet, or a server is deleting its own bundle.
  }
}

/** Disables network look-ups, log files and the registry of other dev servers, and local traces unless requested. */
function quiet(stateDir: string): NodeJS.ProcessEnv {
  const { CLOUDFLARE_ENV: _env, CLOUDFLARE_INCLUDE_PROCESS_ENV: _all, ...env } = process.env;
  return {
    ...ownNodeFirst(env),
    CLOUDFLARE_CF_FETCH_ENABLED: "false",
    WRANGLER_SEND_METRICS: "false",
    WRANGLER_SEND_ERROR_REPORTS: "false",
    WRANGLER_HIDE_BANNER: "true",
    WRANGLER_WRITE_LOGS: "false",
    WRANGLER_NO_SKILLS_UPDATE_PROMPTS: "true",
    WRANGLER_LOG: "log",
    X_LOCAL_OBSERVABILITY: env.X_LOCAL_OBSERVABILITY ?? "false",
    WRANGLER_REGISTRY_PATH: join(stateDir, "registry"),
  };
}

/** Resolves with true when the Worker answers, or with false after `patienceMs`. */
export async function answersOn(port: number, patienceMs: number): Promise<boolean> {
  const deadline = performance.now() + patienceMs;
  while (performance.now() < deadline) {
    try {
      await (await fetch(`http://127.0.0.1:${port}/health`, { signal: AbortSignal.timeout(5_000) })).text();
      return true;
    } catch {
      await wait(100);
    }
  }
  return false;
}

/** Calls the Worker's scheduled handler every minute, because `wrangler dev` does not. */
export function sweepEachMinute(port: number): void {
  const url = `http://127.0.0.1:${port}/cdn-cgi/local/scheduled?cron=*+*+*+*+*`;
  const sweep = async () => {
    try {
      await (await fetch(url, { signal: AbortSignal.timeout(50_000) })).text();
    } catch {
      // The next call follows in a minute. The Worker logs its own errors.
    }
  };
  setInterval(() => void sweep(), 60_000).unref();
}
