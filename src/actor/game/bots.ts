import { chooseMove } from "../../bot/levels.ts";
import { sourceFrom } from "../../bot/rng.ts";
import { automatic, isAllBots, missTurn, readyBots, unreadyBots } from "../../shared/game/bots.ts";
import { deadlineOf } from "../../shared/game/clock.ts";
import type { DecideContext } from "../../shared/game/dealing.ts";
import { decide } from "../../shared/game/decide.ts";
import type { Event } from "../../shared/game/events.ts";
import type { Level } from "../../shared/game/levels.ts";
import type { Seat } from "../../shared/game/seats.ts";
import { type Game, turnOf } from "../../shared/game/state.ts";
import { actionOf } from "../../shared/protocol/codec.ts";
import { playersView } from "../../shared/protocol/view.ts";

/** How a bot is paced, and who is there to see it. */
export interface Pacing {
  /** How long a bot takes over a move, about, in ms; 0 for no time at all. */
  readonly pauseMs: number;
  /** Whether any socket of a player or an observer is open. */
  readonly watched: boolean;
  readonly observers: number;
}

/** A trick that has been taken lies there for so many pauses, and the end of a deal among bots for so many. */
const TRICK_PAUSES = 2;
const END_PAUSES = 8;

/**
 * How long a bot waits before the move that `game` asks of it, in ms: between three and five quarters of the pause, by
 * the number of the revision. What the bot holds, or what it is going to do, has no part in it [B7].
 */
const pauseIn = ({ phase, revision }: Game, pauseMs: number): number => {
  const whim = ((revision * 2_654_435_761) % 1_024) / 1_024;
  const pauses = phase.name === "trick-won" ? TRICK_PAUSES : phase.name === "end" ? END_PAUSES : 1;
  return Math.round(pauseMs * pauses * (0.75 + whim / 2));
};

/** When something is next to be done for a seat whose player does not do it, epoch ms; Infinity when nothing is. */
export const nextMoveAt = (game: Game, { pauseMs, watched }: Pacing): number => {
  const { askedAt } = game.clock;
  const seat = turnOf(game);
  if (seat !== null) {
    const deadline = deadlineOf(game) ?? Number.POSITIVE_INFINITY;
    const isPlayers = game.seats[seat].occupant?.acting.by === "player";
    return isPlayers ? deadline : Math.min(askedAt + pauseIn(game, pauseMs), deadline);
  }
  if (unreadyBots(game, watched).length === 0) return Number.POSITIVE_INFINITY;
  return isAllBots(game) ? askedAt + pauseIn(game, pauseMs) : askedAt;
};

/**
 * What is to be done by `context.now` for a seat whose player does not do it: the move of a bot, the one that the clock
 * asks for, or the bots' asking for the next deal. Null when nothing is due. `seed` is for the bot's whims.
 */
export const moveDue = (
  game: Game,
  pacing: Pacing,
  context: DecideContext,
  seed: number,
): readonly Event[] | null => {
  if (nextMoveAt(game, pacing) > context.now) return null;
  const seat = turnOf(game);
  if (seat === null) return readyBots(game, pacing.watched, context);
  const acting = game.seats[seat].occupant?.acting;
  const move = (level: Level) => movedBy(level, game, seat, pacing.observers, context, seed);
  if (acting?.by === "bot" || acting?.by === "bot-for-newcomer") return move(acting.level);
  const missed = acting?.by === "player" ? missTurn(game, seat, context.now) : [];
  return [...missed, ...automatic(move("rule"))];
};

/** One move of a bot, which gets what the seat's own client gets and nothing else [B1]. */
const movedBy = (
  level: Level,
  game: Game,
  seat: Seat,
  observers: number,
  context: DecideContext,
  seed: number,
): readonly Event[] => {
  const move = chooseMove(level, playersView(game, seat, observers), sourceFrom(seed));
  const decision = move && decide(game, seat, actionOf(move), context);
  if (!decision?.ok) throw new Error("a bot was refused");
  return decision.value;
};
