import { between, COUNTS, emptyMetrics, type Metrics } from "../../shared/metrics.ts";

/** Where data points go: Workers Analytics Engine, which takes them at once and never answers. */
export interface Dataset {
  writeDataPoint(point: { indexes: string[]; blobs: string[]; doubles: number[] }): void;
}

/** Who is there as a data point is written. */
export interface Audience {
  readonly players: number;
  readonly observers: number;
}

/**
 * Writes what has been counted since the last time to `dataset`, if one is bound: a point of kind `game`, whose doubles
 * are the counts in the order of `COUNTS` and then players and observers, and one of kind `refusals` for each code, whose
 * double is how often. The index is the game. Numbers, codes and ids alone [M3, M6].
 */
export const openReport = (dataset: Dataset | undefined) => {
  let told: Metrics | null = null;
  return (gameId: string, tally: Metrics, { players, observers }: Audience): void => {
    if (!dataset) return;
    const { counts, refusals } = between(told ?? emptyMetrics(tally.since), tally);
    told = tally;
    const doubles = [...COUNTS.map((name) => counts[name]), players, observers];
    dataset.writeDataPoint({ indexes: [gameId], blobs: ["game"], doubles });
    for (const [code, count] of Object.entries(refusals)) {
      dataset.writeDataPoint({ indexes: [gameId], blobs: ["refusals", code], doubles: [count] });
    }
  };
};
