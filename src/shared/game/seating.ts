import { err, ok, type Result } from "../result.ts";
import { type DecideContext, dealing } from "./dealing.ts";
import { type Decision, withNextDeal } from "./decide.ts";
import type { Actor, Event } from "./events.ts";
import { evolveAll } from "./evolve.ts";
import type { GameRejection } from "./rejection.ts";
import { SEATS, type Seat } from "./seats.ts";
import { type Game, isBot, type Joined, type KeyedRequest } from "./state.ts";

/** How long a player may be away in `end` before counting as having asked for the next deal, in ms [S9]. */
const AWAY_COUNTS_AS_READY_MS = 30_000;

/** How long a seat in `ready` is kept for a player with no socket, in ms [S15]. */
const ABANDONED_MS = 600_000;

/** The seats nobody holds. */
export const freeSeats = (game: Game): readonly Seat[] => SEATS.filter((seat) => !game.seats[seat].occupant);

/** Who sits down. */
export interface Arrival {
  readonly name: string;
  /** What is added to the first deal: 1-64 hex digits, or "" for nothing. */
  readonly nonce: string;
  /** The request, if it may be repeated [H16]. */
  readonly request: KeyedRequest | null;
}

/**
 * What the first of these requests was answered, undefined when this is the first. A key stands for its request: with
 * another one it is refused [H16].
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

/** Whether `later` repeats `earlier`, which has the same key. What 1.0 has stored tells its key alone. */
export const isSameRequest = (earlier: KeyedRequest, later: KeyedRequest): boolean =>
  earlier.fingerprint === null || earlier.fingerprint === later.fingerprint;

/** Seats somebody in `seat`; the fifth to sit down starts the deal [S1]. */
export const takeSeat = (game: Game, seat: Seat, arrival: Arrival, context: DecideContext): Decision => {
  if (game.seats[seat].occupant) return err({ kind: "table-full" });
  return ok(withDealing(game, [{ type: "seat-taken", seat, ...arrival, at: context.now }], context));
};

/** Gives the seat of a bot to a newcomer: at once between deals, else at the end of this one [B9, B13]. */
export const takeBotSeat = (seat: Seat, arrival: Arrival, by: Actor, now: number): readonly Event[] => [
  { type: "bot-seat-taken", seat, ...arrival, by, at: now },
  { type: "player-left", seat, at: now },
];

/** `taken`, followed by the deal when with it no seat is free [S1]. */
export const withDealing = (
  game: Game,
  taken: readonly Event[],
  context: DecideContext,
): readonly Event[] => {
  const after = evolveAll(game, taken);
  return freeSeats(after).length === 0 ? [...taken, ...dealing(after, context)] : taken;
};

/** Revokes every token of a taken seat; its player is gone until the new token connects [T6]. */
export const replaceSeat = (
  seat: Seat,
  { name, by }: { readonly name: string; readonly by: Actor },
  now: number,
): readonly Event[] => [
  { type: "seat-replaced", seat, name, by },
  { type: "player-left", seat, at: now },
];

/** Frees `seat` while seats are still filling; its tokens are void from then on [S14]. `by` is null when time does it. */
export const freeSeat = (game: Game, seat: Seat, by: Actor | null): Decision => {
  const { occupant } = game.seats[seat];
  if (game.phase.name !== "ready") {
    return err({ kind: "wrong-phase", phase: game.phase.name, message: "leaving a seat" });
  }
  if (!occupant) return err({ kind: "seat-free" });
  const freed = { type: "seat-freed", seat, name: occupant.name, bot: isBot(occupant) } as const;
  return ok([by === null ? freed : { ...freed, by }]);
};

/** Seats in `ready` whose players are away, with the time (epoch ms) from which they count as abandoned [S15]. */
export const awayInReady = (game: Game): readonly { seat: Seat; freedFrom: number }[] =>
  game.phase.name !== "ready"
    ? []
    : SEATS.flatMap((seat) => {
        const since = game.seats[seat].occupant?.awaySince ?? null;
        return since === null ? [] : [{ seat, freedFrom: since + ABANDONED_MS }];
      });

/** Frees the seats that have been abandoned by `now` (epoch ms) [S15]. */
export const freeAbandoned = (game: Game, now: number): readonly Event[] =>
  awayInReady(game)
    .filter(({ freedFrom }) => freedFrom <= now)
    .flatMap(({ seat }) => {
      const freed = freeSeat(game, seat, null);
      return freed.ok ? freed.value : [];
    });

/** A socket of `seat` has opened [S3]. */
export const connect = (game: Game, seat: Seat): readonly Event[] => [
  { type: game.seats[seat].occupant?.met ? "player-reconnected" : "player-joined", seat },
];

/** The last socket of `seat` is gone. Nothing happens for a seat that is not connected, or a bot's own [S4]. */
export const disconnect = (game: Game, seat: Seat, now: number): readonly Event[] => {
  const { occupant } = game.seats[seat];
  return occupant?.connected && occupant.acting.by !== "bot" ? [{ type: "player-left", seat, at: now }] : [];
};

/**
 * Seats that are away in `end` and have not asked for the next deal, with the time (epoch ms) from which they count as
 * having asked. None while nobody present has asked: an empty table is not dealt to [S9].
 */
export const awayInEnd = (game: Game): readonly { seat: Seat; countsFrom: number }[] => {
  const { phase } = game;
  if (phase.name !== "end") return [];
  const { seats } = game;
  if (!phase.readied.some((seat) => seats[seat].occupant?.connected && !isBot(seats[seat].occupant)))
    return [];
  return SEATS.flatMap((seat) => {
    const since = seats[seat].occupant?.awaySince ?? null;
    return since === null || phase.readied.includes(seat)
      ? []
      : [{ seat, countsFrom: since + AWAY_COUNTS_AS_READY_MS }];
  });
};

/** Readies those who have been away long enough by `context.now`, and deals when that makes five [S9]. */
export const countAway = (game: Game, context: DecideContext): readonly Event[] => {
  const readied = awayInEnd(game)
    .filter(({ countsFrom }) => countsFrom <= context.now)
    .map(({ seat }): Event => ({ type: "player-readied", seat, nonce: "" }));
  return readied.length > 0 ? withNextDeal(game, readied, context) : [];
};
