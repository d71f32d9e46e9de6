import type { Advice } from "../../bot/advice/advice.ts";
import { advise, type Care } from "../../bot/advice/advise.ts";
import type { Snapshot } from "../../shared/protocol/snapshot.ts";

/*
 * The worker that thinks for hints and reviews, so that the page does not stop meanwhile.
 */

/** A question: a seat's view, the seed of the random source, and how long the answer may take. */
export interface Question {
  readonly id: number;
  readonly view: Snapshot;
  readonly seed: number;
  readonly care: Care;
}
export interface Answer {
  readonly id: number;
  readonly advice: Advice | null;
}

addEventListener("message", ({ data }: MessageEvent<Question>) => {
  const { id, view, seed, care } = data;
  const answer: Answer = { id, advice: advise(view, seed, care) };
  // The types are those of a page, whose function of this name needs an origin.
  (postMessage as (answer: Answer) => void)(answer);
});
