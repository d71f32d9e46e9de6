// The cost of a game: the actor's counters of played matches, multiplied by a dated list of prices [M5].
import { parseArgs } from "node:util";
import { billFor, type Line, sumOf, sumOnPlan } from "../dev/cost/bill.ts";
import { type Played, playMatch } from "../dev/cost/match.ts";
import { PRICES } from "../dev/cost/prices.ts";
import { readCommandLine, wholeNumber } from "../dev/programs/options.ts";

const USAGE = "usage: npm run cost -- [--matches 5] [--seed 1]";

const { matches, seed } = readCommandLine(USAGE, (args) => {
  const { values } = parseArgs({ args, options: { matches: { type: "string" }, seed: { type: "string" } } });
  return {
    matches: wholeNumber(values.matches, { usual: 5, least: 1 }),
    seed: wholeNumber(values.seed, { usual: 1 }),
  };
});

interface Column {
  readonly name: string;
  readonly bills: readonly (readonly Line[])[];
}

const mean = (numbers: readonly number[]): number =>
  numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
const played = async (heartbeatSeconds: number, observers: number): Promise<readonly Played[]> => {
  const all: Played[] = [];
  for (let at = 0; at < matches; at += 1)
    all.push(await playMatch({ seed: seed + at, heartbeatSeconds, observers }));
  return all;
};
const column = (name: string, of: readonly Played[], object: "hibernating" | "awake"): Column => ({
  name,
  bills: of.map((match) => billFor(match, object)),
});

const [five, fiveAlone, ten, tenAlone] = [
  await played(5, 5),
  await played(5, 0),
  await played(10, 5),
  await played(10, 0),
] as const;
const columns = [
  column("5 s, 5 observers", five, "hibernating"),
  column("5 s, no observers", fiveAlone, "hibernating"),
  column("10 s, 5 observers", ten, "hibernating"),
  column("10 s, no observers", tenAlone, "hibernating"),
  column("5 s, 5 observers, always awake", five, "awake"),
];

const dollars = (bills: Column["bills"], pick: (bill: readonly Line[]) => number): string =>
  (1_000 * mean(bills.map(pick))).toFixed(3);
const count = (amount: number): string => {
  if (amount < 0.01) return amount.toExponential(1);
  const digits = amount >= 100 ? 0 : amount >= 1 ? 1 : 2;
  return amount.toFixed(digits);
};
const say = (cells: readonly string[]) => console.log(`| ${cells.join(" | ")} |`);

const counted = mean(five.map(({ tally }) => tally.counts.actions)).toFixed(0);
const deals = mean(five.map((match) => match.deals)).toFixed(1);
console.log(
  `Dollars for 1,000 games of fifteen minutes, beyond what the plans include. Mean of ${matches} matches from`,
);
console.log(`seed ${seed}, with ${deals} deals and ${counted} actions each. Prices read on ${PRICES.read}:`);
console.log(`${PRICES.sources.join(", ")}.\n`);
say(["", "amount per game, 5 s, 5 observers", ...columns.map(({ name }) => name)]);
say(["---", "---:", ...columns.map(() => "---:")]);
const first = columns[0]?.bills[0] ?? [];
for (const [at, { what }] of first.entries()) {
  const amounts = (columns[0]?.bills ?? []).map((bill) => bill[at]?.amount ?? 0);
  const costs = columns.map(({ bills }) => dollars(bills, (bill) => bill[at]?.dollars ?? 0));
  say([what, count(mean(amounts)), ...costs]);
}
for (const whose of ["Cloudflare", "Upstash"] as const) {
  say([
    `**${whose}**`,
    "",
    ...columns.map(({ bills }) => `**${dollars(bills, (bill) => sumOf(bill, whose))}**`),
  ]);
}
say(["**total**", "", ...columns.map(({ bills }) => `**${dollars(bills, (bill) => sumOf(bill))}**`)]);
say([
  "**total, Redis on a fully used fixed plan**",
  "",
  ...columns.map(({ bills }) => `**${dollars(bills, sumOnPlan)}**`),
]);
console.log("\nThe counters, for one game:\n");
say(["", ...columns.slice(0, 4).map(({ name }) => name)]);
say(["---", "---:", "---:", "---:", "---:"]);
const names = Object.keys(five[0]?.tally.counts ?? {}) as (keyof Played["tally"]["counts"])[];
for (const name of names) {
  const cells = [five, fiveAlone, ten, tenAlone].map((of) =>
    mean(of.map(({ tally }) => tally.counts[name])).toFixed(0),
  );
  say([name, ...cells]);
}
say([
  "sleeps",
  ...[five, fiveAlone, ten, tenAlone].map((of) => mean(of.map(({ sleeps }) => sleeps)).toFixed(1)),
]);
