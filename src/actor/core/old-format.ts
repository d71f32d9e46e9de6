import type { Event } from "../../shared/game/events.ts";
import type { Occupant, SeatState } from "../../shared/game/occupant.ts";
import type { End, Phase } from "../../shared/game/phase.ts";
import { withDefaults } from "../../shared/game/rules.ts";
import { type BySeat, bySeat } from "../../shared/game/seats.ts";
import { commitmentTo } from "../../shared/game/shuffle.ts";
import {
  type FinishedDeal,
  firstLeader,
  type Game,
  type Joined,
  type KeyedRequest,
} from "../../shared/game/state.ts";
import { keyFrom, remember } from "./action-memory.ts";
import type { Entry, GameRecord } from "./game-record.ts";
import { answerIn } from "./old-answers.ts";

/*
 * Converts stored data of earlier formats to the current one: format 1, of 1.0.0, and format 2, of versions between
 * releases. Data is converted on reading and stored in the current format with the next checkpoint.
 */

type Formerly<T, Gone, Added extends keyof T> = Omit<T, Added> & Gone;

interface Taken {
  readonly at: number;
  readonly name: string;
  readonly version: number;
  readonly key: string | null;
}
type Occupant1 = Formerly<Occupant, { readonly taken: Taken }, never>;
type Seat1 = Formerly<
  SeatState,
  { readonly occupant: Occupant1 | null },
  "occupant" | "connections" | "code" | "commitment"
>;
type Deal2 = Omit<FinishedDeal, "nextCommitment">;
type Deal1 = Formerly<Deal2, { readonly thrownIn: readonly unknown[] }, "attempt" | "shuffle" | "unrevealed">;
type Phase1 = Exclude<Phase, End> | Omit<End, "unrevealed" | "askedAt">;
/** A game of format 2, in which the finished deals are part of the state. */
type Game2 = Formerly<Game, { readonly finished: readonly Deal2[] }, never>;
/** A record of format 2. An answer is a line with its whole id. */
export type Record2 = Formerly<
  GameRecord,
  { readonly game: Game2; readonly answers: BySeat<readonly string[]> },
  "game" | "answers" | "answersKey"
>;
type Game1 = Formerly<
  Game2,
  {
    readonly seats: BySeat<Seat1>;
    readonly finished: readonly Deal1[];
    readonly creation: { readonly at: number; readonly key: string | null };
    readonly thrownIn: readonly unknown[];
    readonly phase: Phase1;
  },
  | "seats"
  | "phase"
  | "shuffle"
  | "finished"
  | "creation"
  | "joined"
  | "hostVersion"
  | "versionsFrom"
  | "loss"
  | "turn"
  | "codeMisses"
>;
/** A record of format 1. Its answers have no turn. */
export type Record1 = Formerly<Record2, { readonly game: Game1 }, "game">;

/** A converted record, and the finished deals that it contained. */
export interface Upgraded {
  readonly record: GameRecord;
  readonly deals: readonly FinishedDeal[];
}

/** The turn of data that 1.0.0 stored. */
const FORMER_TURN = 0;

/** 1.0 had no commitments to nonces. */
const NONE = bySeat(() => "");
const NO_PASSES = { allPassed: 0 };
const NO_COMMITMENT = { commitment: "" };
const NO_COMMITMENTS = { unrevealed: NONE };
const FORMER_SHUFFLE = { shuffle: 1 as const };
const NO_CARDS = { rank: null, trump: null, trick: [], tricks: [], points: bySeat(() => 0) };

/**
 * Adds what a record of format 2 lacks that was stored before the auction by ranks or before commitments to nonces: the
 * rules that are younger than the game, the count of attempts in which all passed, the table of a rank call, which came
 * before all cards, and the commitments. A deal that has begun goes on with the shuffle of 1.0.
 */
const completed = ({ game, ...rest }: Record2): Record2 => ({
  ...rest,
  game: {
    ...(game.phase.name === "ready" ? { shuffle: 2 as const } : FORMER_SHUFFLE),
    ...game,
    rules: withDefaults(game.rules),
    seats: bySeat((seat) => ({ ...NO_COMMITMENT, ...game.seats[seat] })),
    phase: withTable(game),
    finished: game.finished.map((deal) => ({
      ...{ ...NO_PASSES, ...FORMER_SHUFFLE, ...NO_COMMITMENTS },
      ...deal,
    })),
  },
});

const withTable = (game: Game2): Phase => {
  const phase: Phase = { ...NO_PASSES, ...game.phase };
  if (phase.name === "end") return { ...NO_COMMITMENTS, ...phase };
  if (phase.name !== "call-partner-rank") return phase;
  return { ...NO_CARDS, ...phase, leader: phase.leader ?? firstLeader(game, phase.caller) };
};

/** A remembered answer of format 1, `<epoch> <revision> <action> <id>`, with a turn. */
const withTurn = (line: string): string => line.replace(/^(\d+ \d+) /, `$1 ${FORMER_TURN} `);

const requestOf = (key: string | null): KeyedRequest | null =>
  key === null ? null : { key, fingerprint: null };

/** Converts a record of format 1 or 2. */
export const upgradeRecord = (stored: object, format: number | undefined): Upgraded =>
  fromFormat2(completed(format === undefined ? fromFormat1(stored as Record1) : (stored as Record2)));

/** Converts a record of format 2. */
const fromFormat2 = ({ game: stored, answers, ...rest }: Record2): Upgraded => {
  const { finished, ...game } = stored;
  const answersKey = keyFrom(game.secret);
  return {
    record: {
      ...rest,
      game,
      answersKey,
      answers: bySeat((seat) =>
        answers[seat].reduce((kept, line) => remember(kept, answersKey, answerIn(line)), ""),
      ),
    },
    deals: finished.map((deal, at) => ({
      ...deal,
      nextCommitment: commitmentTo(finished[at + 1]?.secret ?? game.secret),
    })),
  };
};

/** Converts a record of format 1. The joins that can still be repeated are those of the seated players. */
const fromFormat1 = ({ game, answers, ...rest }: Record1): Record2 => {
  const { thrownIn: _count, seats, finished, creation, ...same } = game;
  return {
    ...rest,
    answers: bySeat((seat) => answers[seat].map(withTurn)),
    game: {
      ...same,
      seats: bySeat((seat) => {
        const { occupant, ...former } = seats[seat];
        const state = { ...former, commitment: "", connections: 0, code: null };
        if (!occupant) return { ...state, occupant };
        const { taken: _taken, ...sitting } = occupant;
        return { ...state, occupant: sitting };
      }),
      finished: finished.map(({ thrownIn, ...deal }) => ({
        ...deal,
        attempt: thrownIn.length,
        ...{ shuffle: 1, unrevealed: NONE },
      })),
      creation: { at: creation.at, request: requestOf(creation.key), creator: null },
      joined: seats.flatMap(({ occupant }, at): readonly Joined[] => {
        const { key = null, name = "", version = 0, at: takenAt = 0 } = occupant?.taken ?? {};
        const request = requestOf(key);
        return request ? [{ ...request, seat: at as Joined["seat"], version, name, at: takenAt }] : [];
      }),
      phase: same.phase.name === "end" ? { ...same.phase, unrevealed: NONE, askedAt: null } : same.phase,
      // A deal that has begun goes on with the shuffle of 1.0.
      shuffle: same.phase.name === "ready" ? 2 : 1,
      hostVersion: 1,
      codeMisses: 0,
      turn: FORMER_TURN,
      versionsFrom: 1,
      loss: null,
    },
  };
};

/** Converts an entry of format 1, in which a request with a key has no fingerprint and an answer has no turn. */
export const upgradeEntry = (entry: Entry): Entry => ({
  ...entry,
  by: entry.by && { ...entry.by, accepted: { ...entry.by.accepted, turn: FORMER_TURN } },
  events: entry.events.map((event): Event => {
    if (event.type !== "game-created" && event.type !== "seat-taken") return event;
    const { key, ...same } = event as typeof event & { readonly key: string | null };
    const request = requestOf(key);
    return event.type === "game-created"
      ? ({ ...same, request, creator: null } as Event)
      : ({ ...same, request } as Event);
  }),
});
