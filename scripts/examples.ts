// Plays a deal on a real server and writes what was said into the examples of the two descriptions.
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { playExamples } from "../test/support/examples.ts";
import { startServer } from "../test/support/server.ts";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const file = here("../src/edge/describe/examples.json");

const server = await startServer();
try {
  writeFileSync(file, JSON.stringify(await playExamples(server)));
} finally {
  await server.close();
}
execFileSync(here("../node_modules/.bin/biome"), ["format", "--write", file], { stdio: "inherit" });
