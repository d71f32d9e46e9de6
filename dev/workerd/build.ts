import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

/**
 * Builds the Worker as for a deployment into `folder`; for a profile with the names of the source. Returns the path of
 * the file. Throws with wrangler's output.
 */
export const buildWorker = (
  folder: string,
  { keepsNames = false }: { readonly keepsNames?: boolean } = {},
): string => {
  const program = join(
    dirname(createRequire(import.meta.url).resolve("wrangler/package.json")),
    "bin/wrangler.js",
  );
  const args = ["deploy", "--dry-run", "--outdir", folder, "-c", "wrangler.toml"];
  if (keepsNames) args.push("--no-minify");
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    cwd: root,
    encoding: "utf8",
    env: { ...process.env, WRANGLER_SEND_METRICS: "false", WRANGLER_WRITE_LOGS: "false", NO_COLOR: "1" },
  });
  if (status !== 0) throw new Error(`the Worker could not be built: ${stdout}${stderr}`);
  return join(folder, "worker.js");
};
