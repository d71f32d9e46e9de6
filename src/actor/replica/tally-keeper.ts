import type { Metrics } from "../../shared/metrics.ts";
import type { Platform } from "../core/platform.ts";
import type { FanOut } from "../gallery/fan-out.ts";
import type { Sessions } from "../sockets/sessions.ts";

/** How often the counts are kept in Redis while a game goes on, in ms. A crash loses the counts of that time [M2]. */
const KEEP_EVERY_MS = 300_000;

/** Decides when the counts of a game are kept in Redis [M2]. */
export interface TallyKeeper {
  /** The counts to keep, if keeping is due at `now` (epoch ms); else null. */
  readonly due: (gameId: string, now: number) => Metrics | null;
  /** The counts to keep now; null when nothing was asked of the game since the last time. */
  readonly take: (gameId: string, now: number) => Metrics | null;
  /** When the counts were last kept, epoch ms. */
  readonly keptAt: () => number;
  /** Goes on from `keptAt`, which was before the actor slept. */
  readonly wake: (keptAt: number) => void;
}

export const openTallyKeeper = (
  { counters, report, now: timeNow }: Pick<Platform, "counters" | "report" | "now">,
  sessions: Pick<Sessions, "players">,
  galleries: Pick<FanOut, "observers">,
): TallyKeeper => {
  let keptAt = timeNow();
  let kept = 0;
  const take: TallyKeeper["take"] = (gameId, now) => {
    const tally = counters.tally();
    const { requests, messages_in } = tally.counts;
    if (requests + messages_in === kept) return null;
    kept = requests + messages_in;
    keptAt = now;
    report(gameId, tally, { players: sessions.players(), observers: galleries.observers() });
    return tally;
  };
  return {
    due: (gameId, now) => (now - keptAt < KEEP_EVERY_MS ? null : take(gameId, now)),
    take,
    keptAt: () => keptAt,
    wake: (at) => {
      keptAt = at;
    },
  };
};
