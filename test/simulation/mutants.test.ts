import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { constants, setPriority, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { MUTANTS, type Mutant } from "./mutants.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const vitest = fileURLToPath(new URL("../../node_modules/vitest/vitest.mjs", import.meta.url));
const run = promisify(execFile);

/** What is read of vitest's report. */
interface Report {
  readonly testResults: readonly { readonly assertionResults: readonly { readonly status: string }[] }[];
}

/** Why the tests have not noticed, or null: a run of its own with the guard taken out has to fail, by an assertion. */
const unnoticed = async (
  { name, tests, file, find, replace }: Mutant,
  folder: string,
): Promise<string | null> => {
  const report = join(folder, "report.json");
  const asked = [
    "run",
    "--project",
    "simulation",
    "--bail=1",
    "--reporter=json",
    `--outputFile=${report}`,
    ...tests,
  ];
  const running = run(process.execPath, [vitest, ...asked], {
    cwd: root,
    env: { ...process.env, CI: "", SIMULATION_PATCH: JSON.stringify({ name, file, find, replace }) },
    maxBuffer: 64 * 1024 * 1024,
  });
  if (running.child.pid !== undefined)
    setPriority(running.child.pid, constants.priority.PRIORITY_BELOW_NORMAL);
  // It is meant to fail.
  await running.catch(() => {});
  const { testResults } = JSON.parse(readFileSync(report, "utf8")) as Report;
  rmSync(report);
  const statuses = testResults.flatMap(({ assertionResults }) =>
    assertionResults.map(({ status }) => status),
  );
  // A test that fails is meant; a file that cannot even be read has none.
  if (!statuses.some((status) => ["passed", "failed"].includes(status)))
    return `${name}: nothing runs any more`;
  return statuses.includes("failed") ? null : `${name}: all ${statuses.length} tests pass`;
};

test("[R8, R9, R10, R12, S8, S19, P19, P21, T6, T9, T11, H16, B13, C7] each guard that is taken out is missed by a test", async () => {
  expect(MUTANTS.length).toBeGreaterThanOrEqual(20);
  const left = [...MUTANTS];
  const problems: (string | null)[] = [];
  const work = async () => {
    const folder = mkdtempSync(join(tmpdir(), "briscola-mutants-"));
    for (let mutant = left.shift(); mutant; mutant = left.shift())
      problems.push(await unnoticed(mutant, folder));
    rmSync(folder, { recursive: true });
  };
  await Promise.all([work(), work()]);
  expect(problems.filter((problem) => problem !== null)).toEqual([]);
});
