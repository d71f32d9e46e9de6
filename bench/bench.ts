// Measures the server and a minimal server on the same platform in one run. See docs/performance.md.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { readCommandLine } from "../dev/programs/options.ts";
import { startBare, startTalking } from "../dev/workerd/bare.ts";
import { buildWorker } from "../dev/workerd/build.ts";
import { startProduct } from "../dev/workerd/product.ts";
import { NAMES, type Target } from "../dev/workerd/target.ts";
import { type AttackPlan, measureAttacks } from "./attacks.ts";
import { type IdlePlan, measureIdle } from "./idle.ts";
import { type Options, orderIn, USAGE } from "./options.ts";
import { profileLoad } from "./profile.ts";
import { attackTableOf } from "./report/attacks.ts";
import { writeDocs } from "./report/docs.ts";
import { plotOf } from "./report/plot.ts";
import { tableOf } from "./report/table.ts";
import type { Load, OfBoth, Results } from "./results.ts";
import { measureLoad } from "./rounds.ts";
import { countWrites } from "./writes.ts";
import { measureYoung, type YoungPlan } from "./young.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = join(root, "dist/bench");
const RESULTS = join(folder, "results.json");
const COUNTED = fileURLToPath(new URL("./workers/counted.ts", import.meta.url));

const today = (): string => new Date().toISOString().slice(0, 10);
const machine = `${availableParallelism()} × ${cpus()[0]?.model ?? "unknown CPU"}, Node ${process.versions.node}`;

const problems: string[] = [];
const report = (problem: string) => problems.push(problem);

/** The product's bundle, and the mean length of the rows that it writes. */
interface Subject {
  readonly bundle: string;
  readonly rowBytes: number;
}

/** The same measurement for both, one after the other. */
const ofBoth = async <T>(
  { bundle, rowBytes }: Subject,
  measure: (start: (before?: string) => Promise<Target>) => Promise<T>,
): Promise<OfBoth<T>> => ({
  bare: await measure((before) => startBare(rowBytes, before)),
  product: await measure((before) => startProduct(bundle, { before: before ?? null })),
});

const measureLoads = async (
  { bundle, rowBytes }: Subject,
  { loads, profiles }: Options,
): Promise<readonly Load[]> => {
  const measured: Load[] = [];
  for (const plan of loads) {
    console.log(`${plan.games * 5} clients…`);
    const targets = [await startBare(rowBytes), await startTalking(rowBytes), await startProduct(bundle)];
    const load = await measureLoad(targets, plan, report);
    measured.push(load);
    if (!profiles) continue;
    const file = join(folder, `product-${plan.games}.cpuprofile`);
    const named = buildWorker(join(folder, "named"), { keepsNames: true });
    console.log(`${await profileLoad(await startProduct(named), plan, named, file)}\n${file}\n`);
  }
  return measured;
};

/** The earlier results of the same day. They replace the parts that are not measured now. */
const resultsBefore = (date: string): Pick<Results, "loads" | "young" | "idle" | "writes"> => {
  const before = existsSync(RESULTS) ? (JSON.parse(readFileSync(RESULTS, "utf8")) as Results) : null;
  return before?.date === date ? before : { loads: [], young: null, idle: null, writes: null };
};

const measureAll = async (bundle: string, options: Options): Promise<Results> => {
  const { parts, young, idle, written } = options;
  const date = today();
  const before = resultsBefore(date);
  const product = await countWrites(await startProduct(bundle, { before: COUNTED }), written, report);
  const { rowBytes } = product;
  const subject = { bundle, rowBytes };
  const youngOf = (plan: YoungPlan) => ofBoth(subject, (start) => measureYoung(start, plan, report));
  const idleOf = (plan: IdlePlan) => ofBoth(subject, (start) => measureIdle(start, plan, report));
  const writesOf = async () => ({
    bare: await countWrites(await startBare(rowBytes, COUNTED), written, report),
    product,
  });
  return {
    date,
    machine,
    workerBytes: gzipSync(readFileSync(bundle)).length,
    loads: parts.includes("load") ? await measureLoads(subject, options) : before.loads,
    young: parts.includes("young") ? await youngOf(young) : before.young,
    idle: parts.includes("idle") ? await idleOf(idle) : before.idle,
    writes: parts.includes("writes") ? await writesOf() : before.writes,
  };
};

const runParts = async (bundle: string, options: Options): Promise<void> => {
  const results = await measureAll(bundle, options);
  if (!options.isQuick) writeFileSync(RESULTS, `${JSON.stringify(results, null, 2)}\n`);
  const table = tableOf(results);
  const plot = plotOf(results.loads);
  writeFileSync(join(folder, "latency.svg"), plot);
  if (options.writesDocs) writeDocs(root, "npm run bench -- --docs", table, plot);
  console.log(table);
  const acted = results.loads.flatMap(({ actions }) => Object.values(actions));
  const actions = acted.reduce((sum, count) => sum + count, 0);
  checkComplete(results);
  if (problems.length === 0)
    console.log(`\n${actions} actions, each answered once, heard by five without a gap, and stored.`);
};

const runAttacks = async (bundle: string, plan: AttackPlan, writesTable: boolean): Promise<void> => {
  console.log("Attacks…");
  const date = today();
  const attacks = await measureAttacks(bundle, plan, report);
  const table = attackTableOf({ date, machine, attacks });
  if (writesTable) writeDocs(root, "npm run bench -- --attack --docs", table);
  console.log(table);
};

const run = async (options: Options): Promise<void> => {
  mkdirSync(folder, { recursive: true });
  const bundle = buildWorker(join(folder, "worker"));
  const { parts, attack, writesDocs, isQuick } = options;
  if (parts.length > 0) await runParts(bundle, options);
  if (attack) await runAttacks(bundle, attack, writesDocs && !isQuick);
};

/** Checks that every part has measured its values. */
const checkComplete = ({ loads, young, idle, writes }: Results): void => {
  const parts = [young, idle, writes].flatMap((part) => Object.values(part ?? {}));
  const figures = parts.flatMap(Object.values);
  const times = loads.flatMap(({ medians }) => NAMES.map((name) => medians[name].p99));
  if (![...figures, ...times].every(Number.isFinite)) report("a part has measured nothing");
};

process.on("SIGINT", () => process.exit(130));
await run(readCommandLine(USAGE, orderIn));
for (const problem of problems) console.error(problem);
process.exitCode = problems.length === 0 ? 0 : 1;
