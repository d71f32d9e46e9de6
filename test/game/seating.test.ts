import { describe, expect, test } from "vitest";
import { handsWith } from "../../dev/clients/cards.ts";
import { seeded } from "../../dev/clients/random.ts";
import {
  awayInEnd,
  connect,
  countAway,
  disconnect,
  replaceSeat,
  takeSeat,
} from "../../src/shared/game/seating.ts";
import { SEATS } from "../../src/shared/game/seats.ts";
import { freeSeats } from "../../src/shared/game/state.ts";
import { heard } from "../support/hearing.ts";
import { inEnd, openTable, playUntil, seatedTable, type Table } from "../support/table.ts";

const take = (table: Table, seat: 0 | 1 | 2 | 3 | 4) => {
  const taken = takeSeat(
    table.game,
    seat,
    { name: `Player ${seat + 1}`, nonce: "", request: null },
    table.context,
  );
  if (taken.ok) table.happen(taken.value);
  return taken;
};

test("[S1] the cards are dealt when the fifth seat is taken, in whatever order", () => {
  const table = openTable({ hands: [handsWith({})] });
  for (const [count, seat] of ([3, 0, 4, 1] as const).entries()) {
    expect(take(table, seat)).toMatchObject({ ok: true, value: [{ type: "seat-taken", seat }] });
    expect(freeSeats(table.game)).toHaveLength(4 - count);
    expect(table.view("observer").phase).toBe("ready");
  }
  expect(take(table, 3)).toEqual({ ok: false, error: { kind: "table-full" } });
  expect(take(table, 2)).toMatchObject({ ok: true, value: [{ type: "seat-taken" }, { type: "dealt" }] });
  expect(table.view("observer").phase).toBe("bid");
});

test("[S3] the first socket of a seat is a join, later ones reconnect", () => {
  const table = openTable();
  take(table, 2);
  const tell = (events: Parameters<Table["happen"]>[0]) => {
    const before = table.game;
    table.happen(events);
    return heard(before, events, "observer").map(({ body }) => body);
  };
  const who = { player_id: 2, name: "Player 3", bot: false };
  expect(tell(connect(table.game, 2))).toEqual([{ message_type: "player.join", ...who }]);
  expect(tell(disconnect(table.game, 2, 1))).toEqual([{ message_type: "player.leave", ...who }]);
  expect(tell(disconnect(table.game, 2, 2))).toEqual([]);
  expect(tell(connect(table.game, 2))).toEqual([{ message_type: "player.reconnect", ...who }]);
  expect(table.view(0).players).toEqual([{ ...who, seat: 2, connected: true }]);
});

test("[T6, S20] replacing a seat's token raises its version, is told, says that its player left and keeps the hand", () => {
  const table = seatedTable({ hands: [handsWith({})] });
  const { hand } = table.view(1);
  const events = replaceSeat(1, { name: "Ann", by: "host" }, 5);
  const who = { player_id: 1, name: "Ann", bot: false };
  expect(heard(table.game, events, 3).map(({ body }) => body)).toEqual([
    { message_type: "seat.reissued", ...who, by: "host" },
    { message_type: "player.leave", ...who },
  ]);
  table.happen(events);
  expect(table.game.seats.map(({ version }) => version)).toEqual([1, 2, 1, 1, 1]);
  expect(table.view(1).hand).toEqual(hand);
  expect(table.view(1).players[1]).toMatchObject({ name: "Ann", connected: false });
});

describe("a player away in end", () => {
  const ended = () => playUntil(seatedTable({ seed: "away" }), inEnd, seeded(1));
  const leave = (table: Table, seat: 0 | 1 | 2 | 3 | 4) =>
    table.happen(disconnect(table.game, seat, table.context.now));

  test("[S9] counts as having asked after 30 s, once somebody present has", () => {
    const table = ended();
    leave(table, 4);
    table.wait(60_000);
    expect(countAway(table.game, table.context)).toEqual([]);
    table.send(0, { message_type: "next-deal" });
    expect(countAway(table.game, table.context)).toEqual([{ type: "player-readied", seat: 4, nonce: "" }]);
  });

  test("[S9] does not count at 29,999 ms and does at 30,000", () => {
    const table = ended();
    leave(table, 4);
    table.send(0, { message_type: "next-deal" });
    expect(awayInEnd(table.game)).toContainEqual({ seat: 4, countsFrom: table.context.now + 30_000 });
    table.wait(29_999);
    expect(countAway(table.game, table.context)).toEqual([]);
    table.wait(1);
    expect(countAway(table.game, table.context)).toHaveLength(1);
  });

  test("[S9] everyone counts a minute after the first request, connected or not", () => {
    const table = ended();
    table.wait(600_000);
    expect(table.view(0).end_state?.ready_deadline).toBeNull();
    table.send(3, { message_type: "next-deal" });
    const deadline = table.context.now + 60_000;
    expect(table.view("observer").end_state?.ready_deadline).toBe(deadline);
    table.wait(30_000);
    table.send(1, { message_type: "next-deal" });
    expect(table.view("observer").end_state?.ready_deadline).toBe(deadline);
    table.wait(29_999);
    expect(countAway(table.game, table.context)).toEqual([]);
    table.wait(1);
    table.happen(countAway(table.game, table.context));
    expect(table.view("observer")).toMatchObject({ phase: "bid", deal_number: 2 });
  });

  test("[S9] after the last deal of a match only those count who are away", () => {
    const table = playUntil(seatedTable({ seed: "last", rules: { deals: 1 } }), inEnd, seeded(1));
    table.send(0, { message_type: "next-deal" });
    expect(table.view(0).end_state?.ready_deadline).toBeNull();
    leave(table, 4);
    table.wait(600_000);
    expect(countAway(table.game, table.context)).toEqual([{ type: "player-readied", seat: 4, nonce: "" }]);
  });

  test("[S9] completes the five and the cards are dealt", () => {
    const table = ended();
    leave(table, 1);
    leave(table, 2);
    table.wait(30_000);
    for (const seat of [0, 3, 4] as const) table.send(seat, { message_type: "next-deal" });
    const events = countAway(table.game, table.context);
    expect(events.map(({ type }) => type).slice(0, 3)).toEqual([
      "player-readied",
      "player-readied",
      "next-deal-begun",
    ]);
    table.happen(events);
    expect(table.view("observer")).toMatchObject({ phase: "bid", deal_number: 2 });
  });

  test("[S9] a table that everyone has left is not dealt to", () => {
    const table = ended();
    table.send(0, { message_type: "next-deal" });
    for (const seat of SEATS) leave(table, seat);
    table.wait(90_000);
    expect(countAway(table.game, table.context)).toEqual([]);
  });
});
