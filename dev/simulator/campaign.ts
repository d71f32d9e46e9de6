import { availableParallelism } from "node:os";
import { runSeeds } from "./catch.ts";
import type { Report } from "./run.ts";

/** Seeds that one process plays before it reports, at most: each process has everything to compile again. */
const CHUNK = 260;
/** About how many deals a seed has, rather too few: the last chunks are cut to what is left. */
const DEALS_A_SEED = 8.5;
/** Chunks after which it is asked whether there have been deals enough. */
const WAVE = 2;

export interface CampaignOptions {
  readonly first: number;
  /** Deals to be played, at least. */
  readonly deals: number;
  readonly onProgress?: (deals: number) => void;
}

/**
 * Plays seeds from `first` on until `deals` have been played, a process for each core. The same two numbers play the
 * same seeds; only a failure stops early.
 */
export const playDeals = async ({ first, deals, onProgress }: CampaignOptions): Promise<Report> => {
  const figures: Record<string, number> = {};
  const failed: Report["failed"][number][] = [];
  let seeds = 0;
  const play = async (from: number, count: number) => {
    const report = await runSeeds(from, count, { stop: "after-seed" });
    for (const [name, value] of Object.entries(report.figures)) figures[name] = (figures[name] ?? 0) + value;
    seeds += report.seeds;
    failed.push(...report.failed);
    onProgress?.(figures.deals ?? 0);
  };
  for (let next = first; (figures.deals ?? 0) < deals && failed.length === 0; ) {
    const left = deals - (figures.deals ?? 0);
    const chunk = Math.min(CHUNK, Math.ceil(left / DEALS_A_SEED / WAVE));
    const chunks = Array.from({ length: WAVE }, (_, at) => next + at * chunk);
    next += WAVE * chunk;
    const work = async () => {
      for (let from = chunks.shift(); from !== undefined && failed.length === 0; from = chunks.shift())
        await play(from, chunk);
    };
    await Promise.all(Array.from({ length: Math.min(4, availableParallelism()) }, work));
  }
  return { seeds, figures: figures as unknown as Report["figures"], failed };
};

/** How a failing seed is looked at again. */
export const again = ({ failed }: Report): string =>
  failed
    .map(({ seed, problems }) => `node dev/simulator/run.ts ${seed} 1\n  ${problems.join("\n  ")}`)
    .join("\n");
