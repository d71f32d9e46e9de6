import { botSeats, handOver, removePlayer } from "../../shared/game/bots.ts";
import type { Actor, Event } from "../../shared/game/events.ts";
import { evolve } from "../../shared/game/evolve.ts";
import {
  earlierJoin,
  freeSeat,
  isSameRequest,
  replaceSeat,
  takeBotSeat,
  takeSeat,
} from "../../shared/game/seating.ts";
import { SEATS, type Seat } from "../../shared/game/seats.ts";
import { freeSeats, isWaiting } from "../../shared/game/state.ts";
import { log } from "../../shared/log.ts";
import { defaultName } from "../../shared/protocol/names.ts";
import type { Rejection } from "../../shared/protocol/refusal.ts";
import { err, ok, type Result } from "../../shared/result.ts";
import type { GameRecord } from "../core/game-record.ts";
import type { Platform } from "../core/platform.ts";
import type { Replicator } from "../replica/replicator.ts";
import type { Authorize } from "./authorize.ts";
import type { LiveGame } from "./live-game.ts";
import type { Presence } from "./presence.ts";
import type { Randomness } from "./randomness.ts";
import type { Recovery } from "./recovery.ts";
import {
  type Created,
  createdAs,
  type Founding,
  type Guest,
  HOST_SEAT,
  nameFor,
  type Revoked,
  type Seated,
  seatedAs,
  whenConfirmed,
} from "./seated.ts";

/** The effect of freeing a seat. */
export interface Freed {
  readonly what: "freed" | "handed" | "removed";
}

/** The calls of the edge that create a game and assign seats, with the versions of their tokens. */
export interface SeatCalls {
  /** Creates the game and seats its creator, if there is one [H1]. A repeated request gets the same answer [H16]. */
  readonly create: (gameId: string, founding: Founding) => Promise<Result<Created, Rejection>>;
  /**
   * Seats a guest in a random free seat, or, if there is none, in the seat of a bot [H2, B13]. A repeated request gets
   * the same answer [H16].
   */
  readonly join: (gameId: string, guest: Guest) => Promise<Result<Seated, Rejection>>;
  /**
   * For the host: seats a player in a free `seat` or in a bot's, or revokes every token of a taken one [H4, T6]. The
   * answer says whether Redis has confirmed the change [T9].
   */
  readonly mint: (
    envelope: string,
    gameId: string,
    seat: Seat,
    name: string | null,
  ) => Promise<Result<Seated & Revoked, Rejection>>;
  /**
   * While seats are filling, frees a seat for the host or for its own player [S14]. After that a bot plays for a player who
   * asks for it, or who holds the table up when the host or another player asks [C5]. With `remove`, the host takes a seat
   * from its player at any time [S18].
   */
  readonly free: (
    envelope: string,
    gameId: string,
    seat: Seat,
    options: { readonly remove: boolean },
  ) => Promise<Result<Freed & Revoked, Rejection>>;
}

export interface SeatCallsPorts {
  readonly platform: Pick<Platform, "now">;
  readonly replicator: Replicator;
  readonly liveGame: LiveGame;
  readonly presence: Presence;
  readonly recovery: Recovery;
  readonly authorize: Authorize;
  readonly randomness: Randomness;
}

export const openSeatCalls = (ports: SeatCallsPorts): SeatCalls => {
  const { platform, liveGame, presence, recovery, authorize, randomness } = ports;
  const commit = (events: readonly Event[], at: number) => liveGame.commit({ at, by: null, events });

  const seatGuest = (record: GameRecord, seat: Seat, guest: Guest): Result<Seated, Rejection> => {
    const context = randomness.context();
    const called = nameFor(record.game, seat, guest.name ?? defaultName(seat));
    const decision = takeSeat(record.game, seat, { ...guest, name: called }, context);
    if (!decision.ok) return decision;
    const after = commit(decision.value, context.now);
    const { version } = after.game.seats[seat];
    return ok(seatedAs(after, { seat, version, name: called, at: context.now }));
  };
  const seatForBot = (record: GameRecord, seat: Seat, guest: Guest, by: Actor): Seated => {
    const now = platform.now();
    const called = nameFor(record.game, seat, guest.name ?? defaultName(seat));
    const after = commit(takeBotSeat(seat, { ...guest, name: called }, by, now), now);
    const { version } = after.game.seats[seat];
    return seatedAs(after, { seat, version, name: called, at: now });
  };
  /** Issues the seat to the same player again, and revokes the older tokens. */
  const reissue = (seat: Seat, name: string): Seated => {
    const now = platform.now();
    presence.revoke(seat, now);
    const after = commit(replaceSeat(seat, { name, by: "host" }, now), now);
    return seatedAs(after, { seat, version: after.game.seats[seat].version, name, at: now });
  };

  return {
    create: async (gameId, { rules, request, creator }) => {
      // The id derives from the key, so Redis may have a copy of the game although this object has nothing.
      const found = request ? await recovery.ready(gameId, ok) : null;
      // An unreadable record is not replaced. If Redis cannot be reached, a new game does not wait for it.
      if (found?.ok === false && ["newer", "unreadable"].includes(found.error.kind)) return found;
      const before = liveGame.record();
      const first = before?.game.creation.request;
      if (before && request && first?.key === request.key)
        return isSameRequest(first, request) ? ok(createdAs(before)) : err({ kind: "key-reused" });
      if (!recovery.isAbsent()) return err({ kind: "game-exists" });
      const context = randomness.context();
      const name = creator && (creator.name ?? defaultName(HOST_SEAT));
      const created: Event = {
        type: "game-created",
        id: gameId,
        rules,
        dealer: randomness.pick(SEATS) ?? 0,
        secret: randomness.secret(),
        answersKey: randomness.secret().slice(0, 32),
        at: context.now,
        request,
        creator: name,
      };
      const taken =
        creator && name !== null
          ? takeSeat(evolve(null, created), HOST_SEAT, { ...creator, name, request: null }, context)
          : ok([]);
      if (!taken.ok) return taken;
      const record = commit([created, ...taken.value], context.now);
      log("info", "game_created", { game_id: gameId });
      return ok(createdAs(record));
    },

    join: (gameId, guest) =>
      recovery.ready(gameId, (record) => {
        const earlier = earlierJoin(record.game, guest.request);
        if (earlier) return earlier.ok ? ok(seatedAs(record, earlier.value)) : earlier;
        const free = randomness.pick(freeSeats(record.game));
        if (free !== undefined) return seatGuest(record, free, guest);
        const seat = randomness.pick(botSeats(record.game));
        return seat === undefined ? err({ kind: "table-full" }) : ok(seatForBot(record, seat, guest, seat));
      }),

    mint: async (envelope, gameId, seat, name) =>
      whenConfirmed(
        ports,
        await authorize<Seated>({
          ...{ envelope, gameId, roles: ["host"] },
          act: ({ record }) => {
            const { occupant } = record.game.seats[seat];
            const guest: Guest = { name, nonce: "", request: null };
            if (!occupant) return seatGuest(record, seat, guest);
            if (occupant.acting.by === "bot") return ok(seatForBot(record, seat, guest, "host"));
            const called = name === null ? occupant.name : nameFor(record.game, seat, name);
            return ok(reissue(seat, called));
          },
        }),
      ),

    free: async (envelope, gameId, seat, { remove }) => {
      const done = await authorize<Freed>({
        ...{ envelope, gameId, roles: remove ? ["host"] : ["host", "player"] },
        act: ({ record: { game }, sender }) => {
          const isHanded = !remove && game.phase.name !== "ready";
          if (sender.role === "player") {
            if (isWaiting(game, sender.seat)) return err({ kind: "waiting" });
            if (!isHanded && sender.seat !== seat) return err({ kind: "other-seat", seat: sender.seat });
          }
          const now = platform.now();
          const by = sender.role === "player" ? sender.seat : "host";
          const decision = remove
            ? removePlayer(game, seat, by)
            : isHanded
              ? handOver(game, seat, by, now)
              : freeSeat(game, seat, by);
          if (!decision.ok) return decision;
          if (!isHanded) presence.revoke(seat, now);
          commit(decision.value, now);
          return ok({ what: remove ? "removed" : isHanded ? "handed" : "freed" });
        },
      });
      // When a bot plays for a player, no token is revoked.
      return done.ok && done.value.what === "handed"
        ? ok({ ...done.value, isConfirmed: true })
        : whenConfirmed(ports, done);
    },
  };
};
