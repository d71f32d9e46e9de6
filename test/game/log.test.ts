import { expect, test } from "vitest";
import { seeded } from "../../dev/clients/random.ts";
import { ANNOUNCED } from "../../src/shared/game/announced.ts";
import type { Event } from "../../src/shared/game/events.ts";
import { evolve, evolveAll } from "../../src/shared/game/evolve.ts";
import { disconnect, replaceSeat } from "../../src/shared/game/seating.ts";
import type { Game } from "../../src/shared/game/state.ts";
import { heard } from "../support/hearing.ts";
import { creation, given, inEnd, openTable, playUntil, seatedTable, sitDown } from "../support/table.ts";

const fold = (log: readonly Event[]): Game => log.reduce<Game | null>(evolve, null) as Game;

test("[G28] a game folded from its log, kept as JSON, equals the game that wrote it at every step", () => {
  const table = seatedTable({ seed: "fold", nonces: ["a", "", "", "b", ""] });
  const random = seeded(28);
  let stored = "";
  playUntil(table, ({ dealNumber, phase }) => dealNumber === 3 && phase.name === "end", random, {
    each: () => {
      stored = JSON.stringify(table.log);
      if (random.chance(0.1)) expect(fold(JSON.parse(stored))).toEqual(table.game);
    },
  });
  expect(fold(JSON.parse(stored))).toEqual(table.game);
  expect(JSON.parse(JSON.stringify(table.game))).toEqual(table.game);
});

test("[G28] a game kept as JSON half way goes on as the one in memory", () => {
  const table = playUntil(seatedTable({ seed: "half" }), (game) => game.revision > 30, seeded(1));
  const half: Game = JSON.parse(JSON.stringify(table.game));
  const length = table.log.length;
  playUntil(table, inEnd, seeded(2));
  expect(evolveAll(half, table.log.slice(length))).toEqual(table.game);
});

test("[G28] the same question gets the same answer", () => {
  const table = seatedTable({ seed: "same" });
  playUntil(table, inEnd, seeded(3), {
    each: ({ seat, move, before, events }) => {
      const again = given(table.log.slice(0, table.log.length - events.length), table.context).when(
        seat,
        move,
      );
      expect(before).toEqual(fold(table.log.slice(0, table.log.length - events.length)));
      if (events.every(({ type }) => type !== "deal-ended")) again.gives(...events);
    },
  });
});

test("[P3] revision starts at 0 and rises by one with each public message", () => {
  const table = openTable({ seed: "revision" });
  expect(table.game.revision).toBe(0);
  sitDown(table);
  playUntil(table, ({ dealNumber }) => dealNumber === 2, seeded(4));
  table.happen(disconnect(table.game, 2, table.context.now));
  table.happen(replaceSeat(1, { name: "New", by: "host" }, table.context.now));
  let game = fold([creation({ seed: "revision" })]);
  let told = 0;
  for (const event of table.log.slice(1)) {
    const messages = heard(game, [event], 2).filter(({ kind }) => kind === "public");
    told += messages.length;
    game = evolve(game, event);
    expect(game.revision).toBe(told);
    expect(messages.map(({ body }) => body.message_type)).toEqual(ANNOUNCED[event.type]);
  }
  expect(game.revision).toBe(table.game.revision);
  expect(told).toBeGreaterThan(70);
});

test("[P3] every viewer is told the same number of public messages of the same kinds", () => {
  const table = playUntil(seatedTable({ seed: "kinds" }), inEnd, seeded(5));
  const kinds = ([0, 1, 2, 3, 4, "observer"] as const).map((viewer) =>
    heard(null, table.log, viewer)
      .filter(({ kind }) => kind === "public")
      .map(({ body }) => body.message_type)
      .join(),
  );
  expect(new Set(kinds).size).toBe(1);
});

test("[P3] reordering, restoring and making the host's tokens void raise no revision", () => {
  const table = seatedTable({ seed: "quiet" });
  const { revision } = table.game;
  const hand = table.view(2).hand?.map(({ card_id }) => card_id) ?? [];
  table.send(2, { message_type: "reorder", hand: hand.toReversed() });
  table.happen([{ type: "game-restored" }, { type: "host-revoked" }]);
  expect(table.game.revision).toBe(revision);
});

test("[P4] epoch starts at 1 and rises by one with each restore", () => {
  const table = openTable();
  expect(table.game.epoch).toBe(1);
  table.happen([{ type: "game-restored" }]);
  table.happen([{ type: "game-restored" }]);
  expect([table.game.epoch, table.view("observer").epoch]).toEqual([3, 3]);
});

test("[G29] reordering keeps the order asked for, and a refused one keeps the order there was", () => {
  const table = seatedTable({ seed: "order" });
  const hand = table.view(4).hand?.map(({ card_id }) => card_id) ?? [];
  const wanted = hand.toReversed();
  table.send(4, { message_type: "reorder", hand: wanted });
  const shown = () => table.view(4).hand?.map(({ card_id }) => card_id);
  expect(shown()).toEqual(wanted);
  for (const bad of [
    [],
    wanted.slice(1),
    [...wanted, wanted[0] as number],
    [...wanted.slice(1), wanted[1] as number],
    [...wanted.slice(1), 40],
    [...wanted, 40],
    [...wanted.slice(1), -1],
    table.view(3).hand?.map(({ card_id }) => card_id) ?? [],
  ]) {
    expect(table.refused(4, { message_type: "reorder", hand: bad })).toEqual({ kind: "not-the-hand" });
    expect(shown()).toEqual(wanted);
  }
  playUntil(table, inEnd, seeded(1), { temper: { pass: 0.5, leap: 0.1, reorder: 0, nonce: 0 } });
  expect(table.refused(4, { message_type: "reorder", hand: [] })).toEqual({ kind: "nothing-held" });
});
