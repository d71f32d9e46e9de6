import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import { sameBytes } from "../shared/auth/bytes.ts";
import { kindOf, log } from "../shared/log.ts";
import {
  type Account,
  emptyMetrics,
  fieldOf,
  type Metrics,
  metricsIn,
  metricsKeyOf,
  sumOf,
} from "../shared/metrics.ts";
import type { Answer } from "../shared/protocol/answers.ts";
import { CODES } from "../shared/protocol/refusal.ts";
import { LIVE_GAMES, redisOf } from "../shared/redis.ts";
import type { Settings } from "../shared/settings.ts";
import { actorOf } from "./actors.ts";
import { bearerIn } from "./auth.ts";
import type { Ctx } from "./context.ts";
import type { Env } from "./env.ts";
import { refuse } from "./http.ts";

const DAY_MS = 86_400_000;
/** The maximum number of live games that one summary asks; each costs one call. */
const MAX_ASKED = 200;

/** `GET /api/operator/summary`, with `OPERATOR_TOKEN` as bearer token; 404 if no token is set [M4]. */
export const summary = async (c: Ctx): Promise<Response> => {
  const { operatorToken } = c.var.settings;
  if (operatorToken === null) return refuse(c, { kind: "no-such-path" });
  if (!isSame(bearerIn(c.req.header("authorization")) ?? "", operatorToken)) {
    return refuse(c, {
      kind: "bad-token",
      detail: "send the operator's token as Authorization: Bearer <token>",
    });
  }
  try {
    return c.json(await summarize(c.env, c.var.settings, Date.now()), 200, { "cache-control": "no-store" });
  } catch (error) {
    log("warn", "redis_failed", { what: "summary", kind: kindOf(error) });
    return refuse(c, { kind: "unavailable" });
  }
};

/** Compares digests, so that the time taken depends neither on the token nor on its length. */
const isSame = (brought: string, token: string): boolean =>
  sameBytes(sha256(utf8ToBytes(brought)), sha256(utf8ToBytes(token)));

/** Sends four commands to Redis and asks each live game. A game's own answer replaces its last counts in Redis. */
const summarize = async (env: Env, settings: Settings, now: number): Promise<Answer<"summary">> => {
  const since = now - (now % DAY_MS) - DAY_MS;
  const [live, asked, ...days] = await redisOf(settings)((redis) =>
    redis
      .pipeline()
      .zcard(LIVE_GAMES)
      .zrange<string[]>(LIVE_GAMES, 0, MAX_ASKED - 1)
      .hgetall(metricsKeyOf(since))
      .hgetall(metricsKeyOf(now))
      .exec<[number, string[], Kept, Kept]>(),
  );
  const standings = (await Promise.all(asked.map((gameId) => standingOf(env, gameId)))).filter(
    (standing) => standing !== null,
  );
  const tallies = new Map<string, Metrics>();
  for (const kept of days) {
    for (const [at, field] of (kept ?? []).entries()) {
      const tally = at % 2 === 0 ? metricsIn(kept?.[at + 1] ?? "") : null;
      if (tally) tallies.set(field, tally);
    }
  }
  for (const { gameId, tally } of standings) tallies.set(fieldOf(gameId, tally.since), tally);
  const { counts, refusals } = [...tallies.values()].reduce(sumOf, emptyMetrics(since));
  const total = (of: (standing: Account) => number) => standings.reduce((sum, one) => sum + of(one), 0);
  return {
    ts: now,
    since,
    games_live: live,
    games_asked: asked.length,
    games_silent: asked.length - standings.length,
    players: total(({ players }) => players),
    observers: total(({ observers }) => observers),
    mirror_lag_ms: spreadOf(standings.flatMap(({ lagMs }) => (lagMs === null ? [] : [lagMs]))),
    recovering: total(({ recovering }) => Number(recovering)),
    actions: counts.actions,
    recoveries: counts.recoveries,
    refusals: Object.fromEntries(
      CODES.map((code) => [code, refusals[code] ?? 0]),
    ) as Answer<"summary">["refusals"],
  };
};

/** A hash as Redis returns it: field, value, field, value. */
type Kept = readonly string[] | null;

/** The account of a live game; null if it does not answer. */
const standingOf = async (env: Env, gameId: string): Promise<(Account & { gameId: string }) | null> => {
  try {
    const standing = await actorOf(env, gameId).tally(gameId);
    return standing.ok ? { gameId, ...standing.value } : null;
  } catch {
    return null;
  }
};

const spreadOf = (numbers: readonly number[]): { median: number | null; max: number | null } => {
  const sorted = numbers.toSorted((a, b) => a - b);
  return { median: sorted[(sorted.length - 1) >> 1] ?? null, max: sorted.at(-1) ?? null };
};
