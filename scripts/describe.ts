// Plays a deal on a real server and writes its messages to dev/describe/examples.json, for the two descriptions.
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { startServer } from "../dev/clients/server.ts";
import { playExamples } from "../dev/describe/play.ts";

const biome = createRequire(import.meta.url).resolve("@biomejs/biome/bin/biome");
const file = fileURLToPath(new URL("../dev/describe/examples.json", import.meta.url));

const server = await startServer();
try {
  writeFileSync(file, JSON.stringify(await playExamples(server)));
  execFileSync(process.execPath, [biome, "format", "--write", file], { stdio: "inherit" });
} finally {
  await server.close();
}
