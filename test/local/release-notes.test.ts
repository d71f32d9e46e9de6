import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { parse } from "yaml";

const root = fileURLToPath(new URL("../..", import.meta.url));
const { jobs } = parse(readFileSync(join(root, ".github/workflows/release.yml"), "utf8"));
type Step = { readonly name?: string; readonly run?: string };
const steps: readonly Step[] = jobs.release.steps;
const stepNamed = (name: string): string => steps.find((step) => step.name === name)?.run ?? "";
const NOTES = steps.find(({ run }) => run?.includes("release:notes"))?.run ?? "";

const folders: string[] = [];
const folder = (): string => {
  const made = mkdtempSync(join(tmpdir(), "briscola-notes-"));
  folders.push(made);
  return made;
};
afterAll(() => {
  for (const made of folders) rmSync(made, { recursive: true, force: true });
});

const CHANGELOG =
  "# Changelog\n\n## 1.2.0 - unreleased\n\n- Later.\n\n## 1.1.0 - 2026-01-02\n\n### Added\n\n- Now.\n\n" +
  "## 1.0.0 - 2026-01-01\n\n- First.\n\n## 0.9.0 - 2025-12-01\n";

/** A project with this CHANGELOG, at this version, with the games that these releases have recorded. */
const project = (at: string, recorded: readonly string[] = [at]): string => {
  const cwd = folder();
  cpSync(join(root, "scripts/release-notes.ts"), join(cwd, "scripts/release-notes.ts"));
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  writeFileSync(join(cwd, "package.json"), JSON.stringify({ type: "module", version: at, scripts }));
  writeFileSync(join(cwd, "CHANGELOG.md"), CHANGELOG);
  for (const version of recorded) mkdirSync(join(cwd, "test/releases", version), { recursive: true });
  return cwd;
};

/** A step as the runner runs it, with the programs of `bin` first on the PATH. */
const runStep = (script: string, cwd: string, env: Readonly<Record<string, string>>, bin = cwd) => {
  const PATH = [bin, dirname(process.execPath), process.env.PATH].join(delimiter);
  const { status, stdout, stderr } = spawnSync("bash", ["-e", "-c", script], {
    cwd,
    encoding: "utf8",
    env: { PATH, HOME: cwd, RUNNER_TEMP: cwd, ...env },
  });
  return { code: status, stdout, stderr };
};

describe("[L22] the notes of a release", () => {
  it.each(["1.1.0", "v1.1.0"])("[L22] of %s are the entry of its version", (VERSION) => {
    const cwd = project("1.1.0");
    expect(runStep(NOTES, cwd, { VERSION })).toEqual({ code: 0, stdout: "", stderr: "" });
    expect(readFileSync(join(cwd, "notes.md"), "utf8")).toBe("### Added\n\n- Now.\n");
  });

  it.each([
    ["is none", "latest", "1.1.0", ["1.1.0"], "usage: npm run release:notes -- <version>, as in 1.2.0"],
    ["has no entry", "1.3.0", "1.3.0", ["1.3.0"], "CHANGELOG.md has no entry for 1.3.0."],
    ["is not dated", "1.2.0", "1.2.0", ["1.2.0"], "The entry for 1.2.0 in CHANGELOG.md has no date."],
    ["has an empty entry", "0.9.0", "0.9.0", ["0.9.0"], "The entry for 0.9.0 in CHANGELOG.md is empty."],
    ["is not the package's", "1.0.0", "1.1.0", ["1.0.0"], "package.json says 1.1.0, not 1.0.0."],
    [
      "is not recorded",
      "1.1.0",
      "1.1.0",
      [],
      "test/releases/1.1.0 does not exist: run npm run release first.",
    ],
  ])("[L22] are refused when the version %s", (_, version, at, recorded, sentence) => {
    const script = join(project(at, recorded), "scripts/release-notes.ts");
    const { status, stdout, stderr } = spawnSync(process.execPath, [script, version], { encoding: "utf8" });
    expect({ status, stdout, stderr }).toEqual({ status: 1, stdout: "", stderr: `${sentence}\n` });
  });
});

describe("[L22] the tag of a release", () => {
  const git = (cwd: string, ...args: string[]): string => {
    const who = ["-c", "user.name=a", "-c", "user.email=a@b.example", "-c", "init.defaultBranch=main"];
    return execFileSync("git", [...who, ...args], { cwd, encoding: "utf8", stdio: "pipe" }).trim();
  };
  /** A clone with two commits, and its origin. */
  const clone = () => {
    const origin = folder();
    git(origin, "init", "--bare", "--quiet");
    const cwd = folder();
    git(cwd, "init", "--quiet");
    git(cwd, "remote", "add", "origin", origin);
    const [first = "", second = ""] = ["first", "second"].map((message) => {
      git(cwd, "commit", "--quiet", "--allow-empty", "-m", message);
      return git(cwd, "rev-parse", "HEAD");
    });
    return { origin, cwd, first, second };
  };
  const TAG = stepNamed("Tag the commit");

  it("[L22] is put on the released commit and pushed, and a repeat changes nothing", () => {
    const { origin, cwd, second } = clone();
    for (const VERSION of ["1.1.0", "v1.1.0"])
      expect(runStep(TAG, cwd, { VERSION, GITHUB_SHA: second })).toMatchObject({ code: 0 });
    expect(git(origin, "tag")).toBe("v1.1.0");
    expect(git(origin, "rev-parse", "v1.1.0")).toBe(second);
  });

  it("[L22] is accepted on the same commit when it is annotated", () => {
    const { cwd, second } = clone();
    git(cwd, "tag", "-a", "v1.1.0", "-m", "1.1.0");
    expect(runStep(TAG, cwd, { VERSION: "v1.1.0", GITHUB_SHA: second })).toMatchObject({ code: 0 });
  });

  it("[L22] is not moved from another commit", () => {
    const { origin, cwd, first, second } = clone();
    git(cwd, "tag", "v1.1.0", first);
    expect(runStep(TAG, cwd, { VERSION: "1.1.0", GITHUB_SHA: second }).code).not.toBe(0);
    expect(git(cwd, "rev-parse", "v1.1.0")).toBe(first);
    expect(git(origin, "tag")).toBe("");
  });

  it.each([
    ["is made when there is none", 1, ["view v1.1.0", "create v1.1.0 --verify-tag --title 1.1.0"]],
    ["is left alone when it is there", 0, ["view v1.1.0"]],
  ])("[L22] a release %s", (_, viewed, calls) => {
    const cwd = folder();
    const gh = `#!/bin/sh\nshift\necho "$@" >> calls\n[ "$1" = create ] || exit ${viewed}\n`;
    writeFileSync(join(cwd, "gh"), gh);
    chmodSync(join(cwd, "gh"), 0o755);
    expect(runStep(stepNamed("Create the release"), cwd, { VERSION: "v1.1.0" })).toMatchObject({ code: 0 });
    const notes = ` --notes-file ${join(cwd, "notes.md")}`;
    const expected = calls.map((call) => call + (call.startsWith("create") ? notes : ""));
    expect(readFileSync(join(cwd, "calls"), "utf8").trim().split("\n")).toEqual(expected);
  });
});
