import { parseArgs } from "node:util";
import { wholeNumber } from "../dev/programs/options.ts";
import type { AttackPlan } from "./attacks.ts";
import type { IdlePlan } from "./idle.ts";
import type { Plan } from "./rounds.ts";
import { HUMAN_ACTIONS } from "./writes.ts";
import type { YoungPlan } from "./young.ts";

export const USAGE = `usage: npm run bench -- [--quick] [--games 1,20,200] [--rounds 7] [--seconds 2.5] [--parts load,young,idle,writes]
                      [--attack] [--docs] [--profile]

  --games    how many games of five clients play at once, one load after the other
  --rounds   of each target, or of all attacks, in turn; the table has the medians
  --seconds  how long a round takes, or an attack, which has half of that in quiet before and after it
  --parts    measures these; the others are taken from the same day's runs before
  --attack   measures instead what a game feels of attacks on another one
  --docs     writes the table into docs/performance.md and the plot into docs/images
  --profile  samples the product's JavaScript under each load, and prints where the time goes
  --quick    is a short run that shows that all of it works, and nothing about time.`;

const PARTS = ["load", "young", "idle", "writes"] as const;
export type Part = (typeof PARTS)[number];

export interface Options {
  readonly loads: readonly Plan[];
  readonly young: YoungPlan;
  readonly idle: IdlePlan;
  /** The number of actions whose writes are counted. */
  readonly written: number;
  readonly parts: readonly Part[];
  /** Null without attacks. */
  readonly attack: AttackPlan | null;
  readonly isQuick: boolean;
  readonly writesDocs: boolean;
  readonly profiles: boolean;
}

const FULL = { games: "1,20,200", rounds: "7", seconds: "2.5", warmUpMs: 10_000, written: HUMAN_ACTIONS };
const QUICK = { games: "1,4", rounds: "1", seconds: "0.5", warmUpMs: 300, written: 8 };
const ATTACK = { rounds: "3", neighbours: 6, seconds: "10", warmUpMs: 10_000, isQuick: false };
const QUICK_ATTACK = { rounds: "1", neighbours: 2, seconds: "0.6", warmUpMs: 300, isQuick: true };
const IDLE: IdlePlan = { games: 100, woken: 40, settleMs: 6_000 };
const QUICK_IDLE: IdlePlan = { games: 4, woken: 2, settleMs: 0 };
const YOUNG: YoungPlan = { starts: 7, actions: 100 };
const QUICK_YOUNG: YoungPlan = { starts: 1, actions: 10 };

/** The options in the command line. Throws when they are invalid. */
export const orderIn = (args: string[]): Options => {
  const text = { type: "string" } as const;
  const flag = { type: "boolean" } as const;
  const { values } = parseArgs({
    args,
    options: {
      quick: flag,
      attack: flag,
      docs: flag,
      profile: flag,
      games: text,
      rounds: text,
      seconds: text,
      parts: text,
    },
  });
  const isQuick = values.quick ?? false;
  const preset = isQuick ? QUICK : FULL;
  const rounds = countIn(values.rounds ?? preset.rounds);
  const roundMs = 1000 * Number(values.seconds ?? preset.seconds);
  if (!(roundMs > 0)) throw new Error("no time");
  const { warmUpMs, written } = preset;
  const loads = (values.games ?? preset.games).split(",").map((games) => ({
    games: countIn(games),
    rounds,
    roundMs,
    warmUpMs,
  }));
  const isAttack = values.attack ?? false;
  const parts = isAttack ? [] : (values.parts ?? PARTS.join()).split(",").map(partIn);
  const isAll = isQuick && values.parts === undefined;
  const attack = isAttack || isAll ? attackOf(isQuick ? QUICK_ATTACK : ATTACK, values) : null;
  const { docs: writesDocs = false, profile: profiles = false } = values;
  const idle = isQuick ? QUICK_IDLE : IDLE;
  const young = isQuick ? QUICK_YOUNG : YOUNG;
  return { loads, young, idle, written, parts, attack, isQuick, writesDocs, profiles };
};

const attackOf = (
  preset: typeof ATTACK,
  given: { readonly rounds?: string | undefined; readonly seconds?: string | undefined },
): AttackPlan => {
  const attackMs = 1000 * Number(given.seconds ?? preset.seconds);
  return { ...preset, rounds: countIn(given.rounds ?? preset.rounds), attackMs, quietMs: attackMs / 2 };
};

const countIn = (text: string): number => wholeNumber(text, { usual: 1, least: 1 });

const partIn = (text: string): Part => {
  const part = PARTS.find((one) => one === text);
  if (!part) throw new Error("no part");
  return part;
};
