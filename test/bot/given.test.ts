import { afterAll, expect, test, vi } from "vitest";
import { isPromised } from "../../dev/clients/moves.ts";
import { seeded } from "../../dev/clients/random.ts";
import { moveDue } from "../../src/actor/game/bots.ts";
import { snapshotMessage } from "../../src/actor/sockets/messages.ts";
import { chooseMove } from "../../src/bot/levels.ts";
import { sourceFrom } from "../../src/bot/rng.ts";
import { LEVELS, type Level } from "../../src/shared/game/levels.ts";
import { isPlaying } from "../../src/shared/game/phase.ts";
import type { Seat } from "../../src/shared/game/seats.ts";
import { type Snapshot, snapshot as wireSnapshot } from "../../src/shared/protocol/snapshot.ts";
import { next, onTurn, PACE, tableOf } from "../support/bots.ts";
import { cardsShown } from "../support/hearing.ts";
import { matchOver, seatsToAct, step, type Table } from "../support/table.ts";

// What a bot is given is seen where it is given; it chooses as ever. Other files in the same process have imported, or
// will, what is replaced here.
const given = vi.hoisted(() => {
  vi.resetModules();
  return [] as { level: unknown; view: unknown; rest: number }[];
});
afterAll(() => {
  vi.resetModules();
});
vi.mock("../../src/bot/levels.ts", async (original) => {
  const real = await original<typeof import("../../src/bot/levels.ts")>();
  return {
    chooseMove: (...all: Parameters<typeof real.chooseMove>) => {
      given.push({ level: all[0], view: structuredClone(all[1]), rest: all.length - 2 });
      return real.chooseMove(...all);
    },
  };
});

const pacing = { ...PACE, observers: 3 };

test("[B1, V1, V3] what a bot is given is byte for byte its seat's snapshot, and has no card it may not know", () => {
  let looked = 0;
  let inSecret = 0;
  for (const [seed, level] of [1, 2, 3].flatMap((seed) => LEVELS.map((level) => [seed, level] as const))) {
    const table = tableOf([], { seed, rules: { deals: 1, turn_seconds: 30 } }, level);
    for (let moves = 0; !matchOver(table.game); moves += 1) {
      if (moves > 2_000) expect.fail("the match does not end");
      const { game } = table;
      const seat = onTurn(table);
      given.length = 0;
      next(table, pacing, seed + moves);
      expect(given).toHaveLength(1);
      const [{ view, rest, ...told }] = given as [(typeof given)[0]];
      expect([told.level, rest]).toEqual([level, 1]);
      // Sent to a socket of that seat at this moment, this would be the snapshot.
      const message: object = snapshotMessage("sync", game, seat, "a", {
        now: 5,
        observers: 3,
        framing: "batch",
      });
      expect(message).toHaveProperty("snapshot");
      expect(JSON.stringify(message)).toContain(`"snapshot":${JSON.stringify(view)}}`);
      expect((view as Snapshot).player_id).toBe(seat);
      const { phase } = game;
      if (!("hands" in phase)) expect.fail("a bot was asked while nobody holds cards");
      const shown = cardsShown(view);
      const hidden = phase.hands.flatMap((hand, at) => (at === seat ? [] : [...hand]));
      expect(hidden.filter((card) => shown.has(card))).toEqual([]);
      expect(JSON.stringify(view)).not.toContain(game.secret);
      if (isPlaying(phase) && phase.trump && (view as Snapshot).partner_id === null) inSecret += 1;
      looked += 1;
    }
  }
  expect(looked).toBeGreaterThan(300);
  expect(inSecret).toBeGreaterThan(30);
});

test("[B1, C2] the same holds for the move that the clock asks for, of the level rule", () => {
  const table = tableOf([0, 1, 2, 3, 4], { rules: { turn_seconds: 30 } });
  given.length = 0;
  const seat = onTurn(table);
  const snapshot = JSON.stringify(table.view(seat));
  next(table, PACE);
  expect(given.map(({ level, view }) => [level, JSON.stringify(view)])).toEqual([["rule", snapshot]]);
});

test("[B1, B3] nothing but a view's wire form counts: through JSON and the schema it gives the same move", () => {
  let positions = 0;
  const look = (table: Table, seat: Seat, seed: number, levels: readonly Level[]) => {
    const view = table.view(seat);
    const parsed = wireSnapshot.safeParse(JSON.parse(JSON.stringify(view)));
    if (!parsed.success) expect.fail(parsed.error.message);
    const received = parsed.data as object as Snapshot;
    for (const level of levels) {
      const move = chooseMove(level, received, sourceFrom(seed));
      expect(move).toEqual(chooseMove(level, view, sourceFrom(seed)));
      if (!move || !isPromised(view, move) || !table.ask(seat, move).ok)
        expect.fail(`${level} in ${view.phase}`);
    }
    positions += 1;
  };
  for (let seed = 1; seed <= 10; seed += 1) {
    const random = seeded(seed);
    const turn_seconds = seed % 2 === 0 ? 30 : null;
    const table = tableOf([0, 1, 2, 3, 4], { seed: `wire ${seed}`, rules: { deals: 1, turn_seconds } });
    // The level that thinks for milliseconds looks at some tables only.
    const levels = seed <= 2 ? LEVELS : LEVELS.filter((level) => level !== "search");
    while (!matchOver(table.game)) {
      for (const seat of seatsToAct(table)) look(table, seat, random.int(1e6), levels);
      step(table, random);
    }
  }
  expect(positions).toBeGreaterThan(400);
});

test("[B1] a bot that has nothing due is given nothing", () => {
  const table = tableOf([]);
  given.length = 0;
  expect(moveDue(table.game, PACE, table.context, 1)).toBeNull();
  expect(given).toEqual([]);
});
