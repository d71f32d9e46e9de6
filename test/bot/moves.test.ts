import { describe, expect, test } from "vitest";
import { isPromised } from "../../dev/clients/moves.ts";
import { type Random, seeded } from "../../dev/clients/random.ts";
import { ORDERS } from "../../dev/clients/rules.ts";
import { chooseMove } from "../../src/bot/levels.ts";
import { sourceFrom } from "../../src/bot/rng.ts";
import { cardId } from "../../src/shared/game/cards.ts";
import { LEVELS, type Level } from "../../src/shared/game/levels.ts";
import { isPlaying } from "../../src/shared/game/phase.ts";
import { MULTIPLIERS, type Rules } from "../../src/shared/game/rules.ts";
import { type BySeat, bySeat, type Seat, withSeat } from "../../src/shared/game/seats.ts";
import type { Hand } from "../../src/shared/game/shuffle.ts";
import type { Game } from "../../src/shared/game/state.ts";
import type { Snapshot } from "../../src/shared/protocol/snapshot.ts";
import { viewFor } from "../../src/shared/protocol/view.ts";
import { matchOver, playUntil, seatedTable, seatsToAct, step, type Table } from "../support/table.ts";

/** Every axis of the rules on which a table may differ, by turns. */
const rulesOf = (seed: number): Partial<Rules> => ({
  deals: 2,
  ...ORDERS[seed % ORDERS.length],
  multiplier: MULTIPLIERS[seed % 2] ?? "none",
});

/** Random play until `count` positions have been looked at by a seat that has something to do. */
const positions = (count: number, look: (table: Table, seat: Seat, random: Random) => void): number => {
  let seen = 0;
  for (let seed = 1; seen < count; seed++) {
    const random = seeded(seed);
    const table = seatedTable({ seed: `bot ${seed}`, rules: rulesOf(seed) });
    while (!matchOver(table.game) && seen < count) {
      for (const seat of seatsToAct(table)) {
        look(table, seat, random);
        seen += 1;
      }
      step(table, random);
    }
  }
  return seen;
};

/** The level that thinks for milliseconds is asked in so many positions of a kind, the others in all of them. */
const SEARCHED = 12;

/** The levels to be asked in a position of the phase that `view` is in. */
const askedIn = (view: Snapshot, met: Map<string, number>): readonly Level[] => {
  const count = (met.get(view.phase) ?? 0) + 1;
  met.set(view.phase, count);
  return count > SEARCHED ? LEVELS.filter((level) => level !== "search") : LEVELS;
};

test("[B3] in 20,000 random positions all levels choose what their own view allows", () => {
  const kinds = new Set<string>();
  const met = new Map<string, number>();
  const seen = positions(20_000, (table, seat, random) => {
    const view = table.view(seat);
    for (const level of askedIn(view, met)) {
      const move = chooseMove(level, view, random.next);
      if (!move || !isPromised(view, move) || !table.ask(seat, move).ok)
        expect.fail(`${level} in ${view.phase} chose ${JSON.stringify(move)}`);
      kinds.add(`${level} ${move.message_type}`);
    }
  });
  expect(seen).toBeGreaterThanOrEqual(20_000);
  // Four levels, five messages each: the positions were not all of one kind.
  expect(kinds.size).toBe(20);
}, 30_000);

test("[B1] the same view and seed give the same move, and the view is left as it was", () => {
  const met = new Map<string, number>();
  positions(1_500, (table, seat, random) => {
    const view = table.view(seat);
    const before = JSON.stringify(view);
    const seed = random.int(1_000_000);
    for (const level of askedIn(view, met)) {
      const move = chooseMove(level, view, sourceFrom(seed));
      expect(chooseMove(level, JSON.parse(before) as Snapshot, sourceFrom(seed))).toEqual(move);
    }
    expect(JSON.stringify(view)).toBe(before);
  });
});

/** The same game with the cards that `seat` cannot see dealt otherwise. */
const swappedUnder = (game: Game, seat: Seat, random: Random): Game | null => {
  const { phase } = game;
  if (!("hands" in phase)) return null;
  const { hands } = phase;
  const trump = isPlaying(phase) ? phase.trump : null;
  const others = bySeat((at) => at).filter((at) => at !== seat);
  const pile = random.shuffled(others.flatMap((at) => [...hands[at]]));
  let swapped: BySeat<Hand> = hands;
  for (const at of others) swapped = withSeat(swapped, at, pile.splice(0, hands[at].length));
  if (!isPlaying(phase) || !trump || phase.rank === null)
    return { ...game, phase: { ...phase, hands: swapped } as Game["phase"] };
  const called = cardId(trump.suit, phase.rank);
  const partner = others.find((at) => swapped[at].includes(called)) ?? trump.partner;
  return { ...game, phase: { ...phase, hands: swapped, trump: { ...trump, partner } } };
};

test("[B1] swapping the cards that a seat cannot see does not change its move", () => {
  let swaps = 0;
  const met = new Map<string, number>();
  positions(4_000, ({ game }, seat, random) => {
    const other = swappedUnder(game, seat, random);
    if (!other) return;
    const seed = random.int(1_000_000);
    for (const level of askedIn(viewFor(game, seat, 0), met))
      expect(chooseMove(level, viewFor(other, seat, 0), sourceFrom(seed))).toEqual(
        chooseMove(level, viewFor(game, seat, 0), sourceFrom(seed)),
      );
    if (JSON.stringify(other.phase) !== JSON.stringify(game.phase)) swaps += 1;
  });
  expect(swaps).toBeGreaterThan(2_000);
});

describe("[B2] nothing is asked of", () => {
  test("a seat that is not on turn", () => {
    const table = playUntil(seatedTable(), (game) => game.phase.name === "play-tricks", seeded(1));
    const [turn] = seatsToAct(table);
    for (const level of LEVELS)
      for (const seat of bySeat((at) => at))
        expect(chooseMove(level, table.view(seat), () => 0) === null).toBe(seat !== turn);
  });

  test("an observer", () => {
    for (const level of LEVELS) expect(chooseMove(level, seatedTable().view("observer"), () => 0)).toBeNull();
  });
});
