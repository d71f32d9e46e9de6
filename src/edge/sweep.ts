import { kindOf, log } from "../shared/log.ts";
import { LIVE_GAMES, redisOf } from "../shared/redis.ts";
import type { Settings } from "../shared/settings.ts";
import { actorOf } from "./actors.ts";
import type { Env } from "./env.ts";

/** The age at which a heartbeat has lapsed, in ms [D10]. */
const LAPSED_MS = 20_000;
/** The maximum number of games that one sweep wakes, oldest heartbeat first. The next sweep wakes the rest. */
const MAX_POKES = 500;

/**
 * Wakes each live game whose heartbeat has lapsed; the game decides what to do [D10]. A heartbeat in the future means that
 * a clock was set back: the alarm of this game may be equally late, so it is woken too [C7].
 */
export const sweep = async (env: Env, settings: Settings, now: number): Promise<void> => {
  try {
    const oldest = { byScore: true, offset: 0, count: MAX_POKES } as const;
    const found = await redisOf(settings)((redis) =>
      redis
        .pipeline()
        .zrange<string[]>(LIVE_GAMES, 0, now - LAPSED_MS, oldest)
        .zrange<string[]>(LIVE_GAMES, now + LAPSED_MS, "+inf", oldest)
        .exec<[string[], string[]]>(),
    );
    const lapsed = found.flat();
    const pokes = await Promise.allSettled(lapsed.map((gameId) => actorOf(env, gameId).poke(gameId)));
    const unanswered = pokes.filter(({ status }) => status === "rejected").length;
    if (lapsed.length > 0) log("info", "swept", { lapsed: lapsed.length, unanswered });
  } catch (error) {
    log("warn", "redis_failed", { what: "sweep", kind: kindOf(error) });
  }
};
