// The Worker for measurements in workerd: POST {view, seed} for a decision of search, {deals, seed} for random deals.
// Its clock does not advance during computation, so the caller measures the time.
import { chooseMove } from "../../src/bot/levels.ts";
import { Deal } from "../../src/bot/playout/deal.ts";
import { dealRandomly, playRandomly } from "../../src/bot/playout/random.ts";
import { Rng, sourceFrom } from "../../src/bot/rng.ts";
import type { Snapshot } from "../../src/shared/protocol/snapshot.ts";

/** A request: a decision, random deals, or nothing. */
export type Question =
  | { readonly view: Snapshot; readonly seed: number }
  | { readonly deals: number; readonly seed: number }
  | { readonly nothing: true };

/** Handles a request. Returns a value that depends on the whole computation. */
export const think = (question: Question): unknown => {
  if ("view" in question) return chooseMove("search", question.view, sourceFrom(question.seed));
  if ("deals" in question) return playDeals(question.deals, question.seed);
  return null;
};

/** Deals and plays `count` random deals. Returns the sum of the card points of the callers' sides. */
const playDeals = (count: number, seed: number): number => {
  const rng = new Rng(seed);
  const deal = new Deal();
  let sum = 0;
  for (let left = count; left > 0; left--) {
    dealRandomly(deal, rng);
    deal.begin(rng.below(5), rng.below(10), rng.below(5), true);
    sum += playRandomly(deal, rng);
  }
  return sum;
};

export default {
  fetch: async (request: Request): Promise<Response> =>
    Response.json(think((await request.json()) as Question)),
};
