import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Rolldown } from "vite";
import { beforeAll, describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const chunks: Rolldown.OutputChunk[] = [];
let notices = "";

beforeAll(async () => {
  const built = (await build({ root, logLevel: "warn", build: { write: false } })) as Rolldown.RolldownOutput;
  for (const file of built.output) {
    if (file.type === "chunk") chunks.push(file);
    else if (file.fileName === "licences.txt") notices = String(file.source);
  }
}, 60_000);

describe("[W22] the licences of the page", () => {
  test("[W22] are those of each package that a script of the page has something of", () => {
    const modules = chunks.flatMap(({ moduleIds }) => moduleIds);
    const packages = new Set(
      modules.flatMap((id) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id.replaceAll("\\", "/")) ?? []),
    );
    expect(packages.size).toBeGreaterThan(4);
    for (const folder of packages) {
      const file = readdirSync(folder).find((name) => /^licen[cs]e/i.test(name));
      expect(file, folder).toBeDefined();
      expect(notices, folder).toContain(readFileSync(join(folder, file ?? ""), "utf8").trim());
    }
  });

  test("[W22] are this project's own too, and Vite's, whose lines are in every build", () => {
    expect(notices).toContain(readFileSync(join(root, "LICENSE"), "utf8").trim());
    expect(notices).toContain("VoidZero Inc. and Vite contributors");
    expect(notices).not.toContain("Bundled dependencies");
  });

  test("[W22] are named by each script", () => {
    for (const { code, fileName } of chunks)
      expect(code, fileName).toContain("/*! Licences: /licences.txt */");
  });
});
