import { KEPT_DEALS, lastFinished } from "../../shared/game/finished.ts";
import type { FinishedDeal, Game } from "../../shared/game/state.ts";
import type { EventLog } from "../core/event-log.ts";

/** The finished deals in one write. The hash in Redis has one field for each. */
export interface DealsToWrite {
  /** The number up to which all finished deals are believed to be in the hash. If they are not, nothing is written. */
  readonly since: number;
  /** The number up to which they are after this write. */
  readonly upTo: number;
  readonly deals: readonly FinishedDeal[];
}

/** The finished deals that Redis has not confirmed. They leave with the next write of the state, once each [D13]. */
export interface DealsOutbox {
  readonly next: (game: Game) => DealsToWrite;
  /** Records the number up to which all finished deals are in the hash, as Redis says. */
  readonly confirmed: (upTo: number) => void;
}

/** Opens the outbox of one game. `read` reads its finished deals. */
export const openDealsOutbox = (read: EventLog["deals"]): DealsOutbox => {
  let known: number | null = null;
  return {
    next: (game) => {
      const last = lastFinished(game);
      // Before Redis has said anything, only a deal that has just ended is believed to be missing.
      const since = Math.min(known ?? game.dealNumber - 1, last);
      // A deal that is not in the storage either is lost.
      const deals = since < last ? read(game.id, Math.max(since, last - KEPT_DEALS) + 1, last) : [];
      return { since, upTo: last, deals };
    },
    confirmed: (upTo) => {
      known = upTo;
    },
  };
};

/** The hash contains at most this number of deals more than are kept, so that removing them is rare. */
const SPARE = 8;

/** The numbers of the deals that a write of `deals` removes from the hash. */
export const outdatedBy = (deals: readonly FinishedDeal[]): readonly number[] =>
  deals
    .filter(({ dealNumber }) => dealNumber > KEPT_DEALS && dealNumber % SPARE === 0)
    .flatMap(({ dealNumber }) => Array.from({ length: SPARE }, (_, at) => dealNumber - KEPT_DEALS - at));
