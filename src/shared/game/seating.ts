import { err, ok } from "../result.ts";
import { type Chance, dealing } from "./dealing.ts";
import { type Decision, withNextDeal } from "./decide.ts";
import type { Event } from "./events.ts";
import { evolveAll } from "./evolve.ts";
import { SEATS, type Seat } from "./seats.ts";
import { type Game, isBot } from "./state.ts";

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
  /** The digest of an idempotency key, or null [H16]. */
  readonly key: string | null;
}

/** The seat that was taken under `key`, if somebody still sits there [H16]. */
export const seatTakenBy = (game: Game, key: string | null): Seat | undefined =>
  key === null ? undefined : SEATS.find((seat) => game.seats[seat].occupant?.taken.key === key);

/** Seats somebody in `seat`; the fifth to sit down starts the deal [S1]. */
export const takeSeat = (game: Game, seat: Seat, { name, nonce, key }: Arrival, chance: Chance): Decision => {
  if (game.seats[seat].occupant) return err({ kind: "table-full" });
  return ok(withDealing(game, [{ type: "seat-taken", seat, name, nonce, key, at: chance.now }], chance));
};

/** `taken`, followed by the deal when with it no seat is free [S1]. */
export const withDealing = (game: Game, taken: readonly Event[], chance: Chance): readonly Event[] => {
  const after = evolveAll(game, taken);
  return freeSeats(after).length === 0 ? [...taken, ...dealing(after, chance)] : taken;
};

/** Revokes every token of a taken seat; whoever held it is gone until the new token connects [T6]. */
export const reissueSeat = (game: Game, seat: Seat, name: string | null, now: number): readonly Event[] => [
  ...disconnect(game, seat, now),
  { type: "seat-reissued", seat, name },
];

/** Frees `seat` while seats are still filling; its tokens are void from then on [S14]. */
export const freeSeat = (game: Game, seat: Seat): Decision => {
  const { occupant } = game.seats[seat];
  if (game.phase.name !== "ready") {
    return err({ kind: "wrong-phase", phase: game.phase.name, message: "leaving a seat" });
  }
  if (!occupant) return err({ kind: "seat-free" });
  return ok([{ type: "seat-freed", seat, name: occupant.name, bot: isBot(occupant) }]);
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
      const freed = freeSeat(game, seat);
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

/** Readies those who have been away long enough by `chance.now`, and deals when that makes five [S9]. */
export const countAway = (game: Game, chance: Chance): readonly Event[] => {
  const readied = awayInEnd(game)
    .filter(({ countsFrom }) => countsFrom <= chance.now)
    .map(({ seat }): Event => ({ type: "player-readied", seat, nonce: "" }));
  return readied.length > 0 ? withNextDeal(game, readied, chance) : [];
};
