import { spawnSync } from "node:child_process";
import {
  appendFileSync,
  globSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { copyProject } from "./project.ts";

const PATIENCE_MS = 60_000;

let home = "";
beforeAll(() => {
  home = realpathSync(mkdtempSync(join(tmpdir(), "briscola-build-")));
  copyProject(home);
});
afterAll(() => rmSync(home, { recursive: true }));

/** The build, as wrangler runs it for `command`. */
const build = (command: "dev" | "deploy") => {
  const env = { ...process.env, WRANGLER_COMMAND: command };
  return spawnSync(process.execPath, ["scripts/build.ts"], { cwd: home, env, encoding: "utf8" });
};
/** The files of the page, with their content. */
const built = (): ReadonlyMap<string, string> =>
  new Map(
    globSync("**/*", { cwd: join(home, "dist/page") })
      .filter((name) => statSync(join(home, "dist/page", name)).isFile())
      .map((name) => [name.replaceAll("\\", "/"), readFileSync(join(home, "dist/page", name), "latin1")]),
  );

test(
  "[L24] the build writes the page and both descriptions, and again when a source of either changes",
  () => {
    expect(build("deploy")).toMatchObject({ status: 0 });
    const first = built();
    for (const name of ["index.html", "sw.js", "api/openapi.json", "api/asyncapi.json"])
      expect([...first.keys()]).toContain(name);
    appendFileSync(join(home, "src/web/style/card.css"), ".card { --changed: 1 }\n");
    const texts = join(home, "dev/describe/words.ts");
    appendFileSync(texts, "Object.assign(FIELD_TEXTS, { nonce: 'A changed text.' });\n");
    expect(build("deploy")).toMatchObject({ status: 0 });
    const second = built();
    const [style = ""] = [...second.keys()].filter((name) => !first.has(name) && name.endsWith(".css"));
    expect(second.get(style)).toContain("--changed");
    expect(second.get("api/openapi.json")).toContain("A changed text.");
  },
  PATIENCE_MS,
);

test.each(["src/web/main.tsx", "src/shared/protocol/client.ts", "dev/describe/calls.ts"])(
  "[L24] with an error in %s the last build stays, and under wrangler dev the build reports it and does not fail",
  (file) => {
    const before = built();
    const source = readFileSync(join(home, file));
    appendFileSync(join(home, file), "\n}} not TypeScript\n");
    expect(build("dev")).toMatchObject({
      status: 0,
      stderr: expect.stringMatching(/The page stays as it was/),
    });
    expect(build("deploy")).toMatchObject({ status: 1 });
    expect(built()).toEqual(before);
    writeFileSync(join(home, file), source);
  },
  PATIENCE_MS,
);
