// Measures the bots [B4]: how often a caller bound to 90 card points makes them, free auctions, what a seat scores among
// four others, and whether the forecasts of `search` come true.
import { parseArgs } from "node:util";
import { type Line, RUNGS } from "../dev/ladder/climb.ts";
import { type Outcome, TARGET } from "../dev/ladder/deal.ts";
import { measureDelay } from "../dev/ladder/delay.ts";
import { playDuplicate } from "../dev/ladder/duplicate.ts";
import { calibrationOf, type Forecast } from "../dev/ladder/forecast.ts";
import type { Player } from "../dev/ladder/players.ts";
import { playLine } from "../dev/ladder/pool.ts";
import { head, percent, row, span } from "../dev/ladder/table.ts";
import { differenceOf, shareOf, tallyOf } from "../dev/ladder/tally.ts";
import { measureInWorkerd } from "../dev/ladder/workerd.ts";
import { readCommandLine, wholeNumber } from "../dev/programs/options.ts";
import { quantile } from "../dev/programs/quantile.ts";
import { TABLE_NAMES } from "../src/shared/game/tables.ts";

const USAGE = `usage: npm run ladder -- [--deals 4000] [--seed 1] [--only rungs|inference|auction|duplicate|tables|speed]`;
const PARTS = ["rungs", "inference", "auction", "duplicate", "tables", "speed"] as const;

const { deals, seed, parts } = readCommandLine(USAGE, (args) => {
  const string = { type: "string" } as const;
  const { values } = parseArgs({ args, options: { deals: string, seed: string, only: string } });
  const parts = PARTS.filter((part) => values.only === undefined || values.only === part);
  if (parts.length === 0) throw new Error("no such part");
  return {
    deals: wholeNumber(values.deals, { usual: 4000, least: 2 }),
    seed: wholeNumber(values.seed, { usual: 1 }),
    parts,
  };
});

const played = new Map<string, Promise<readonly Outcome[]>>();
/** The outcomes of a line. Each line is played once. */
const outcomesOf = (side: Player, defenders: Player, count = deals): Promise<readonly Outcome[]> => {
  const name = `${side} ${defenders}`;
  const before = played.get(name);
  if (before) return before;
  const playing = playLine({ side, defenders }, seed, count).then(({ outcomes, meter }) => {
    if (meter.times.length > 0) thinking.push({ line: { side, defenders }, ...meter });
    return outcomes.filter((outcome) => outcome !== null);
  });
  played.set(name, playing);
  return playing;
};
const thinking: { line: Line; times: readonly number[]; playouts: number }[] = [];

const climbRungs = async () => {
  console.log(`\nCaller bound to ${TARGET} points; seed ${seed}\n`);
  row("caller's side", "defenders", "deals", "required", "made", "95 % interval", "points");
  row("---", "---", "--:", "--:", "--:", "--:", "--:");
  for (const { side, defenders, wanted } of RUNGS) {
    const tally = tallyOf(await outcomesOf(side, defenders, wanted ? deals : Math.ceil(deals / 4)));
    const made = shareOf(tally.made, tally.deals);
    const limits = wanted ? wanted.join("-") : "";
    row(side, defenders, tally.deals, limits, percent(made.share), span(made), percent(tally.points));
  }
};

const measureInference = async () => {
  console.log(`\nThe value of inference: the same deals against \`rule\`\n`);
  row("as", "plain", "search", "seer", "inference", "95 % interval", "of the gap");
  row("---", "--:", "--:", "--:", "--:", "--:", "--:");
  const made = (outcomes: readonly Outcome[]) => (100 * tallyOf(outcomes).made) / outcomes.length;
  for (const as of ["caller's side", "defenders"] as const) {
    const play = (player: Player) =>
      as === "defenders" ? outcomesOf("rule", player) : outcomesOf(player, "rule");
    const [plain, search, seer] = [await play("plain"), await play("search"), await play("seer")];
    const gain = differenceOf(search, plain);
    const closed = (100 * gain.mean) / (made(seer) - made(plain));
    const shares = [plain, search, seer].map((outcomes) => percent(made(outcomes)));
    row(as, ...shares, percent(gain.mean), span(gain), `${percent(closed)} %`);
  }
};

const bidFreely = async () => {
  console.log(`\nFree auctions: five bots of one level; seed ${seed}\n`);
  head(["level", "deals", "made", "95 % interval", "passed out", "contracts made/bid"], 1);
  const forecasts: Forecast[] = [];
  for (const free of ["casual", "rule", "search"] as const) {
    const { outcomes, meter } = await playLine({ free }, seed, Math.ceil(deals / 4));
    if (free === "search") thinking.push({ line: { free }, ...meter });
    forecasts.push(...meter.forecasts);
    const heard = outcomes.filter((outcome) => outcome !== null);
    const tally = tallyOf(heard);
    const made = shareOf(tally.made, tally.deals);
    const tens = [...new Set(heard.map(({ bid }) => Math.floor(bid / 10) * 10))].sort((a, b) => a - b);
    const byTen = tens.map((ten) => {
      const of = tallyOf(heard.filter(({ bid }) => Math.floor(bid / 10) * 10 === ten));
      return `${ten}s ${of.made}/${of.deals}`;
    });
    const passed = outcomes.length - heard.length;
    row(free, outcomes.length, percent(made.share), span(made), passed, byTen.join(", "));
  }
  console.log("\nForecasts of `search` in these deals: the own side wins, in per cent\n");
  head(["role", "trick", "decisions", "predicted", "happened", "Brier score"], 1);
  for (const { role, trick, count, predicted, happened, brier } of calibrationOf(forecasts))
    row(role, trick + 1, count, percent(predicted), percent(happened), brier.toFixed(3));
};

const playDuplicates = async () => {
  console.log(`\nOne seat among four others, in duplicate; seed ${seed}\n`);
  head(["one", "among four", "deals", "its score", "theirs in its seat", "gain a deal", "95 % interval"], 2);
  const before = process.env.BRISCOLA_BEFORE ? ([["search", "before"]] as const) : [];
  for (const [lone, others] of [...DUPLICATES, ...before]) {
    const { score, replaced, gain } = await playDuplicate(lone, others, seed, Math.ceil(deals / 20));
    const figures = [score, replaced, gain.mean, gain.low, gain.high].map((value) => value.toFixed(3));
    const [own = "", theirs = "", mean = "", low, high] = figures;
    row(lone, others, Math.ceil(deals / 20), own, theirs, mean, `${low} to ${high}`);
  }
};

/** The pairs of levels that are exchanged. */
const DUPLICATES = [
  ["casual", "search"],
  ["rule", "search"],
  ["search", "rule"],
  ["search", "casual"],
] as const satisfies readonly (readonly [Player, Player])[];

/** The known tables but the default one: free auctions, and levels against each other. */
const playTables = async () => {
  const tables = TABLE_NAMES.filter((table) => table !== "buio");
  const line = async (of: Line, ...names: readonly string[]) => {
    const isSlow = Object.values(of).includes("search");
    const count = isSlow ? Math.ceil(deals / 4) : deals;
    const { outcomes } = await playLine(of, seed, count);
    const heard = outcomes.filter((outcome) => outcome !== null);
    const tally = tallyOf(heard);
    const made = shareOf(tally.made, tally.deals);
    const passed = outcomes.length - heard.length;
    row(...names, count, passed, percent(made.share), span(made), percent(tally.points));
  };
  console.log("\nOther tables: five bots of one level bid freely\n");
  row("table", "level", "deals", "passed out", "made", "95 % interval", "points");
  row("---", "---", "--:", "--:", "--:", "--:", "--:");
  for (const table of tables)
    for (const free of ["casual", "rule", "search"] as const) await line({ free, table }, table, free);
  console.log("\nOther tables: a caller bound to its bid\n");
  row("table", "caller's side", "defenders", "deals", "passed out", "made", "95 % interval", "points");
  row("---", "---", "---", "--:", "--:", "--:", "--:", "--:");
  for (const table of tables)
    for (const { side, defenders } of RUNGS) await line({ side, defenders, table }, table, side, defenders);
};

const measureSpeed = async () => {
  if (thinking.length > 0) {
    console.log("\nDecisions in Node, on all cores\n");
    row("line", "decisions", "playouts each", "ms median", "ms 95 %", "ms longest");
    row("---", "--:", "--:", "--:", "--:", "--:");
    for (const { line, times, playouts } of thinking) {
      const name = "free" in line ? `five of ${line.free}` : `${line.side} v ${line.defenders}`;
      const each = Math.round(playouts / times.length);
      row(name, times.length, each, ...[0.5, 0.95, 1].map((share) => percent(quantile(times, share))));
    }
  }
  const { perSecond, inNode, decisions } = await measureInWorkerd(seed);
  console.log("\nSpeed on one core\n");
  row("what", "Node", "workerd");
  row("---", "--:", "--:");
  row("random deals per second", inNode.perSecond, perSecond);
  for (const share of [0.5, 0.95, 1])
    row(
      `ms per decision, ${share === 1 ? "longest" : `${100 * share} %`} of ${decisions.length}`,
      percent(quantile(inNode.decisions, share)),
      percent(quantile(decisions, share)),
    );
  console.log("\nA person's actions through the server, beside four bots: ms until the answer\n");
  row("bots", "actions", "median", "95 %", "99 %", "longest");
  row("---", "--:", "--:", "--:", "--:", "--:");
  for (const [bots, answers] of Object.entries(await measureDelay()))
    row(bots, answers.length, ...[0.5, 0.95, 0.99, 1].map((share) => percent(quantile(answers, share))));
};

const RUN = {
  rungs: climbRungs,
  inference: measureInference,
  auction: bidFreely,
  duplicate: playDuplicates,
  tables: playTables,
  speed: measureSpeed,
};
for (const part of parts) await RUN[part]();
