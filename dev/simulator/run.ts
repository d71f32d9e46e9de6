// Runs seeds of the simulation in this process:
//   node dev/simulator/run.ts <first> <count> [--stop=after-seed|at-once] [--trace]
// Prints one line of JSON with the figures and the failed seeds. With --trace, prints a line for each event before it.
import { parseArgs } from "node:util";
import { wholeNumber } from "../programs/options.ts";
import { type Figures, simulate } from "./simulate.ts";

/** The result of a run of seeds. */
export interface Report {
  readonly seeds: number;
  readonly figures: Figures;
  readonly failed: readonly { readonly seed: number; readonly problems: readonly string[] }[];
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { stop: { type: "string" }, trace: { type: "boolean" } },
});
const first = wholeNumber(positionals[0], { usual: 1 });
const count = wholeNumber(positionals[1], { usual: 1 });
const { stop } = values;
const trace = values.trace ? (line: string) => process.stdout.write(`${line}\n`) : null;
for (const level of ["info", "warn", "error"] as const) console[level] = () => {};

const figures: Record<string, number> = {};
const failed: Report["failed"][number][] = [];
let seeds = 0;
for (let seed = first; seed < first + count; seed += 1) {
  const outcome = await simulate(seed, { stopsAtOnce: stop === "at-once", trace }).catch(
    (error: unknown) => ({
      problems: [`it broke: ${String((error as Error).stack)}`],
      figures: {} as Figures,
    }),
  );
  seeds += 1;
  for (const [name, value] of Object.entries(outcome.figures)) figures[name] = (figures[name] ?? 0) + value;
  if (outcome.problems.length > 0) failed.push({ seed, problems: outcome.problems });
  if (stop && failed.length > 0) break;
}
process.stdout.write(`${JSON.stringify({ seeds, figures, failed })}\n`, () => process.exit());
