import { type ClaimedDeal, type ClaimedReplay, claimedDeal, claimedReplay } from "./claim.ts";
import { DEALING_STEPS } from "./dealing-steps.ts";
import { playingSteps } from "./playing-steps.ts";
import { seated } from "./retrace.ts";
import type { NotedDeal, Step } from "./steps.ts";

/*
 * Plays the deals of a replay again, from their secrets and the players' choices, and compares the results [P25]. The
 * choices are not signed: a replay that was changed into another legal deal of the same cards also holds.
 */

export interface Check {
  /** The number of the deal; null for the replay as a whole and for a deal without a number. */
  readonly deal: number | null;
  readonly step: Step;
  readonly holds: boolean;
  /** Short evidence. For a check that fails: the field, the value in the replay ≠ the expected value. */
  readonly detail: string;
}

/** What was noted before the deals, by deal number. */
export type Noted = ReadonlyMap<number, NotedDeal>;

/**
 * Checks `given`, parsed JSON from any source, deal by deal. The checks of a deal stop at the first one that fails.
 * Never throws: a value that is not a replay fails in `shape`.
 */
export const verify = (given: unknown, noted: Noted = new Map()): readonly Check[] => {
  const replay = claimedReplay(given);
  if (!replay.ok) return [{ deal: null, step: "shape", holds: false, detail: replay.error }];
  const checks: Check[] = [];
  const numbers = new Set<number>();
  let previous: ClaimedDeal | null = null;
  for (const [at, claimed] of replay.value.deals.entries()) {
    const deal = claimedDeal(claimed, at);
    const number = numberOf(claimed);
    if (number !== null) numbers.add(number);
    if (deal.ok) checks.push(...checksOf(replay.value, deal.value, previous, noted));
    else checks.push({ deal: number, step: "shape", holds: false, detail: deal.error });
    previous = deal.ok ? deal.value : null;
  }
  for (const number of noted.keys()) {
    if (numbers.has(number)) continue;
    checks.push({ deal: number, step: "noted", holds: false, detail: "deals: no such deal" });
  }
  return checks;
};

/** The number of a malformed deal, or null. */
const numberOf = (claimed: unknown): number | null => {
  const { deal_number } = Object(claimed) as { deal_number?: unknown };
  return Number.isSafeInteger(deal_number) ? (deal_number as number) : null;
};

const checksOf = (
  replay: ClaimedReplay,
  deal: ClaimedDeal,
  previous: ClaimedDeal | null,
  noted: Noted,
): readonly Check[] => {
  const number = deal.deal_number;
  const checks: Check[] = [{ deal: number, step: "shape", holds: true, detail: replay.game_id }];
  const table = seated(replay, deal);
  let { game } = table;
  for (const [step, look] of [...DEALING_STEPS, ...playingSteps(replay)]) {
    const found = look({ replay, deal, previous, noted: noted.get(number) ?? {}, ...table, game });
    if (!found) continue;
    const detail = found.ok ? found.value.detail : found.error;
    checks.push({ deal: number, step, holds: found.ok, detail });
    if (!found.ok) break;
    game = found.value.game ?? game;
  }
  return checks;
};
