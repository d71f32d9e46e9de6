// Writes what the two descriptions are put together from: the schemas as JSON Schema, and with --play the examples too,
// from a deal that it plays on a real server.
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { startServer } from "../dev/clients/server.ts";
import { componentsOfSchemas } from "../dev/describe/components.ts";
import { playExamples } from "../dev/describe/examples.ts";

const biome = createRequire(import.meta.url).resolve("@biomejs/biome/bin/biome");
const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const write = (name: string, value: object): void => {
  const file = here(`../src/edge/describe/${name}`);
  writeFileSync(file, JSON.stringify(value));
  execFileSync(process.execPath, [biome, "format", "--write", file], { stdio: "inherit" });
};

write("components.json", componentsOfSchemas());
if (process.argv.includes("--play")) {
  const server = await startServer();
  try {
    write("examples.json", await playExamples(server));
  } finally {
    await server.close();
  }
}
