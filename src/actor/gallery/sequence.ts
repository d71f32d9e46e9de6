import type { Position } from "../sockets/session.ts";

/** A position, and what observers see there. Nothing else of a game ever reaches a gallery [O4]. */
export interface Standing extends Position {
  /** An observer's snapshot as JSON. */
  readonly snapshot: string;
}

/** What observers are told of some changes of a game, with where it stands after them. */
export interface Batch extends Standing {
  /** The revision that whoever is told must have reached. */
  readonly before: number;
  /** The messages as observers get them, encoded, in order. */
  readonly frames: readonly string[];
}

/** A snapshot without a story: who stands there already is told nothing, who does not has missed something. */
export const snapshotOnly = (standing: Standing): Batch => ({
  ...standing,
  before: standing.revision,
  frames: [],
});

/**
 * What a batch is to watchers who have been told everything up to `heard` [O5]: the `next` words; `level`, a snapshot of
 * where they stand; `old`; or a `gap`, after which only a fresh snapshot helps. Batches may come twice, late, out of order, or not at all.
 */
export const classify = (heard: Position | null, batch: Batch): "next" | "level" | "old" | "gap" => {
  if (!heard) return "gap";
  const { epoch, revision, stamp, before } = batch;
  if (epoch !== heard.epoch) return epoch < heard.epoch ? "old" : "gap";
  if (revision < heard.revision || stamp < heard.stamp) return "old";
  if (before === heard.revision && stamp > heard.stamp) return "next";
  return revision === heard.revision ? "level" : "gap";
};
