// The yardstick of the bots: how often a caller bound to 90 card points makes them, level against level [B4].
import { parseArgs } from "node:util";
import { climb, contestsFrom, intervalOf, RUNGS } from "./ladder/climb.ts";
import { TARGET } from "./ladder/deal.ts";

const USAGE = "usage: npm run ladder -- [--deals 4000] [--seed 1]";

/** The whole numbers that the command line asks for, or null when it cannot be read. */
const orderIn = (args: string[]): { deals: number; seed: number } | null => {
  try {
    const { values } = parseArgs({ args, options: { deals: { type: "string" }, seed: { type: "string" } } });
    const [deals, seed] = [Number(values.deals ?? 4000), Number(values.seed ?? 1)];
    return Number.isSafeInteger(deals) && deals > 0 && Number.isSafeInteger(seed) ? { deals, seed } : null;
  } catch {
    return null;
  }
};

/** The deals that are played, by what the caller's hand must be worth. */
const SELECTIONS = [
  { least: TARGET, title: `Deals in which a hand is worth ${TARGET} to the rule level` },
  { least: 0, title: "All deals, whatever the best hand is worth" },
];

const order = orderIn(process.argv.slice(2));
if (order) {
  const { deals, seed } = order;
  console.log(`Caller bound to ${TARGET} points; ${deals} deals a line, seed ${seed}`);
  for (const { least, title } of SELECTIONS) {
    console.log(`\n${title}\n`);
    console.log("| caller's side | defenders | made | 95 % interval | points |");
    console.log("| ------------- | --------- | ---: | ------------: | -----: |");
    const contests = contestsFrom(seed, deals, least);
    for (const rung of RUNGS) {
      const tally = climb(contests, rung, seed);
      const share = ((100 * tally.made) / tally.deals).toFixed(1);
      const interval = intervalOf(tally).map((end) => end.toFixed(1));
      const levels = `| ${rung.side.padEnd(13)} | ${rung.defenders.padEnd(9)}`;
      const figures = `${share.padStart(4)} | ${interval.join(" - ").padStart(13)} | ${tally.points.toFixed(1).padStart(6)}`;
      console.log(`${levels} | ${figures} |`);
    }
  }
} else {
  console.error(USAGE);
  process.exitCode = 2;
}
