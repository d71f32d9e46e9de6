import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { Line } from "./climb.ts";
import type { Outcome } from "./deal.ts";
import type { Meter } from "./players.ts";

/** The number of deals that a thread plays before it reports. */
const CHUNK = 50;

/** A part of a line for one thread. */
export interface Order {
  readonly line: Line;
  readonly seed: number;
  readonly deals: number;
  readonly span: readonly [number, number];
}
export interface Report {
  readonly outcomes: readonly (Outcome | null)[];
  readonly meter: Meter;
}

/** Plays a line with one thread for each core. The outcomes are in the order of the deals. */
export const playLine = async (line: Line, seed: number, deals: number): Promise<Report> => {
  const reports: Report[] = [];
  let next = 0;
  const work = async () => {
    const thread = new Worker(new URL("./thread.ts", import.meta.url));
    try {
      while (next < deals) {
        const from = next;
        next = Math.min(deals, from + CHUNK);
        const order: Order = { line, seed, deals, span: [from, next] };
        reports[Math.floor(from / CHUNK)] = await new Promise<Report>((done, fail) => {
          thread.once("error", fail);
          thread.once("message", (report: Report) => {
            thread.off("error", fail);
            done(report);
          });
          thread.postMessage(order);
        });
      }
    } finally {
      await thread.terminate();
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return {
    outcomes: reports.flatMap(({ outcomes }) => outcomes),
    meter: {
      times: reports.flatMap(({ meter }) => meter.times),
      forecasts: reports.flatMap(({ meter }) => meter.forecasts),
      playouts: reports.reduce((sum, { meter }) => sum + meter.playouts, 0),
    },
  };
};
