import { openApi } from "../../src/client/api.ts";
import { BATCH_SUBPROTOCOL, BEARER_PREFIX, SUBPROTOCOL } from "../../src/shared/protocol/version.ts";
import { dealMoves } from "../load/deals.ts";
import { startRedis } from "./redis.ts";
import type { Target } from "./target.ts";
import { startWorkerd } from "./workerd.ts";

/** The differences from a deployment: a Worker that handles requests first, and settings. */
interface Besides {
  readonly before?: string | null;
  readonly vars?: Readonly<Record<string, string>>;
}

/** Starts the Worker in `bundle`, built as for a deployment, with a separate Redis and without limits. */
export const startProduct = async (
  bundle: string,
  { before = null, vars = {} }: Besides = {},
): Promise<Target> => {
  const redis = await startRedis();
  const workerd = await startWorkerd({
    name: "product",
    worker: bundle,
    before,
    objects: { GAMES: "GameActor", GALLERIES: "GalleryActor" },
    vars: {
      ENVIRONMENT: "dev",
      RATE_LIMITS: "off",
      FLOOD_PLAYER: "0",
      FLOOD_OBSERVER: "0",
      GAME_SECRET: "a secret of the benchmark, forty bytes long",
      UPSTASH_REDIS_REST_URL: redis.url,
      UPSTASH_REDIS_REST_TOKEN: redis.token,
      ...vars,
    },
  });
  const api = openApi(workerd.url.origin);
  const seated = async () => {
    const made = await api.create({ display_name: "Ada" });
    if (!made.ok) throw new Error(`no game: ${made.error.reason}`);
    const { game_id: gameId, player } = made.value;
    const tokens = [player?.token ?? "", "", "", "", ""];
    for (let guests = 1; guests < tokens.length; guests += 1) {
      const joined = await api.join(gameId);
      if (!joined.ok) throw new Error(`no seat: ${joined.error.reason}`);
      tokens[joined.value.player_id] = joined.value.token;
    }
    return { gameId, tokens };
  };
  return {
    name: "product",
    workerd,
    besides: redis.pids,
    seat: async () => {
      const { gameId, tokens } = await seated();
      const url = new URL("/ws/client", workerd.url);
      const seats = tokens.map((token) => ({
        url,
        protocols: [BATCH_SUBPROTOCOL, SUBPROTOCOL, `${BEARER_PREFIX}${token}`],
      }));
      return { gameId, seats, moves: dealMoves() };
    },
    revisionOf: async (gameId) => {
      const status = await api.status(gameId);
      if (!status.ok) throw new Error(`no status: ${status.error.reason}`);
      return status.value.revision;
    },
    redis: redis.counts,
    close: async () => {
      const actions = await workerd.close();
      await redis.close();
      return actions;
    },
  };
};
