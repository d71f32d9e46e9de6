import { botSeats, removeBot, seatBots } from "../../shared/game/bots.ts";
import type { Event } from "../../shared/game/events.ts";
import type { Level } from "../../shared/game/levels.ts";
import type { RuleChange, Rules } from "../../shared/game/rules.ts";
import { changeRules } from "../../shared/game/seating.ts";
import type { Seat } from "../../shared/game/seats.ts";
import type { Rejection } from "../../shared/protocol/refusal.ts";
import { err, ok, type Result } from "../../shared/result.ts";
import type { Platform } from "../core/platform.ts";
import type { Replicator } from "../replica/replicator.ts";
import type { Authorize } from "./authorize.ts";
import type { LiveGame } from "./live-game.ts";
import type { Randomness } from "./randomness.ts";
import { type HostRevoked, whenConfirmed } from "./seated.ts";

/** A `sync` for everyone costs the host this number of messages, because each viewer gets a snapshot. */
const SYNC_COST = 10;

/** The calls of the edge about the host, rules and bots. */
export interface HostCalls {
  /** For the host: revokes every token of the host, including the current one [T8]. */
  readonly revokeHost: (envelope: string, gameId: string) => Promise<Result<HostRevoked, Rejection>>;
  /** Whether a player or the host may renew the current token, regardless of its expiry [T10]. */
  readonly renew: (envelope: string, gameId: string) => Promise<Result<true, Rejection>>;
  /** For the host: changes rules while seats are filling. Returns all rules [H21]. */
  readonly changeRules: (
    envelope: string,
    gameId: string,
    change: RuleChange,
  ) => Promise<Result<Rules, Rejection>>;
  /** For the host: sends everyone a `sync` [H22]. */
  readonly pushSync: (envelope: string, gameId: string) => Promise<Result<true, Rejection>>;
  /** Whether the sender is this game's host [H4]. */
  readonly vouch: (envelope: string, gameId: string) => Promise<Result<true, Rejection>>;
  /**
   * For the host, and for players while seats are filling: seats bots in the free ones of `seats`, or in every free seat.
   * Returns the seats of all bots [B5].
   */
  readonly seatBots: (
    envelope: string,
    gameId: string,
    seats: readonly Seat[] | null,
    level: Level,
  ) => Promise<Result<readonly Seat[], Rejection>>;
  /** For the host and for players: frees a bot's seat while seats are filling [B9]. */
  readonly removeBot: (envelope: string, gameId: string, seat: Seat) => Promise<Result<true, Rejection>>;
}

export interface HostCallsPorts {
  readonly platform: Pick<Platform, "now">;
  readonly replicator: Replicator;
  readonly liveGame: LiveGame;
  readonly authorize: Authorize;
  readonly randomness: Randomness;
}

export const openHostCalls = (ports: HostCallsPorts): HostCalls => {
  const { platform, liveGame, authorize, randomness } = ports;
  const commit = (events: readonly Event[], at: number) => liveGame.commit({ at, by: null, events });
  return {
    revokeHost: async (envelope, gameId) =>
      whenConfirmed(
        ports,
        await authorize({
          ...{ envelope, gameId, roles: ["host"] },
          act: () => {
            const { game } = commit([{ type: "host-revoked" }], platform.now());
            return ok({ created: game.creation.at, hostVersion: game.hostVersion });
          },
        }),
      ),

    renew: (envelope, gameId) =>
      authorize({ envelope, gameId, roles: ["player", "host"], act: () => ok(true as const) }),

    changeRules: (envelope, gameId, change) =>
      authorize({
        ...{ envelope, gameId, roles: ["host"] },
        act: ({ record: { game } }) => {
          const changed = changeRules(game, change);
          if (!changed.ok) return changed;
          const now = platform.now();
          return ok(changed.value.length > 0 ? commit(changed.value, now).game.rules : game.rules);
        },
      }),

    pushSync: (envelope, gameId) =>
      authorize({
        ...{ envelope, gameId, roles: ["host"], cost: SYNC_COST },
        act: ({ record }) => {
          liveGame.sync(record, platform.now());
          return ok(true as const);
        },
      }),

    vouch: (envelope, gameId) =>
      authorize({ envelope, gameId, roles: ["host"], act: () => ok(true as const) }),

    seatBots: (envelope, gameId, seats, level) =>
      authorize({
        ...{ envelope, gameId, roles: ["host", "player"] },
        act: ({ record, sender }) => {
          if (sender.role === "player" && record.game.phase.name !== "ready") return NEEDS_HOST;
          const context = randomness.context();
          const seated = seatBots(record.game, seats, level, context);
          if (!seated.ok) return seated;
          const { game } = seated.value.length > 0 ? commit(seated.value, context.now) : record;
          return ok(botSeats(game));
        },
      }),

    removeBot: (envelope, gameId, seat) =>
      authorize({
        ...{ envelope, gameId, roles: ["host", "player"] },
        act: ({ record, sender }) => {
          if (sender.role === "player" && record.game.phase.name !== "ready") return NEEDS_HOST;
          const freed = removeBot(record.game, seat, sender.role === "player" ? sender.seat : "host");
          if (!freed.ok) return freed;
          commit(freed.value, platform.now());
          return ok(true as const);
        },
      }),
  };
};

/** The refusal of a player who seats or frees a bot outside `ready`. */
const NEEDS_HOST = err({ kind: "role-needed", role: "host" } as const);
