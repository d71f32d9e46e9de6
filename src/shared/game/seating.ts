import { err, ok, type Result } from "../result.ts";
import { withDealing, withNextDeal } from "./commit-reveal.ts";
import type { DecideContext } from "./dealing.ts";
import type { Actor, Event } from "./events.ts";
import { type Added, isBot } from "./occupant.ts";
import type { Decision, GameRejection } from "./rejection.ts";
import { conflictIn, RULE_NAMES, type RuleChange } from "./rules.ts";
import { SEATS, type Seat } from "./seats.ts";
import { type Game, isMatchOver, isWaiting, type Joined, type KeyedRequest } from "./state.ts";

/** How long a player may be away in `end` before the player counts as ready for the next deal, in ms [S9]. */
const AWAY_COUNTS_AS_READY_MS = 30_000;

/** How long after the first request everyone counts as ready for the next deal, in ms [S9]. */
const EVERYONE_COUNTS_AS_READY_MS = 60_000;

/** How long a seat in `ready` is kept for a player without a socket, in ms [S15]. */
const ABANDONED_MS = 600_000;

/** A player who takes a seat. */
export interface Arrival extends Added {
  readonly name: string;
  /** The request, if it has an idempotency key [H16]. */
  readonly request: KeyedRequest | null;
}

/**
 * The answer to an earlier request with the same key; undefined when there is none. A key with a different request is
 * refused as `key-reused` [H16].
 */
export const earlierJoin = (
  game: Game,
  request: KeyedRequest | null,
): Result<Joined, GameRejection> | undefined => {
  if (!request) return undefined;
  const { creation, joined } = game;
  if (creation.request?.key === request.key) return err({ kind: "key-reused" });
  const earlier = joined.find(({ key }) => key === request.key);
  return earlier && (isSameRequest(earlier, request) ? ok(earlier) : err({ kind: "key-reused" }));
};

/** Whether `later` repeats `earlier`, which has the same key. Requests that 1.0 stored have no fingerprint. */
export const isSameRequest = (earlier: KeyedRequest, later: KeyedRequest): boolean =>
  earlier.fingerprint === null || earlier.fingerprint === later.fingerprint;

/** Seats a player in `seat`. The deal begins with the fifth player [S1]. */
export const takeSeat = (game: Game, seat: Seat, arrival: Arrival, context: DecideContext): Decision => {
  if (game.seats[seat].occupant) return err({ kind: "table-full" });
  return ok(withDealing(game, [{ type: "seat-taken", seat, ...arrival, at: context.now }], context));
};

/** Gives a bot's seat to a newcomer, who plays at once between deals and otherwise from the next deal on [B9, B13]. */
export const takeBotSeat = (seat: Seat, arrival: Arrival, by: Actor, now: number): readonly Event[] => [
  { type: "bot-seat-taken", seat, ...arrival, by, at: now },
  { type: "player-left", seat, at: now },
];

/** Revokes all tokens of a taken seat. Its player counts as away until the new token connects [T6]. */
export const replaceSeat = (
  seat: Seat,
  { name, by }: { readonly name: string; readonly by: Actor },
  now: number,
): readonly Event[] => [
  { type: "seat-replaced", seat, name, by },
  { type: "player-left", seat, at: now },
];

/** Frees `seat` in `ready` and revokes its tokens [S14]. `by` is null when the server frees it after a timeout. */
export const freeSeat = (game: Game, seat: Seat, by: Actor | null): Decision => {
  const { occupant } = game.seats[seat];
  if (game.phase.name !== "ready") {
    return err({ kind: "wrong-phase", phase: game.phase.name, message: "leaving a seat" });
  }
  if (!occupant) return err({ kind: "seat-free" });
  const freed = { type: "seat-freed", seat, name: occupant.name, bot: isBot(occupant) } as const;
  return ok([by === null ? freed : { ...freed, by }]);
};

/** Seats in `ready` whose players are away, with the time (epoch ms) at which they become abandoned [S15]. */
export const awayInReady = (game: Game): readonly { seat: Seat; freedFrom: number }[] =>
  game.phase.name !== "ready"
    ? []
    : SEATS.flatMap((seat) => {
        const since = game.seats[seat].occupant?.awaySince ?? null;
        return since === null ? [] : [{ seat, freedFrom: since + ABANDONED_MS }];
      });

/** Frees the seats that are abandoned at `now` (epoch ms) [S15]. */
export const freeAbandoned = (game: Game, now: number): readonly Event[] =>
  awayInReady(game)
    .filter(({ freedFrom }) => freedFrom <= now)
    .flatMap(({ seat }) => {
      const freed = freeSeat(game, seat, null);
      return freed.ok ? freed.value : [];
    });

/** Changes rules while seats are filling; none when nothing would change [G36, H21]. */
export const changeRules = (game: Game, change: RuleChange): Decision => {
  if (game.phase.name !== "ready")
    return err({ kind: "wrong-phase", phase: game.phase.name, message: "changing the rules" });
  const changed = RULE_NAMES.filter(
    (name) => change[name] !== undefined && change[name] !== game.rules[name],
  );
  if (changed.length === 0) return ok([]);
  const values = Object.fromEntries(changed.map((name) => [name, change[name]]));
  const rules = { ...game.rules, ...values };
  const conflict = conflictIn(rules);
  return conflict ? err({ kind: "rules-conflict", ...conflict }) : ok([{ type: "rules-changed", rules }]);
};

/** The events of a socket of `seat` that has opened [S3, S22]. */
export const connect = (game: Game, seat: Seat): readonly Event[] =>
  reconnect(game, seat).map((event) => ({ ...event, connection: game.seats[seat].connections + 1 }));

/** The events of a socket of `seat` that is open already, while the game counts its player as away [R6]. */
export const reconnect = (game: Game, seat: Seat) => [
  { type: game.seats[seat].occupant?.met ? "player-reconnected" : "player-joined", seat } as const,
];

/**
 * The events after the last socket of `seat` has closed; none for a seat that is not connected or that a bot holds
 * [S4].
 */
export const disconnect = (game: Game, seat: Seat, now: number): readonly Event[] => {
  const { occupant } = game.seats[seat];
  return occupant?.connected && occupant.acting.by !== "bot" ? [{ type: "player-left", seat, at: now }] : [];
};

/**
 * Announces again whether the player of `seat` is connected, and who acts for the seat [B6]. `by` is who caused the
 * change.
 */
export const presence = (game: Game, seat: Seat, now: number, by?: Actor): Event => {
  const { occupant } = game.seats[seat];
  const whose = by === undefined ? {} : { by };
  return occupant?.connected
    ? { type: "player-reconnected", seat, ...whose }
    : { type: "player-left", seat, at: occupant?.awaySince ?? now, ...whose };
};

/**
 * The events after the end of a deal for the newcomers who have waited for it. They act for their seats from now on
 * [B13].
 */
export const arrivals = (game: Game, now: number): readonly Event[] =>
  SEATS.filter((seat) => isWaiting(game, seat)).map((seat) => presence(game, seat, now));

/** When everyone counts as ready for the next deal, epoch ms; null before the first request and after a match [S9]. */
export const readyDeadlineOf = (game: Game): number | null => {
  const { phase } = game;
  const askedAt = phase.name === "end" && !isMatchOver(game) ? phase.askedAt : null;
  return askedAt === null ? null : askedAt + EVERYONE_COUNTS_AS_READY_MS;
};

/**
 * Seats that have not asked for the next deal in `end`, with the time (epoch ms) at which they count as ready: a minute
 * after the first request, or after half a minute away once a connected player has asked. Empty while no player is
 * connected, so that no deal begins without players [S9].
 */
export const awayInEnd = (game: Game): readonly { seat: Seat; countsFrom: number }[] => {
  const { phase, seats } = game;
  if (phase.name !== "end") return [];
  const isPresent = (seat: Seat) => seats[seat].occupant?.connected === true && !isBot(seats[seat].occupant);
  if (!SEATS.some(isPresent)) return [];
  const everyone = readyDeadlineOf(game) ?? Number.POSITIVE_INFINITY;
  const isAsked = phase.readied.some(isPresent);
  return SEATS.filter((seat) => !phase.readied.includes(seat)).flatMap((seat) => {
    const since = seats[seat].occupant?.awaySince ?? null;
    const away = isAsked && since !== null ? since + AWAY_COUNTS_AS_READY_MS : Number.POSITIVE_INFINITY;
    const countsFrom = Math.min(away, everyone);
    return countsFrom === Number.POSITIVE_INFINITY ? [] : [{ seat, countsFrom }];
  });
};

/** Readies the players who have been away long enough at `context.now`, and deals when all five are ready [S9]. */
export const countAway = (game: Game, context: DecideContext): readonly Event[] => {
  const readied = awayInEnd(game)
    .filter(({ countsFrom }) => countsFrom <= context.now)
    .map(({ seat }): Event => ({ type: "player-readied", seat, nonce: "" }));
  return readied.length > 0 ? withNextDeal(game, readied, context) : [];
};
