// Holds package-lock.json to what `npm ci` needs on every machine: an entry for each platform's optional packages,
// which npm leaves out when the registry at hand lacks one, and no registry's address.
import { readFileSync } from "node:fs";

interface Entry {
  readonly version?: string;
  readonly resolved?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}
const { packages } = JSON.parse(readFileSync("package-lock.json", "utf8")) as {
  packages: Readonly<Record<string, Entry>>;
};

const problems = Object.entries(packages).flatMap(([path, { resolved, optionalDependencies = {} }]) => [
  ...(resolved === undefined
    ? []
    : [`${path} names a registry: see omit-lockfile-registry-resolved in .npmrc`]),
  ...Object.keys(optionalDependencies)
    .filter(
      (name) =>
        !packages[`${path}/node_modules/${name}`]?.version && !packages[`node_modules/${name}`]?.version,
    )
    .map(
      (name) => `${name}, an optional package of ${path}, has no entry: npm ci would refuse the lock file`,
    ),
]);
for (const problem of problems) console.error(problem);
process.exitCode = problems.length > 0 ? 1 : 0;
