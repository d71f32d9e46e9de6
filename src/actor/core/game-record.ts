import type { Action } from "../../shared/game/decide.ts";
import type { Event } from "../../shared/game/events.ts";
import { type Step, stepsFrom } from "../../shared/game/evolve.ts";
import { type BySeat, bySeat, SEATS, type Seat, withSeat } from "../../shared/game/seats.ts";
import type { Game } from "../../shared/game/state.ts";
import { type Answer, keyFrom, recalled, remember } from "./action-memory.ts";

/** An accepted action with the content of its answer. */
export interface Accepted extends Answer {
  readonly action: Action;
}

/** Everything that the actor holds of a game, and stores with a checkpoint. */
export interface GameRecord {
  readonly game: Game;
  /** The answers to the latest accepted actions of each seat, in the format of `remember`. */
  readonly answers: BySeat<string>;
  /** The key of the hashes in `answers`. Secret. In games of earlier versions it follows from the secret of a deal, which is told later. */
  readonly answersKey: string;
  /** The time of the last change of the record, epoch ms. It never decreases. */
  readonly touchedAt: number;
}

/** An accepted action of a seat. */
export interface Deed {
  readonly seat: Seat;
  readonly accepted: Accepted;
}

/** The players' actions of an entry, in order. */
export const deedsIn = ({ by, reveals = [] }: Entry): readonly Deed[] => (by ? [by, ...reveals] : reveals);

/** One change of the record, stored as one row of the log. */
export interface Entry {
  readonly at: number;
  /** The player's action that caused the change, with its answer; null when the server caused it. */
  readonly by: Deed | null;
  /** The players' `reveal`s that the cards are dealt with, with their answers; absent for none [G41]. */
  readonly reveals?: readonly Deed[];
  readonly events: readonly Event[];
}

/** The record after `entry` [G28]. */
export const advance = (record: GameRecord | null, entry: Entry): GameRecord =>
  advanceBy(record, entry, stepsFrom(record?.game ?? null, entry.events, entry.at));

/** The same with steps that have already been computed. */
export const advanceBy = (record: GameRecord | null, entry: Entry, steps: readonly Step[]): GameRecord => {
  const game = steps.at(-1)?.after ?? record?.game;
  if (!game) throw new Error("a record begins with the creation of its game");
  const answersKey = record?.answersKey ?? keyIn(steps);
  return {
    game,
    answers: deedsIn(entry).reduce(
      (kept, { seat, accepted }) => withSeat(kept, seat, remember(kept[seat], answersKey, accepted)),
      answersIn(record, game),
    ),
    answersKey,
    touchedAt: laterThan(record?.touchedAt ?? 0, entry.at),
  };
};

/** `at`, or the first ms after `before`, so that times of changes never stand still. */
export const laterThan = (before: number, at: number): number => Math.max(at, before + 1);

/** The key that a game was created with. Earlier versions created games without one. */
const keyIn = ([first]: readonly Step[]): string => {
  const { event } = first ?? {};
  if (event?.type !== "game-created") throw new Error("a record begins with the creation of its game");
  return event.answersKey ?? keyFrom(event.secret);
};

/**
 * The answers of `before` that are still valid in `game`. A seat whose version has risen has another holder and keeps
 * no answers.
 */
const answersIn = (before: GameRecord | null, game: Game): GameRecord["answers"] => {
  if (!before) return bySeat(() => "");
  const { seats } = before.game;
  return SEATS.every((seat) => seats[seat].version === game.seats[seat].version)
    ? before.answers
    : bySeat((seat) => (seats[seat].version === game.seats[seat].version ? before.answers[seat] : ""));
};

/** The first answer to `actionId` of `seat`, if it is still remembered [P19]. */
export const answerTo = (record: GameRecord, seat: Seat, actionId: string): Answer | undefined =>
  recalled(record.answers[seat], record.answersKey, actionId);
