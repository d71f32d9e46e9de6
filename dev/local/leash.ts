// Runs one program for dev/local/child.ts: node leash.ts <grace ms> <program> <argument>…
// This process leads a process group, and its parent holds the pipe of its standard input open. When the pipe closes,
// on request or because the parent was killed, or when the program ends, the whole group ends.
import { spawn } from "node:child_process";
import { killFamily } from "./kill.ts";

const isWindows = process.platform === "win32";
const [grace = "1000", program = "", ...args] = process.argv.slice(2);
const child = spawn(program, args, {
  stdio: ["ignore", "inherit", "inherit"],
  windowsHide: true,
});

let ending = false;
const end = () => {
  if (ending) return;
  ending = true;
  // Windows has no signal that asks a program to end.
  if (isWindows) return kill();
  child.kill("SIGTERM");
  setTimeout(kill, Number(grace));
};
const kill = () => {
  // The group includes this process, so no code runs after it. On Windows the tree does not include it.
  const leader = isWindows ? child.pid : process.pid;
  if (leader !== undefined) killFamily(leader);
  process.exit();
};

child.on("error", (error: NodeJS.ErrnoException) => {
  console.error(`${program}: ${error.code ?? error.message}`);
  process.exitCode = 127;
  process.stdin.destroy();
});
child.on("exit", kill);
for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, end);
process.stdin.on("close", end).on("error", end).resume();
