import type { Seat } from "../../src/shared/game/seats.ts";
import type { Outcome } from "./deal.ts";
import type { Player } from "./players.ts";
import { playLine } from "./pool.ts";
import { meanOf } from "./tally.ts";

/** What one seat scores among four of another kind, and what that kind scores in the same seat and deal. */
export interface Duplicate {
  readonly lone: Player;
  readonly others: Player;
  readonly deals: number;
  /** The average match points of a deal, for the lone seat and for the seat that it replaces. */
  readonly score: number;
  readonly replaced: number;
  /** The difference with its 95 % interval. A deal with its five seats is one observation. */
  readonly gain: ReturnType<typeof meanOf>;
}

const AWAY = [0, 1, 2, 3, 4] as const;

/** Plays each deal six times: by five of `others`, and with `lone` in each of their seats. */
export const playDuplicate = async (
  lone: Player,
  others: Player,
  seed: number,
  deals: number,
): Promise<Duplicate> => {
  const { outcomes: base } = await playLine({ free: others }, seed, deals);
  const tables: (readonly (Outcome | null)[])[] = [];
  for (const away of AWAY)
    tables.push((await playLine({ free: others, lone: { player: lone, away } }, seed, deals)).outcomes);
  const mean = (outcomesOf: (away: number) => readonly (Outcome | null)[], at: number): number =>
    AWAY.reduce<number>((sum, away) => sum + scoreIn(outcomesOf(away)[at], seatOf(at, away)), 0) /
    AWAY.length;
  const own = base.map((_, at) => mean((away) => tables[away] ?? [], at));
  const replaced = base.map((_, at) => mean(() => base, at));
  return {
    ...{ lone, others, deals },
    score: meanOf(own).mean,
    replaced: meanOf(replaced).mean,
    gain: meanOf(own.map((score, at) => score - (replaced[at] ?? 0))),
  };
};

/** The seat that is `away` from the dealer of the deal at place `at`. */
const seatOf = (at: number, away: number): Seat => (((at % 5) + away) % 5) as Seat;

/** The match points of `seat`; 0 for a deal that all have passed. */
const scoreIn = (outcome: Outcome | null | undefined, seat: Seat): number => outcome?.delta[seat] ?? 0;
