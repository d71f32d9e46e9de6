import type { Actor, Event } from "./events.ts";
import { SEATS, type Seat } from "./seats.ts";
import { type Game, isWaiting } from "./state.ts";

/** Says again whether the player of `seat` is connected, with who acts for it [B6]. `by` when that was somebody's doing. */
export const presence = (game: Game, seat: Seat, now: number, by?: Actor): Event => {
  const { occupant } = game.seats[seat];
  const whose = by === undefined ? {} : { by };
  return occupant?.connected
    ? { type: "player-reconnected", seat, ...whose }
    : { type: "player-left", seat, at: occupant?.awaySince ?? now, ...whose };
};

/** What follows the end of a deal for the newcomers who have waited for it: they play for themselves now [B13]. */
export const arrivals = (game: Game, now: number): readonly Event[] =>
  SEATS.filter((seat) => isWaiting(game, seat)).map((seat) => presence(game, seat, now));
