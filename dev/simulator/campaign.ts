import { availableParallelism } from "node:os";
import { runSeeds } from "./catch.ts";
import type { Report } from "./run.ts";

/** The maximum number of seeds in one process. Each process compiles everything again. */
const CHUNK = 260;
/** The approximate number of deals in a seed, rounded down. The last chunks are cut to the remaining number. */
const DEALS_A_SEED = 8.5;
/** The number of chunks after which the number of deals is checked. */
const WAVE = 2;

export interface CampaignOptions {
  readonly first: number;
  /** The minimum number of deals. */
  readonly deals: number;
  readonly onProgress?: (deals: number) => void;
}

/**
 * Plays seeds from `first` until `deals` have been played, with one process for each core. The same two numbers always
 * play the same seeds. A failure stops the campaign early.
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

/** The commands that run the failed seeds again. */
export const again = ({ failed }: Report): string =>
  failed
    .map(({ seed, problems }) => `node dev/simulator/run.ts ${seed} 1\n  ${problems.join("\n  ")}`)
    .join("\n");
