// Checks what `npm ci` requires of package-lock.json on every machine: an entry for each platform's optional packages,
// which npm omits when the registry lacks one, the integrity of each entry, and no address of a registry.
import { readFileSync } from "node:fs";

interface Entry {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  /** The package is included in another one, whose integrity covers it. */
  readonly inBundle?: boolean;
  readonly os?: string | readonly string[];
  readonly libc?: readonly string[];
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}
const { packages } = JSON.parse(readFileSync("package-lock.json", "utf8")) as {
  packages: Readonly<Record<string, Entry>>;
};

const problemsOf = ([path, entry]: [string, Entry]): readonly string[] => {
  const problems: string[] = [];
  if (entry.resolved !== undefined)
    problems.push(`${path} names a registry: see omit-lockfile-registry-resolved in .npmrc`);
  // The root is this project.
  if (path !== "" && !entry.inBundle && !entry.integrity?.startsWith("sha512-"))
    problems.push(`${path} has no integrity: put in what "npm view <name>@<version> dist.integrity" prints`);
  for (const name of Object.keys(entry.optionalDependencies ?? {}))
    if (!packages[`${path}/node_modules/${name}`]?.version && !packages[`node_modules/${name}`]?.version)
      problems.push(
        `${name}, an optional package of ${path}, has no entry: npm ci would refuse the lock file`,
      );
  return problems;
};

/**
 * The packages of Node do not declare that they need glibc. Without that, npm installs them on Alpine, where they fail.
 */
const withoutLibc = Object.keys(packages[""]?.optionalDependencies ?? {}).filter((name) => {
  const { os = [], libc = [] } = packages[`node_modules/${name}`] ?? {};
  return os.includes("linux") && !libc.includes("glibc");
});

const problems = [
  ...Object.entries(packages).flatMap(problemsOf),
  ...withoutLibc.map((name) => `${name} runs on glibc alone: put "libc": ["glibc"] into its entry`),
];
for (const problem of problems) console.error(problem);
process.exitCode = problems.length > 0 ? 1 : 0;
