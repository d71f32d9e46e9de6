import { finishedDeal, KEPT_DEALS, lastFinished } from "../../shared/game/finished.ts";
import { commitmentTo } from "../../shared/game/shuffle.ts";
import type { FinishedDeal, Game } from "../../shared/game/state.ts";
import type { Rejection } from "../../shared/protocol/refusal.ts";
import { err, ok, type Result } from "../../shared/result.ts";
import type { EventLog } from "../core/event-log.ts";
import type { Replicator } from "../replica/replicator.ts";
import type { LiveGame } from "./live-game.ts";

/** The finished deals of the game, for replays [P23]. A move never needs them. */
export interface FinishedDeals {
  /**
   * The latest forty finished deals of `game`, oldest first. After a loss of the storage they are read from Redis, once
   * [R13]. Without a finished deal it is `still-secret`.
   */
  readonly of: (game: Game) => Promise<Result<readonly FinishedDeal[], Rejection>>;
}

export interface FinishedDealsPorts {
  readonly store: EventLog;
  readonly replicator: Pick<Replicator, "readDeals">;
  readonly liveGame: Pick<LiveGame, "record">;
}

export const openFinishedDeals = ({ store, replicator, liveGame }: FinishedDealsPorts): FinishedDeals => {
  /** Deals by number. They are the same objects each time, because a replay remembers their shuffles. */
  let known: ReadonlyMap<number, FinishedDeal> = new Map();
  /** The epoch in which `known` was read. A restore may play a deal again. */
  let epoch = 0;
  /** The deals that neither the storage nor Redis has. */
  let lost: readonly number[] = [];

  const remember = (deals: readonly FinishedDeal[], last: number) => {
    const all = [...deals, ...known.values()].map((deal) => [deal.dealNumber, deal] as const);
    known = new Map(all.filter(([number]) => number > last - KEPT_DEALS));
  };

  return {
    of: async (game) => {
      const last = lastFinished(game);
      if (last === 0) return err({ kind: "still-secret" });
      if (game.epoch !== epoch) [epoch, known, lost] = [game.epoch, new Map(), []];
      const numbers = Array.from({ length: Math.min(last, KEPT_DEALS) }, (_, at) => last - at).reverse();
      const missing = () => numbers.filter((number) => !known.has(number) && !lost.includes(number));
      const [first] = missing();
      if (first !== undefined) remember(store.deals(game.id, first, last), last);
      if (game.phase.name === "end" && !known.has(last)) remember([finishedDeal(game)], last);
      const absent = missing();
      if (absent.length > 0) {
        const found = await replicator.readDeals(game.id, absent);
        if (!found) return err({ kind: "unavailable" });
        const now = liveGame.record()?.game;
        if (now?.id !== game.id || now.epoch !== epoch) return err({ kind: "unavailable" });
        const own = continuous(game, [...known.values(), ...found]).filter((deal) => found.includes(deal));
        store.keepDeals(game.id, own);
        remember(own, last);
        lost = [...lost, ...missing()];
      }
      return ok(numbers.flatMap((number) => known.get(number) ?? []));
    },
  };
};

/**
 * The `deals` without those that another course of the game has left in Redis: after a restore a deal may have been
 * played again. Each deal ended with the commitment to the next one's secret.
 */
const continuous = (game: Game, deals: readonly FinishedDeal[]): readonly FinishedDeal[] => {
  const kept: FinishedDeal[] = [];
  let next = { number: lastFinished(game) + 1, secret: game.secret };
  for (const deal of deals.toSorted((one, other) => other.dealNumber - one.dealNumber)) {
    const { dealNumber, nextCommitment, secret } = deal;
    if (dealNumber === next.number - 1 && nextCommitment !== commitmentTo(next.secret)) continue;
    kept.push(deal);
    next = { number: dealNumber, secret };
  }
  return kept;
};
