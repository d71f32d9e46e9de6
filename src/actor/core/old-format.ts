import type { Event } from "../../shared/game/events.ts";
import type { Occupant, SeatState } from "../../shared/game/occupant.ts";
import type { End, Phase } from "../../shared/game/phase.ts";
import { withDefaults } from "../../shared/game/rules.ts";
import { type BySeat, bySeat } from "../../shared/game/seats.ts";
import {
  type FinishedDeal,
  firstLeader,
  type Game,
  type Joined,
  type KeyedRequest,
} from "../../shared/game/state.ts";
import type { Entry, GameRecord } from "./game-record.ts";

/*
 * Converts data that 1.0.0 stored, format 1, to the current format. It is converted on reading and stored in the
 * current format with the next checkpoint.
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
type Deal1 = Formerly<
  FinishedDeal,
  { readonly thrownIn: readonly unknown[] },
  "attempt" | "shuffle" | "unrevealed"
>;
type Phase1 = Exclude<Phase, End> | Omit<End, "unrevealed" | "askedAt">;
type Game1 = Formerly<
  Game,
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
export type Record1 = Formerly<GameRecord, { readonly game: Game1 }, "game">;

/** The turn of data that 1.0.0 stored. */
const FORMER_TURN = 0;

/**
 * Adds what a record lacks that was stored before the auction by ranks: the rules that are younger than the game, the
 * count of attempts in which all passed, and the table of a rank call, which came before all cards.
 */
export const completed = ({ game, ...rest }: GameRecord): GameRecord => ({
  ...rest,
  game: {
    ...game,
    rules: withDefaults(game.rules),
    phase: withTable(game),
    finished: game.finished.map((deal) => ({ ...NO_PASSES, ...deal })),
  },
});

const NO_PASSES = { allPassed: 0 };
const NO_CARDS = { rank: null, trump: null, trick: [], tricks: [], points: bySeat(() => 0) };

const withTable = (game: Game): Phase => {
  const phase: Phase = { ...NO_PASSES, ...game.phase };
  if (phase.name !== "call-partner-rank") return phase;
  return { ...NO_CARDS, ...phase, leader: phase.leader ?? firstLeader(game, phase.caller) };
};

/** A remembered answer of format 1, `<epoch> <revision> <action> <id>`, with a turn. */
const withTurn = (line: string): string => line.replace(/^(\d+ \d+) /, `$1 ${FORMER_TURN} `);

/** 1.0 had no commitments to nonces. */
const NONE = bySeat(() => "");

const requestOf = (key: string | null): KeyedRequest | null =>
  key === null ? null : { key, fingerprint: null };

/** Converts a record of format 1. The joins that can still be repeated are those of the seated players. */
export const upgradeRecord = ({ game, answers, ...rest }: Record1): GameRecord => {
  const { thrownIn: _count, seats, finished, creation, ...same } = game;
  return completed({
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
  });
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
