import type { Action } from "../../shared/game/decide.ts";
import type { Event } from "../../shared/game/events.ts";
import { type Step, stepsFrom } from "../../shared/game/evolve.ts";
import { type BySeat, bySeat, SEATS, type Seat, withSeat } from "../../shared/game/seats.ts";
import type { Game } from "../../shared/game/state.ts";
import { type Answer, recalled, remember } from "./action-memory.ts";

/** How many accepted actions of each seat are remembered, so that a repeat gets the first answer [P19]. */
const REMEMBERED_ACTIONS = 64;

/** An accepted action, with what its answer says. */
export interface Accepted extends Answer {
  readonly action: Action;
}

/** Everything the actor holds and stores of a game. */
export interface GameRecord {
  readonly game: Game;
  /** The answers to the latest accepted actions of each seat, oldest first, each as `remember` writes it. */
  readonly answers: BySeat<readonly string[]>;
  /** When the table last changed, epoch ms; never goes back. */
  readonly touchedAt: number;
}

/** One change of a table: a row of the log. */
export interface Entry {
  readonly at: number;
  /** The player's action that caused it, with its answer; null for what the server does of itself. */
  readonly by: { readonly seat: Seat; readonly accepted: Accepted } | null;
  readonly events: readonly Event[];
}

/** The table after `entry` [G28]. */
export const advance = (table: GameRecord | null, entry: Entry): GameRecord =>
  advanceBy(table, entry, stepsFrom(table?.game ?? null, entry.events, entry.at));

/** The same when the steps of `entry` have been made already. */
export const advanceBy = (
  table: GameRecord | null,
  { at, by }: Entry,
  steps: readonly Step[],
): GameRecord => {
  const game = steps.at(-1)?.after ?? table?.game;
  if (!game) throw new Error("a table begins with the creation of its game");
  const answers = answersIn(table, game);
  return {
    game,
    answers: by
      ? withSeat(answers, by.seat, [...answers[by.seat], remember(by.accepted)].slice(-REMEMBERED_ACTIONS))
      : answers,
    touchedAt: Math.max(at, (table?.touchedAt ?? 0) + 1),
  };
};

/** What is remembered of `before` in `game`: nothing of a seat whose version has been raised, since it has another holder. */
const answersIn = (before: GameRecord | null, game: Game): GameRecord["answers"] => {
  if (!before) return bySeat(() => []);
  const { seats } = before.game;
  return SEATS.every((seat) => seats[seat].version === game.seats[seat].version)
    ? before.answers
    : bySeat((seat) => (seats[seat].version === game.seats[seat].version ? before.answers[seat] : []));
};

/** The answer that `actionId` of `seat` has already had, if it is still remembered [P19]. */
export const answerTo = (table: GameRecord, seat: Seat, actionId: string): Answer | undefined =>
  recalled(table.answers[seat], actionId);
