// What `npm start` runs. Plain JavaScript that any Node can read: it goes on under the Node that npm has installed for
// this platform, else under the Node that reads it, else it says in one sentence what to do.
import { spawn } from "node:child_process";
import { readFileSync, realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const require = createRequire(import.meta.url);
const readJson = (file) => JSON.parse(readFileSync(file, "utf8"));

/** The program of the platform's package `node-…`; undefined when npm has installed none that fits. */
const installedNode = () => {
  const { optionalDependencies } = readJson(fileURLToPath(new URL("../package.json", import.meta.url)));
  for (const name of Object.keys(optionalDependencies)) {
    try {
      const file = require.resolve(`${name}/package.json`);
      const { os, cpu, bin } = readJson(file);
      if ([os].flat().includes(process.platform) && [cpu].flat().includes(process.arch))
        return realpathSync(join(file, "..", bin.node));
    } catch {
      // Of another platform, so it was left out.
    }
  }
  return undefined;
};

/** Starts the server in this process. */
const start = () =>
  import("./dev.ts").catch((error) => {
    if (!/^Cannot find package/.test(error.message)) throw error;
    console.error('Packages are missing: run "npm ci" first.');
    process.exitCode = 1;
  });

const startIfNewEnough = () => {
  const [major, minor] = process.versions.node.split(".").map(Number);
  // 22.18 and 23.6 are the first of their lines that run TypeScript without a flag.
  if (major > 23 || (major === 23 && minor >= 6) || (major === 22 && minor >= 18)) return start();
  console.error(
    `Node ${process.versions.node} is too old: run "npm ci", which brings a newer one for Linux, macOS and Windows, or install Node 22.18 or newer.`,
  );
  process.exitCode = 1;
};

/** Starts the server in a process of that Node, which ends when this one does. */
const startUnder = (node) => {
  const child = spawn(node, process.argv.slice(1), { stdio: ["inherit", "inherit", "inherit", "ipc"] });
  // The server takes the end of this channel as the order to stop. Windows knows no signal that would say so.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"])
    process.on(signal, () => child.connected && child.disconnect());
  child.on("exit", (code) => {
    process.exitCode = code ?? 1;
  });
  // It does not run here.
  child.on("error", startIfNewEnough);
};

const own = installedNode();
if (own === undefined) startIfNewEnough();
else if (own === realpathSync(process.execPath)) start();
else startUnder(own);
