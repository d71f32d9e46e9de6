import type { FinishedDeal } from "../../shared/game/state.ts";
import type { Rejection } from "../../shared/protocol/refusal.ts";
import { err, ok, type Result } from "../../shared/result.ts";
import type { GameRecord } from "../core/game-record.ts";
import type { GalleryEntry } from "../gallery/registry.ts";
import type { Found } from "../replica/stored-copy.ts";

/** A copy older than this, in ms, may lack moves. During play the copy is renewed more often [R7]. */
const STALE_COPY_MS = 20_000;

/** The record from which a game is restored. */
export interface Origin {
  readonly record: GameRecord;
  /** The galleries in the copy; null when the storage still has them. */
  readonly galleries: readonly GalleryEntry[] | null;
  /** The finished deals in the copy, which the storage does not have. */
  readonly deals: readonly FinishedDeal[];
  /** Whether later moves may be lost. */
  readonly isStale: boolean;
}

/**
 * The origin of a lost game: the later of the copy and the record `saved` from damaged rows, or the reason why there is
 * none [R3, R8, R9]. `copy` is null when Redis cannot be reached.
 */
export const originOf = (
  copy: Found | null,
  saved: GameRecord | null,
  isDamaged: boolean,
  wallNow: number,
): Result<Origin, Rejection> => {
  const unreadable = err({ kind: "unreadable" } as const);
  // Rows after the saved record are lost.
  const fromHere = saved ? ok({ record: saved, galleries: null, deals: [], isStale: true }) : null;
  switch (copy?.kind) {
    case undefined:
      return err({ kind: "unavailable" });
    case "newer":
      return err({ kind: "newer" });
    case "gone":
      return err({ kind: "no-such-game" });
    case "unreadable":
      return fromHere ?? unreadable;
    case "none":
      return isDamaged ? (fromHere ?? unreadable) : err({ kind: "no-such-game" });
    case "copy": {
      const { galleries = [], ...record } = copy.record;
      if (fromHere && saved && isLater(saved, record)) return fromHere;
      const isStale = saved !== null || wallNow - copy.freshAt > STALE_COPY_MS;
      return ok({ record, galleries, deals: copy.deals, isStale });
    }
  }
};

const isLater = (one: GameRecord, other: GameRecord): boolean => {
  const [{ epoch, revision }, { epoch: otherEpoch, revision: otherRevision }] = [one.game, other.game];
  if (epoch !== otherEpoch) return epoch > otherEpoch;
  // A reorder raises no revision.
  return revision === otherRevision ? one.touchedAt >= other.touchedAt : revision > otherRevision;
};
