import { describe, expect, test } from "vitest";
import { randomMove } from "../../dev/clients/moves.ts";
import { type Random, seeded } from "../../dev/clients/random.ts";
import { advance, type Entry, type GameRecord } from "../../src/actor/core/game-record.ts";
import { moveDue, nextMoveAt } from "../../src/actor/game/bots.ts";
import { deadlineOf } from "../../src/shared/game/clock.ts";
import { LEVELS } from "../../src/shared/game/levels.ts";
import { disconnect, takeBotSeat } from "../../src/shared/game/seating.ts";
import { bySeat, SEATS, type Seat } from "../../src/shared/game/seats.ts";
import { type Hand, shuffledDeal } from "../../src/shared/game/shuffle.ts";
import type { Game } from "../../src/shared/game/state.ts";
import { acts, due, next, onTurn, PACE, tableOf, typesOf, UNWATCHED } from "../support/bots.ts";
import { inEnd, matchOver, secretOf, type Table } from "../support/table.ts";

const askedAt = ({ game }: Pick<Table, "game">) => game.clock.askedAt;
const pauseOf = (game: Game, pauseMs = 1_000) => nextMoveAt(game, { ...PACE, pauseMs }) - game.clock.askedAt;
/** Whatever is due, until `done`; each is called after every move. */
const runUntil = (table: Table, done: (game: Game) => boolean, each?: () => void, pacing = PACE): Table => {
  for (let moves = 0; !done(table.game); moves += 1) {
    if (moves > 3_000) throw new Error("three thousand moves and still not done");
    if (!next(table, pacing, moves)) throw new Error(`nothing is ever due in ${table.game.phase.name}`);
    each?.();
  }
  return table;
};

describe("the pause before a bot's move", () => {
  test("[B7] lies between three and five quarters of the setting, twice that while a trick is on show", () => {
    const table = tableOf([], { rules: { deals: 3 }, seed: 2 });
    const pauses = new Map<string, number[]>();
    const look = () => {
      const { phase } = table.game;
      pauses.set(phase.name, [...(pauses.get(phase.name) ?? []), pauseOf(table.game)]);
    };
    look();
    runUntil(table, matchOver, look);
    const among = (found: readonly number[], unit: number) => {
      for (const pause of found) expect([pause >= 0.75 * unit, pause < 1.25 * unit]).toEqual([true, true]);
      // Not all alike, as a machine's would be.
      if (found.length > 20) expect(new Set(found).size).toBeGreaterThan(10);
    };
    expect(pauses.size).toBe(7);
    for (const [phase, found] of pauses)
      if (phase !== "end") among(found, phase === "trick-won" ? 2_000 : 1_000);
    among((pauses.get("end") ?? []).filter(Number.isFinite), 8_000);
  });

  test("[B7] goes with the setting; 0 is none at all", () => {
    const { game } = tableOf([]);
    expect(pauseOf(game, 0)).toBe(0);
    expect(Math.abs(pauseOf(game, 4_000) - 4 * pauseOf(game, 1_000))).toBeLessThanOrEqual(2);
    expect(typesOf(moveDue(game, { ...PACE, pauseMs: 0 }, contextAt(game.clock.askedAt), 1))).toContain(
      "bid-placed",
    );
  });

  test("[B7] nothing happens a millisecond before it is over", () => {
    const table = tableOf([]);
    table.wait(pauseOf(table.game) - 1);
    expect(due(table)).toBeNull();
    table.wait(1);
    expect(typesOf(due(table))).toContain("bid-placed");
    expect(due(table)).toBeNull();
  });

  test("[B7] is the same whatever anybody holds, whoever is the partner, whichever level and seat moves", () => {
    let compared = 0;
    const random = seeded(12);
    for (const level of LEVELS) {
      const table = tableOf([], { rules: { deals: 1 }, seed: level }, level);
      runUntil(table, inEnd, () => {
        const other = otherwiseDealt(table.game, random);
        if (!other) return;
        expect(nextMoveAt(other, PACE)).toBe(nextMoveAt(table.game, PACE));
        const asPlayers = { ...table.game, seats: turnedRound(table.game) };
        expect(nextMoveAt(asPlayers, PACE)).toBe(nextMoveAt(table.game, PACE));
        compared += 1;
      });
    }
    expect(compared).toBeGreaterThan(80);
  });

  test("[B7] is never longer than the clock of the table allows", () => {
    const table = tableOf([], { rules: { turn_seconds: 5 } });
    const slow = { ...PACE, pauseMs: 10_000 };
    runUntil(
      table,
      inEnd,
      () => {
        const deadline = deadlineOf(table.game);
        if (deadline !== null) expect(nextMoveAt(table.game, slow)).toBe(deadline);
      },
      slow,
    );
  });

  test("[B7] a player on turn is waited for, for ever without a clock", () => {
    const table = tableOf([0]);
    while (onTurn(table) !== 0) next(table);
    table.wait(1e9);
    expect(due(table)).toBeNull();
    expect(nextMoveAt(table.game, PACE)).toBe(Number.POSITIVE_INFINITY);
  });
});

const contextAt = (now: number) => ({ now, deal: shuffledDeal, newSecret: () => secretOf("pace", 1) });

/** The same game with all forty cards that are still held dealt otherwise, partner and all. */
const otherwiseDealt = (game: Game, random: Random): Game | null => {
  const { phase } = game;
  if (!("hands" in phase)) return null;
  const pile = random.shuffled(phase.hands.flat());
  const hands = bySeat((seat) => pile.splice(0, phase.hands[seat].length) as Hand);
  const moved = { ...phase, hands };
  const told =
    "trump" in moved && moved.trump
      ? { ...moved, trump: { ...moved.trump, partner: random.pick(SEATS) } }
      : moved;
  return { ...game, phase: told as Game["phase"] };
};
/** Every bot with another level. */
const turnedRound = (game: Game): Game["seats"] =>
  bySeat((seat) => {
    const { occupant, ...rest } = game.seats[seat];
    if (occupant?.acting.by !== "bot") return game.seats[seat];
    const level = occupant.acting.level === "rule" ? "random" : "rule";
    return { ...rest, occupant: { ...occupant, acting: { by: "bot", level } } };
  });

describe("one table, move by move", () => {
  test("[B7, B8, G28] five bots play whole matches through the actor's own fold, to the end and no further", () => {
    for (let seed = 1; seed <= 6; seed += 1) {
      const level = seed % 2 === 0 ? "random" : "rule";
      const suit_call = seed % 3 === 0 ? "before-play" : "after-first-trick";
      const start = tableOf(
        [],
        { seed, rules: { deals: 2, suit_call, turn_seconds: seed > 3 ? 30 : null } },
        level,
      );
      const before: GameRecord = {
        game: start.game,
        answers: bySeat(() => ""),
        answersKey: "key",
        touchedAt: 0,
      };
      let table = before;
      let now = start.context.now;
      let secrets = 0;
      const entries: Entry[] = [];
      for (let moves = 0; nextMoveAt(table.game, PACE) < Number.POSITIVE_INFINITY; moves += 1) {
        if (moves > 3_000) expect.fail("the match does not end");
        now = Math.max(now, nextMoveAt(table.game, PACE));
        const context = { now, deal: shuffledDeal, newSecret: () => secretOf(seed, 2 + secrets++) };
        const events = moveDue(table.game, PACE, context, moves);
        if (!events || events.length === 0) expect.fail("nothing was done when it was due");
        const { revision } = table.game;
        const entry = { at: now, by: null, events };
        entries.push(entry);
        table = advance(table, entry);
        expect(table.game.revision).toBeGreaterThan(revision);
      }
      expect(table.game).toMatchObject({ phase: { name: "end" }, dealsPlayed: 2, dealNumber: 2 });
      expect(table.game.standings.reduce((sum, { score }) => sum + score, 0)).toBe(0);
      // No bot is ever late, marked or told to have come back.
      const types = new Set(entries.flatMap(({ events }) => typesOf(events)));
      for (const type of ["turn-missed", "stand-in-seated", "player-reconnected"])
        expect(types).not.toContain(type);
      expect(JSON.stringify(entries)).not.toContain('"auto"');
      const stored = entries.map((entry) => JSON.parse(JSON.stringify(entry)) as Entry);
      const folded = stored.reduce<GameRecord>(advance, before);
      expect(folded).toEqual(table);
    }
  });

  test("[B7] the same game, time and seed give the same move, and one level moves as its own", () => {
    for (const level of LEVELS) {
      const table = tableOf([], { seed: 3, rules: { deals: 1 } }, level);
      const random = seeded(1);
      let differ = 0;
      runUntil(table, inEnd, () => {
        if (inEnd(table.game)) return;
        const context = contextAt(nextMoveAt(table.game, PACE));
        const [one, same, other] = [7, 7, random.int(1e6)].map((seed) =>
          moveDue(table.game, PACE, context, seed),
        );
        expect(same).toEqual(one);
        if (JSON.stringify(other) !== JSON.stringify(one)) differ += 1;
      });
      if (level === "random") expect(differ).toBeGreaterThan(20);
      if (level === "rule") expect(differ).toBeLessThan(10);
    }
  });

  test("[B8, C2, C3, C4] one player among four bots with a clock: gone, given up, back, and at the end of the match", () => {
    const table = tableOf([2], { rules: { turn_seconds: 15, deals: 2, weak_hand_below: 0 } });
    // Gone without a word: the deal is played all the same.
    const happened: string[] = [];
    const watch = () => happened.push(...typesOf(table.log.slice(-4)));
    runUntil(table, inEnd, watch);
    expect(happened).toEqual(expect.arrayContaining(["turn-missed", "stand-in-seated"]));
    expect(table.view("observer").players.map(({ bot }) => bot)).toEqual(Array(5).fill(true));
    expect(next(table, UNWATCHED)).toBeNull();
    // Watched, the next one is dealt, and the player comes back in its midst.
    runUntil(table, ({ phase, dealNumber }) => dealNumber === 2 && phase.name === "play-tricks");
    const back = (table.view(2).hand ?? []).map(({ card_id }) => card_id).reverse();
    acts(table, 2, { message_type: "reorder", hand: back });
    const random = seeded(8);
    for (let moves = 0; !inEnd(table.game); moves += 1) {
      if (moves > 500) expect.fail("the deal does not end");
      if (onTurn(table) !== 2) next(table);
      else
        acts(
          table,
          2,
          randomMove(table.view(2), random, { pass: 1, leap: 0, reorder: 0, nonce: 0 }) as never,
        );
    }
    expect(matchOver(table.game)).toBe(true);
    // Bots do not wait, and do not go on without the player.
    expect(typesOf(due(table, UNWATCHED))).toEqual(Array(4).fill("player-readied"));
    expect(next(table)).toBeNull();
    expect(typesOf(acts(table, 2, { message_type: "next-deal" }))).toContain("next-deal-begun");
    expect(table.view(2).match_scores.every(({ points }) => points === 0)).toBe(true);
  });

  test("[B8] a table that all five players leave is played to the end of the deal by the clock, and then rests", () => {
    const table = tableOf(SEATS, { rules: { turn_seconds: 5, weak_hand_below: 0 } });
    for (const seat of SEATS) table.happen(disconnect(table.game, seat, table.context.now));
    runUntil(table, inEnd, undefined, UNWATCHED);
    expect(table.game.dealNumber).toBe(1);
    expect(next(table, UNWATCHED)).toBeNull();
    table.wait(1e9);
    expect(due(table, UNWATCHED)).toBeNull();
  });

  test("[B13] a bot whose seat was given away moves on at its pace and as a bot, with a clock or without", () => {
    for (const turn_seconds of [null, 60]) {
      const table = tableOf([0], { rules: { turn_seconds } });
      for (const seat of [1, 2, 3, 4] as Seat[])
        table.happen(takeBotSeat(seat, { name: "Late", nonce: "", request: null }, seat, table.context.now));
      while (onTurn(table) === 0) acts(table, 0, { message_type: "bid", bid: -1 });
      const at = nextMoveAt(table.game, PACE);
      expect(at - askedAt(table)).toBeLessThan(1_250);
      expect(next(table)?.[0]).not.toHaveProperty("auto");
    }
  });
});
