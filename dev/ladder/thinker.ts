// What is measured in workerd: POST {view, seed} for a decision of search, {deals, seed} for random deals. Its clock
// stands still while it computes, so that whoever asks has to measure.
import { chooseMove } from "../../src/bot/levels.ts";
import { Deal } from "../../src/bot/playout/deal.ts";
import { dealRandomly, playRandomly } from "../../src/bot/playout/random.ts";
import { Rng, sourceFrom } from "../../src/bot/rng.ts";
import type { Snapshot } from "../../src/shared/protocol/snapshot.ts";

/** What is asked: a decision, some random deals, or nothing. */
export type Question =
  | { readonly view: Snapshot; readonly seed: number }
  | { readonly deals: number; readonly seed: number }
  | { readonly nothing: true };

/** Does what is asked, and gives something that depends on all of it. */
export const think = (question: Question): unknown => {
  if ("view" in question) return chooseMove("search", question.view, sourceFrom(question.seed));
  if ("deals" in question) return playDeals(question.deals, question.seed);
  return null;
};

/** Deals and plays `count` deals by chance; the card points of their callers' sides. */
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
