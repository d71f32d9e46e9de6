/** Where a game stands, as observers see it. Nothing else of a game ever reaches a gallery [O4]. */
export interface Standing {
  readonly epoch: number;
  readonly revision: number;
  /** When the table last changed, epoch ms; rises with every change within an epoch, whether it raised the revision or not. */
  readonly stamp: number;
  /** An observer's snapshot as JSON. */
  readonly snapshot: string;
}
export type Position = Omit<Standing, "snapshot">;

/** What observers are told of some changes of a game, with where it stands after them. */
export interface Batch extends Standing {
  /** The revision that whoever is told must have reached. */
  readonly before: number;
  /** The messages as observers get them, encoded, in order. */
  readonly frames: readonly string[];
}

/** A picture without a story: who stands there already is told nothing, who does not has missed something. */
export const pictureOnly = (standing: Standing): Batch => ({
  ...standing,
  before: standing.revision,
  frames: [],
});

/**
 * What a batch is to watchers who have been told everything up to `heard` [O5]: the `next` words; `level`, a picture of
 * where they stand; `old`; or a `gap`, after which only a fresh picture helps. Batches may come twice, late, out of order, or not at all.
 */
export const judge = (heard: Position | null, batch: Batch): "next" | "level" | "old" | "gap" => {
  if (!heard) return "gap";
  const { epoch, revision, stamp, before } = batch;
  if (epoch !== heard.epoch) return epoch < heard.epoch ? "old" : "gap";
  if (revision < heard.revision || stamp < heard.stamp) return "old";
  if (before === heard.revision && stamp > heard.stamp) return "next";
  return revision === heard.revision ? "level" : "gap";
};
