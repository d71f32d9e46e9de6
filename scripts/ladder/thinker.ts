// What is measured in workerd: POST {view, seed} for a decision of search, {deals, seed} for random deals. Its clock
// stands still while it computes, so that whoever asks has to measure.
import { chooseMove } from "../../src/bot/levels.ts";
import { Deal } from "../../src/bot/playout/deal.ts";
import { Dice } from "../../src/bot/playout/dice.ts";
import { dealRandomly, playRandomly } from "../../src/bot/playout/random.ts";
import { sourceFrom } from "../../src/bot/seed.ts";
import type { Snapshot } from "../../src/shared/game/view.ts";

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
  const dice = new Dice(seed);
  const deal = new Deal();
  let sum = 0;
  for (let left = count; left > 0; left--) {
    dealRandomly(deal, dice);
    deal.begin(dice.below(5), dice.below(10), dice.below(5), true);
    sum += playRandomly(deal, dice);
  }
  return sum;
};

export default {
  fetch: async (request: Request): Promise<Response> =>
    Response.json(think((await request.json()) as Question)),
};
