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

const order = orderIn(process.argv.slice(2));
if (order) {
  const { deals, seed } = order;
  console.log(`Caller bound to ${TARGET} points; ${deals} deals a line, seed ${seed}\n`);
  console.log("| caller's side | defenders | wanted | made | 95 % interval | points |");
  console.log("| ------------- | --------- | -----: | ---: | ------------: | -----: |");
  const contests = contestsFrom(seed, deals);
  for (const rung of RUNGS) {
    const tally = climb(contests, rung, seed);
    const cells = [
      rung.side.padEnd(13),
      rung.defenders.padEnd(9),
      `${rung.least}-${rung.most}`.padStart(6),
      ((100 * tally.made) / tally.deals).toFixed(1).padStart(4),
      intervalOf(tally)
        .map((end) => end.toFixed(1))
        .join(" - ")
        .padStart(13),
      tally.points.toFixed(1).padStart(6),
    ];
    console.log(`| ${cells.join(" | ")} |`);
  }
} else {
  console.error(USAGE);
  process.exitCode = 2;
}
