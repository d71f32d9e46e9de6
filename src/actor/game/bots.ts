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

/** The pace of the bots and their audience. */
export interface Pacing {
  /** The average time that a bot takes for a move, in ms; 0 for none. */
  readonly pauseMs: number;
  /** Whether any socket of a player or an observer is open. */
  readonly watched: boolean;
  readonly observers: number;
}

/** The pauses after a completed trick, and after the end of a deal among bots. */
const TRICK_PAUSES = 2;
const END_PAUSES = 8;

/**
 * The time that a bot waits before the next move in `game`, in ms: between three and five quarters of the pause,
 * depending on the revision. The time does not depend on the bot's hand or its next move [B7].
 */
const pauseIn = ({ phase, revision }: Game, pauseMs: number): number => {
  const whim = ((revision * 2_654_435_761) % 1_024) / 1_024;
  const pauses = phase.name === "trick-won" ? TRICK_PAUSES : phase.name === "end" ? END_PAUSES : 1;
  return Math.round(pauseMs * pauses * (0.75 + whim / 2));
};

/** The time of the next automatic move, epoch ms; Infinity when there is none. */
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
 * The automatic move that is due by `context.now`: the move of a bot, the move after a timeout, or the bots' requests
 * for the next deal. Null when none is due. `seed` is for random choices of the bot.
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

/** One move of a bot. The bot gets only the view that the seat's own client gets [B1]. */
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
