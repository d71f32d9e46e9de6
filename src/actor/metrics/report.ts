import { between, COUNTS, emptyMetrics, type Metrics } from "../../shared/metrics.ts";

/** The destination of data points: Workers Analytics Engine, which accepts them without an answer. */
export interface Dataset {
  writeDataPoint(point: { indexes: string[]; blobs: string[]; doubles: number[] }): void;
}

/** The numbers of connected clients when a data point is written. */
export interface Audience {
  readonly players: number;
  readonly observers: number;
}

/**
 * Writes the counts since the last call to `dataset`, if there is one: one point of kind `game`, whose doubles are the
 * counts in the order of `COUNTS`, then players and observers, and one point of kind `refusals` for each code, whose
 * double is the number of refusals. The index is the id of the game. A point contains only numbers, codes and ids [M3,
 * M6].
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
