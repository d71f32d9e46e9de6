import type { Position } from "../sockets/session.ts";

/** A position with the snapshot for observers. A gallery gets no other data of a game [O4]. */
export interface Standing extends Position {
  /** An observer's snapshot as JSON. */
  readonly snapshot: string;
}

/** The messages for observers, encoded, in order. */
export interface Frames {
  readonly frames: readonly string[];
  /** Those for sockets without batches, if they differ [P40]. */
  readonly single?: readonly string[];
}

/** The frames of `one`, and then those of `other`. */
export const inTurn = (one: Frames, other: Frames): Frames => ({
  frames: [...one.frames, ...other.frames],
  ...(one.single || other.single
    ? { single: [...(one.single ?? one.frames), ...(other.single ?? other.frames)] }
    : {}),
});

/** The frames for some changes of a game, with the standing after them. */
export interface Batch extends Standing, Frames {
  /** The revision that an observer must have reached before these frames. */
  readonly before: number;
}

/** A batch with a snapshot and no frames. Observers at this position get nothing; others have missed something. */
export const snapshotOnly = (standing: Standing): Batch => ({
  ...standing,
  before: standing.revision,
  frames: [],
});

/**
 * What a batch is for observers who have been sent everything up to `heard` [O5]: `next` when its frames follow;
 * `level` when its snapshot has their position; `old`; or `gap` when they need a new snapshot. A batch may arrive
 * twice, late, out of order, or not at all.
 */
export const classify = (heard: Position | null, batch: Batch): "next" | "level" | "old" | "gap" => {
  if (!heard) return "gap";
  const { epoch, revision, stamp, before } = batch;
  if (epoch !== heard.epoch) return epoch < heard.epoch ? "old" : "gap";
  if (revision < heard.revision || stamp < heard.stamp) return "old";
  if (before === heard.revision && stamp > heard.stamp) return "next";
  return revision === heard.revision ? "level" : "gap";
};
