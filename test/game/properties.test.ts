import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { worthOf } from "../../dev/clients/cards.ts";
import { actionOf, everyMove, isPromised, movesIn, wildMove } from "../../dev/clients/moves.ts";
import { type Random, scripted } from "../../dev/clients/random.ts";
import { ORDERS } from "../../dev/clients/rules.ts";
import { ANNOUNCED } from "../../src/shared/game/announced.ts";
import { decide } from "../../src/shared/game/decide.ts";
import type { Event } from "../../src/shared/game/events.ts";
import { evolve } from "../../src/shared/game/evolve.ts";
import type { Rules } from "../../src/shared/game/rules.ts";
import { type BySeat, SEATS } from "../../src/shared/game/seats.ts";
import type { Game } from "../../src/shared/game/state.ts";
import { inEnd, playUntil, type Step, seatedTable, type Table } from "../support/table.ts";

// Many deals in one test: seconds on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

/** Set FC_SEED to look elsewhere; a failure prints its seed and path. */
const SEED = Number(process.env.FC_SEED ?? 20_260_722);

const rules: fc.Arbitrary<Rules> = fc
  .record({
    order: fc.constantFrom(...ORDERS),
    weak_hand_below: fc.integer({ min: 0, max: 7 }),
    minimum_bid: fc.integer({ min: 61, max: 100 }),
    multiplier: fc.constantFrom("none" as const, "ladder" as const),
    thrown_in: fc.constantFrom("same" as const, "double" as const),
    deals: fc.integer({ min: 1, max: 3 }),
    match_points: fc.constantFrom(null, 5),
    turn_seconds: fc.constant(null),
    phrases: fc.boolean(),
    hints: fc.boolean(),
  })
  .map(({ order, minimum_bid, ...others }) => ({
    ...{ ...others, ...order },
    minimum_bid: order.auction === "ranks" ? 61 : minimum_bid,
  }));
const nonce = fc.oneof(
  fc.constant(""),
  fc.string({ unit: fc.constantFrom(..."0123456789abcdef"), minLength: 1, maxLength: 64 }),
);
const start = fc.record({
  rules,
  dealer: fc.constantFrom(...SEATS),
  seed: fc.nat(1_000_000),
  nonces: fc.tuple(nonce, nonce, nonce, nonce, nonce) as unknown as fc.Arbitrary<BySeat<string>>,
  choices: fc.array(fc.nat(65_535), { maxLength: 120 }),
  bold: fc.double({ min: 0.2, max: 0.9, noNaN: true }),
});
type Start = typeof start extends fc.Arbitrary<infer T> ? T : never;

/** Two deals of random play from `from`; `each` sees every step. */
const playTwo = (from: Start, each?: (table: Table, step: Step, random: Random) => void): Table => {
  const table = seatedTable(from);
  const random = scripted(from.choices);
  const temper = { pass: from.bold, leap: 0.3, reorder: 0.05, nonce: 0.5 };
  return playUntil(table, (game) => game.dealNumber === 2 && inEnd(game), random, {
    temper,
    each: (step) => each?.(table, step, random),
  });
};
const holds = (numRuns: number, check: (from: Start) => void) =>
  fc.assert(fc.property(start, check), { seed: SEED, numRuns, endOnFailure: false });

const freeze = <T>(value: T): T => {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const part of Object.values(value)) freeze(part);
  }
  return value;
};

describe(`for whatever table and choices, seed ${SEED}`, () => {
  test("[G2] the points of a deal are 120, and the seats' are those of the tricks they took", () => {
    holds(60, (from) => {
      playTwo(from, ({ view, game }) => {
        if (!inEnd(game)) return;
        const end = view("observer").end_state;
        expect(end?.final_scores.reduce((sum, { points }) => sum + points, 0)).toBe(120);
      });
    });
  });

  test("[G22] deal and match scores sum to zero", () => {
    holds(60, (from) => {
      playTwo(from, ({ view, game }) => {
        if (!inEnd(game)) return;
        const { end_state, match_scores } = view("observer");
        for (const list of [end_state?.match_delta ?? [], match_scores]) {
          expect(list.reduce((sum, { points }) => sum + points, 0)).toBe(0);
        }
      });
    });
  });

  test("[V2] hands, trick and tricks are forty different cards at each step, and scores the points on the table", () => {
    holds(40, (from) => {
      playTwo(from, ({ view, game }) => {
        const hands = SEATS.flatMap((seat) => view(seat).hand ?? []).map(({ card_id }) => card_id);
        const { trick, trick_history, scores } = view("observer");
        const taken = trick_history.flatMap(({ cards }) => cards.map(({ card }) => card.card_id));
        const all = [...hands, ...trick.map(({ card }) => card.card_id), ...taken];
        expect([all.length, new Set(all).size]).toEqual([40, 40]);
        expect(scores.reduce((sum, { points }) => sum + points, 0)).toBe(worthOf(taken));
        if (!inEnd(game)) expect(hands.length).toBeGreaterThan(0);
      });
    });
  });

  test("[G29] a refused action changes nothing: the game is frozen, and is the same before and after", () => {
    let refused = 0;
    holds(40, (from) => {
      playTwo(from, (table, _step, random) => {
        const game = freeze(table.game);
        const copy = structuredClone(game);
        for (let tries = 0; tries < 4; tries++) {
          const answer = table.attempt(random.pick(SEATS), wildMove(random));
          if (answer.ok) break;
          refused += 1;
          expect(Object.keys(answer)).toEqual(["ok", "error"]);
          if (table.game !== game) expect.fail("a refusal made another game");
        }
        if (!isDeepStrictEqual(game, copy)) expect.fail("the game before was changed");
      });
    });
    expect(refused).toBeGreaterThan(5_000);
  });

  test("[G28] decide and evolve are pure: frozen arguments, and the same answer twice", () => {
    holds(40, (from) => {
      playTwo(from, (table, { before, seat, move }) => {
        const game = freeze(before);
        const context = freeze({ now: 1, deal: table.context.deal, newSecret: () => "00".repeat(32) });
        const action = freeze(actionOf(move));
        const [one, two] = [decide(game, seat, action, context), decide(game, seat, action, context)];
        if (!isDeepStrictEqual(one, two)) expect(two).toEqual(one);
        if (!one.ok) return expect.fail("the driver's move was refused");
        let [left, right]: [Game, Game] = [game, game];
        for (const event of one.value) {
          left = freeze(evolve(left, freeze(event)));
          right = evolve(right, event);
        }
        if (!isDeepStrictEqual(left, right)) expect(right).toEqual(left);
      });
    });
  });

  test("[G28] the log, through JSON, folds to the game that wrote it", () => {
    holds(60, (from) => {
      const { log, game } = playTwo(from);
      const kept: Event[] = JSON.parse(JSON.stringify(log));
      expect(kept).toEqual(log);
      expect(kept.reduce<Game | null>(evolve, null)).toEqual(game);
    });
  });

  test("[P3] revision is the number of announcements", () => {
    holds(60, (from) => {
      playTwo(from, ({ game, log }) => {
        const announced = log.reduce((sum, { type }) => sum + ANNOUNCED[type].length, 0);
        expect(game.revision).toBe(announced);
      });
    });
  });

  test("[P15] every message allowed is accepted; of the others, a sample is refused", () => {
    const counted = { accepted: 0, refused: 0 };
    holds(25, (from) => {
      playTwo(from, (table, _step, random) => {
        for (const seat of SEATS) {
          const view = table.view(seat);
          const sample = random.shuffled(everyMove(view)).slice(0, 6);
          for (const move of [...movesIn(view), ...sample]) {
            const { ok } = table.ask(seat, move);
            if (ok !== isPromised(view, move))
              expect.fail(`${view.phase} ${seat} ${JSON.stringify(move)} ${ok}`);
            counted[ok ? "accepted" : "refused"] += 1;
          }
        }
      });
    });
    expect(counted.accepted).toBeGreaterThan(10_000);
    expect(counted.refused).toBeGreaterThan(10_000);
  });
});
