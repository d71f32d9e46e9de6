import { err, ok, type Result } from "../result.ts";
import type { Event } from "./events.ts";
import type { GameRejection } from "./rejection.ts";
import { SEATS, type Seat } from "./seats.ts";
import type { Game } from "./state.ts";

/** How long a seat code is good, in ms [T12]. */
const SEAT_CODE_MS = 600_000;

/** Makes the code with `hash` for another device of the player of `seat`, in the place of an earlier one [T12]. */
export const makeSeatCode = (
  seat: Seat,
  hash: string,
  now: number,
): { readonly until: number; readonly events: readonly Event[] } => {
  const until = now + SEAT_CODE_MS;
  return { until, events: [{ type: "seat-code-made", seat, hash, until }] };
};

/** The seat whose open code has `hash`, or null. */
const seatOf = (game: Game, hash: string, now: number): Seat | null =>
  SEATS.find((at) => isOpen(game, at, now) && game.seats[at].code?.hash === hash) ?? null;

const isOpen = ({ seats }: Game, at: Seat, now: number): boolean => {
  const { code, version } = seats[at];
  return code !== null && code.version === version && code.until > now;
};

/**
 * Redeems the code with `hash`: its seat, and the events, which also count a wrong code while one is open. A code is good
 * once [T12].
 */
export const redeemSeatCode = (
  game: Game,
  hash: string,
  now: number,
): { readonly seat: Result<Seat, GameRejection>; readonly events: readonly Event[] } => {
  const seat = seatOf(game, hash, now);
  if (seat !== null) return { seat: ok(seat), events: [{ type: "seat-code-redeemed", seat }] };
  const events: Event[] = SEATS.some((at) => isOpen(game, at, now)) ? [{ type: "seat-code-missed" }] : [];
  return { seat: err({ kind: "bad-code" }), events };
};
