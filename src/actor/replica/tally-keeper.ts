import type { Metrics } from "../../shared/metrics.ts";
import type { Platform } from "../core/platform.ts";
import type { FanOut } from "../gallery/fan-out.ts";
import type { Sessions } from "../sockets/sessions.ts";

/**
 * The interval at which the counts are stored in Redis while a game is in progress, in ms. A crash loses the counts
 * since the last time [M2].
 */
const KEEP_EVERY_MS = 300_000;

/** Decides when the counts of a game are stored in Redis [M2]. */
export interface TallyKeeper {
  /** The counts to store, if it is time at `now` (epoch ms); otherwise null. */
  readonly due: (gameId: string, now: number) => Metrics | null;
  /** The counts to store now; null when there were no requests or messages since the last time. */
  readonly take: (gameId: string, now: number) => Metrics | null;
  /** The time when the counts were last stored, epoch ms. */
  readonly keptAt: () => number;
  /** Continues from `keptAt` after a hibernation. */
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
