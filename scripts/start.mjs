// The program of `npm start`, in plain JavaScript for any version of Node. It runs the server with the Node that npm
// has installed for this platform, or else with the current Node. If that is too old, it prints what to do.
import { spawn } from "node:child_process";
import { readFileSync, realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const require = createRequire(import.meta.url);
const readJson = (file) => JSON.parse(readFileSync(file, "utf8"));

/** The executable of the platform's package `node-…`; undefined when npm has installed none for this platform. */
const installedNode = () => {
  const { optionalDependencies } = readJson(fileURLToPath(new URL("../package.json", import.meta.url)));
  for (const name of Object.keys(optionalDependencies)) {
    try {
      const file = require.resolve(`${name}/package.json`);
      const { os, cpu, bin } = readJson(file);
      if ([os].flat().includes(process.platform) && [cpu].flat().includes(process.arch))
        return realpathSync(join(file, "..", bin.node));
    } catch {
      // The package is for another platform and was not installed.
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
  // 22.18 and 23.6 are the first versions of their lines that run TypeScript without a flag.
  if (major > 23 || (major === 23 && minor >= 6) || (major === 22 && minor >= 18)) return start();
  console.error(
    `Node ${process.versions.node} is too old: run "npm ci", which brings a newer one for Linux, macOS and Windows, or install Node 22.18 or newer.`,
  );
  process.exitCode = 1;
};

/** Starts the server in a process of that Node. The process ends with this one. */
const startUnder = (node) => {
  const child = spawn(node, process.argv.slice(1), { stdio: ["inherit", "inherit", "inherit", "ipc"] });
  // The server stops when this channel closes. Windows has no signal for it.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"])
    process.on(signal, () => child.connected && child.disconnect());
  child.on("exit", (code) => {
    process.exitCode = code ?? 1;
  });
  // That Node does not run on this machine.
  child.on("error", startIfNewEnough);
};

const own = installedNode();
if (own === undefined) startIfNewEnough();
else if (own === realpathSync(process.execPath)) start();
else startUnder(own);
