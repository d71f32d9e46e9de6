// A thread of the ladder. It plays the requested deals and reports their outcomes.
import { parentPort } from "node:worker_threads";
import { climb, contestsFrom } from "./climb.ts";
import { emptyMeter } from "./players.ts";
import type { Order, Report } from "./pool.ts";

let kept: { readonly of: string; readonly contests: ReturnType<typeof contestsFrom> } | null = null;

parentPort?.on("message", ({ line, seed, deals, span }: Order) => {
  const of = `${seed} ${deals}`;
  if (kept?.of !== of) kept = { of, contests: contestsFrom(seed, deals) };
  const meter = emptyMeter();
  const outcomes = climb(kept.contests, line, seed, meter, span);
  parentPort?.postMessage({ outcomes, meter } satisfies Report);
});
