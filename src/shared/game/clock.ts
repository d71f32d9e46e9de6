import type { Event } from "./events.ts";
import { type Game, turnOf } from "./state.ts";

/** The minimum time that the seat on turn has after a recovery, in ms [C6]. */
const GRACE_MS = 10_000;

/** When the time of the seat on turn runs out, epoch ms; null without a clock or without a seat on turn [C1]. */
export const deadlineOf = (game: Game): number | null => {
  const { turn_seconds } = game.rules;
  if (turn_seconds === null || turnOf(game) === null) return null;
  const { askedAt, graceUntil } = game.clock;
  return Math.max(askedAt + turn_seconds * 1000, graceUntil);
};

/** Gives the seat on turn more time after the server could not receive messages [C6]. */
export const grace = (game: Game, now: number): readonly Event[] => {
  const deadline = deadlineOf(game);
  const until = now + GRACE_MS;
  return deadline === null || deadline >= until ? [] : [{ type: "clock-extended", until }];
};
