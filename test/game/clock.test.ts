import { describe, expect, test } from "vitest";
import { mustAct, randomMove } from "../../dev/clients/moves.ts";
import { seeded } from "../../dev/clients/random.ts";
import { handOver, resume } from "../../src/shared/game/bots.ts";
import { deadlineOf, grace } from "../../src/shared/game/clock.ts";
import type { Event } from "../../src/shared/game/events.ts";
import { disconnect } from "../../src/shared/game/seating.ts";
import { SEATS, type Seat } from "../../src/shared/game/seats.ts";
import { callsForSync } from "../../src/shared/protocol/announcements.ts";
import { type Rejection, refusalOf } from "../../src/shared/protocol/refusal.ts";
import { acts, due, next, onTurn, tableOf, typesOf } from "../support/bots.ts";
import { heard } from "../support/hearing.ts";
import { inEnd, openTable, playUntil, type Table } from "../support/table.ts";

const SECOND = 1_000;
const LIMIT = 20;
const clocked = (players: readonly Seat[] = SEATS, rules = {}) =>
  tableOf(players, { rules: { turn_seconds: LIMIT, weak_hand_below: 0, ...rules } });
const told = (before: Table["game"], events: readonly Event[], viewer: Seat | "observer" = "observer") =>
  heard(before, events, viewer)
    .filter(({ kind }) => kind === "public")
    .map(({ body }) => body);
/** Lets the time of the seat on turn run out: what happens, and what everyone is told. */
const timeout = (table: Table) => {
  const seat = onTurn(table);
  const before = table.game;
  const events = next(table) ?? [];
  return { seat, events, told: told(before, events) };
};
/** Moves by whoever is on turn, at once, until it is `seat`'s. */
const untilTurnOf = (table: Table, seat: Seat) => {
  const random = seeded(9);
  while (onTurn(table) !== seat) {
    const turn = onTurn(table);
    acts(table, turn, randomMove(table.view(turn), random) as never);
  }
  return table;
};
const reversed = (table: Table, seat: Seat) =>
  ({
    message_type: "reorder",
    hand: (table.view(seat).hand ?? []).map(({ card_id }) => card_id).reverse(),
  }) as const;

describe("the deadline", () => {
  test("[C1] runs anew with each move, for the seat on turn, through a whole deal", () => {
    for (const suit_call of ["after-first-trick", "before-play"] as const) {
      const table = clocked(SEATS, { suit_call });
      const random = seeded(3);
      const phases = new Set<string>();
      while (!inEnd(table.game)) {
        const { phase, deadline, current_player_id } = table.view("observer");
        phases.add(phase);
        expect(current_player_id).not.toBeNull();
        expect(deadline).toBe(table.context.now + LIMIT * SECOND);
        table.wait(random.int(LIMIT * SECOND));
        expect(deadlineOf(table.game)).toBe(deadline);
        const turn = onTurn(table);
        const { log } = table;
        const from = log.length;
        const before = table.game;
        table.send(
          turn,
          randomMove(table.view(turn), random, { pass: 0.6, leap: 0.1, reorder: 0, nonce: 0 }) as never,
        );
        // The last message that has one says what a snapshot says.
        const fields = told(before, [...log.slice(from)]).filter((body) => "deadline" in body);
        expect(fields.length).toBeGreaterThan(0);
      }
      expect(phases).toEqual(
        new Set([
          "bid",
          "call-partner-rank",
          "play-first-trick",
          "call-partner-suit",
          "trick-won",
          "play-tricks",
        ]),
      );
      expect(deadlineOf(table.game)).toBeNull();
    }
  });

  test("[C1] does not move when somebody comes, goes, puts cards in order or fails", () => {
    const table = clocked();
    const deadline = deadlineOf(table.game);
    const turn = onTurn(table);
    const other = ((turn + 1) % 5) as Seat;
    table.wait(7 * SECOND);
    table.send(turn, reversed(table, turn));
    table.send(other, reversed(table, other));
    table.happen(disconnect(table.game, turn, table.context.now));
    table.refused(other, { message_type: "bid", bid: 80 });
    expect(deadlineOf(table.game)).toBe(deadline);
  });

  test("[C1] is null without a clock, in ready and in end", () => {
    expect(tableOf(SEATS).view(0).deadline).toBeNull();
    expect(openTable({ rules: { turn_seconds: LIMIT } }).view("observer").deadline).toBeNull();
    expect(playUntil(clocked(), inEnd, seeded(1)).view("observer").deadline).toBeNull();
    expect(next(tableOf(SEATS))).toBeNull();
  });
});

describe("time that has run out", () => {
  test("[C2] brings one legal move for that seat, marked auto, at the deadline and not before", () => {
    const table = clocked();
    const seat = onTurn(table);
    table.wait(LIMIT * SECOND - 1);
    expect(due(table)).toBeNull();
    table.wait(1);
    const before = table.game;
    const events = due(table) ?? [];
    expect(typesOf(events)).toEqual(["turn-missed", "bid-placed"]);
    expect(told(before, events)).toMatchObject([{ message_type: "bid.placed", player_id: seat, auto: true }]);
    expect(onTurn(table)).not.toBe(seat);
    expect(deadlineOf(table.game)).toBe(table.context.now + LIMIT * SECOND);
    expect(due(table)).toBeNull();
    expect(table.view("observer").players.map(({ bot }) => bot)).toEqual(Array(5).fill(false));
  });

  test("[C2] each kind of move, in every phase, says auto in just one message, and no other move does", () => {
    for (const suit_call of ["after-first-trick", "before-play"] as const) {
      const table = clocked(SEATS, { suit_call });
      const kinds = new Set<string>();
      const random = seeded(5);
      for (let moves = 0; !inEnd(table.game); moves += 1) {
        const { phase } = table.game;
        // Each player acts for itself in between, so that nobody is given up.
        for (const seat of SEATS)
          if (table.view(seat).allowed?.some(({ message_type }) => message_type === "reorder"))
            acts(table, seat, reversed(table, seat));
        const before = table.game;
        if (moves % 2 === 0) {
          const turn = onTurn(table);
          const sent = acts(
            table,
            turn,
            randomMove(table.view(turn), random, { pass: 1, leap: 0, reorder: 0, nonce: 0 }) as never,
          );
          for (const body of told(before, sent)) expect(body).not.toHaveProperty("auto");
          continue;
        }
        const { events } = timeout(table);
        const marked = told(before, events).filter((body) => body.auto === true);
        expect(marked).toHaveLength(1);
        kinds.add(`${phase.name} ${marked[0].message_type}`);
        if (moves > 500) expect.fail("the deal does not end");
      }
      expect(kinds.has("play-tricks trick.played")).toBe(true);
    }
    for (const [suit_call, message] of [
      ["after-first-trick", "trick-won"],
      ["before-play", "play-first-trick"],
    ] as const) {
      const table = clocked(SEATS, { suit_call });
      const atCall = (name: string) => playUntil(table, ({ phase }) => phase.name === name, seeded(1));
      atCall("call-partner-rank");
      expect(timeout(table).told).toMatchObject([{ message_type: "phase.change", auto: true }]);
      atCall("call-partner-suit");
      expect(timeout(table).told.filter(({ auto }) => auto)).toMatchObject([
        { message_type: "phase.change", phase: message },
      ]);
    }
  });

  test("[C2] touches nobody else: a player not on turn may wait for ever", () => {
    const table = clocked();
    const first = onTurn(table);
    for (let moves = 0; moves < 4; moves += 1) timeout(table);
    const missed = SEATS.map((seat) => table.game.seats[seat].occupant?.acting);
    for (const seat of SEATS)
      expect(missed[seat]).toEqual({ by: "player", missed: seat === (first + 4) % 5 ? 0 : 1 });
  });
});

describe("the second time running", () => {
  /** Seat 0 has missed one turn, and is on turn again. */
  const missedOnce = (setup: { away?: boolean } = {}) => {
    const table = playUntil(clocked([0]), ({ phase }) => phase.name === "play-tricks", seeded(6));
    while (onTurn(table) !== 0) next(table);
    if (setup.away) table.happen(disconnect(table.game, 0, table.context.now));
    timeout(table);
    while (onTurn(table) !== 0) next(table);
    return table;
  };

  test("[C3] a bot plays on, and player.reconnect says so", () => {
    const table = missedOnce();
    const { events, told: heardOf } = timeout(table);
    expect(typesOf(events).slice(0, 3)).toEqual(["turn-missed", "stand-in-seated", "player-reconnected"]);
    expect(heardOf[0]).toEqual({
      message_type: "player.reconnect",
      player_id: 0,
      name: "Player 1",
      bot: true,
    });
    expect(heardOf.filter(({ auto }) => auto)).toHaveLength(1);
    expect(table.view("observer").players[0]).toMatchObject({ bot: true, connected: true });
  });

  test("[C3] for a player who is away it is player.leave, and it stays known since when", () => {
    const table = missedOnce({ away: true });
    const since = table.game.seats[0].occupant?.awaySince;
    const { told: heardOf } = timeout(table);
    expect(heardOf[0]).toEqual({ message_type: "player.leave", player_id: 0, name: "Player 1", bot: true });
    expect(table.view("observer").players[0]).toMatchObject({ bot: true, connected: false });
    expect(table.game.seats[0].occupant?.awaySince).toBe(since);
  });

  test("[C3] from then on the bot moves at its own pace, each move marked auto, with no more ado", () => {
    const table = missedOnce();
    timeout(table);
    while (!inEnd(table.game) && onTurn(table) !== 0) next(table);
    expect(inEnd(table.game)).toBe(false);
    const asked = table.context.now;
    const { events, told: heardOf } = timeout(table);
    expect(table.context.now - asked).toBeLessThan(LIMIT * SECOND);
    expect(typesOf(events)).not.toContain("turn-missed");
    expect(heardOf.filter(({ auto }) => auto)).toHaveLength(1);
    expect(heardOf.some(({ message_type }) => message_type.startsWith("player."))).toBe(false);
  });

  test("[C4] whatever the player does that is accepted takes the seat back, a reorder on somebody else's turn too", () => {
    const table = missedOnce();
    timeout(table);
    expect(onTurn(table)).not.toBe(0);
    const before = table.game;
    const events = acts(table, 0, reversed(table, 0));
    expect(told(before, events)).toEqual([
      { message_type: "player.reconnect", player_id: 0, name: "Player 1", bot: false },
    ]);
    expect(table.game.seats[0].occupant?.acting).toEqual({ by: "player", missed: 0 });
    // And the clock is the player's again.
    while (onTurn(table) !== 0) next(table);
    const asked = table.context.now;
    expect(typesOf(timeout(table).events)).toEqual(expect.arrayContaining(["turn-missed"]));
    expect(table.context.now - asked).toBe(LIMIT * SECOND);
    expect(table.view("observer").players[0]?.bot).toBe(false);
  });

  test("[C4] a player away acts by HTTP: the seat is taken back, and player.leave says so", () => {
    const table = missedOnce({ away: true });
    timeout(table);
    const before = table.game;
    expect(told(before, acts(table, 0, reversed(table, 0)))).toEqual([
      { message_type: "player.leave", player_id: 0, name: "Player 1", bot: false },
    ]);
  });

  test("[C4] the count starts anew with any action between two misses, and nobody is told of it", () => {
    const table = missedOnce();
    const { revision } = table.game;
    expect(typesOf(acts(table, 0, reversed(table, 0)))).toEqual(["player-resumed", "hand-reordered"]);
    expect(table.game.revision).toBe(revision);
    timeout(table);
    expect(table.game.seats[0].occupant?.acting).toEqual({ by: "player", missed: 1 });
  });

  test("[C4] nothing comes before the action of a player who has missed nothing", () => {
    const table = clocked();
    for (const seat of SEATS) expect(resume(table.game, seat, 1)).toEqual([]);
  });

  test("[C4, P15] while a bot plays on, its player is allowed, and may do, what it could without", () => {
    const table = missedOnce();
    timeout(table);
    while (onTurn(table) !== 0) next(table);
    const view = table.view(0);
    expect(mustAct(view)).toBe(true);
    const card = view.allowed?.find(({ message_type }) => message_type === "play")?.cards?.[0] ?? -1;
    expect(typesOf(acts(table, 0, { message_type: "play", card })).slice(0, 2)).toEqual([
      "player-resumed",
      "player-reconnected",
    ]);
  });
});

describe("handing a seat to a bot", () => {
  const away = (table: Table, ms: number) => {
    table.happen(disconnect(table.game, 2, table.context.now));
    table.wait(ms);
    return table;
  };

  type Row = [string, () => Table, Seat, Rejection, "retry" | "noop"];
  const neededMs = 60 * SECOND;
  const later = (table: Table, ms: number) => {
    table.wait(ms);
    return table;
  };
  const onTurnOf2 = (rules = {}) => untilTurnOf(tableOf(SEATS, { rules }), 2);
  const lately = (askedMs: number, needed: number): Rejection => ({
    kind: "asked-lately",
    askedMs,
    neededMs: needed,
  });
  test.each<Row>([
    [
      "not on turn, however long away",
      () => away(onTurnOf2(), 600 * SECOND),
      3,
      { kind: "not-asked", seat: 3 },
      "noop",
    ],
    ["away, asked for 59,999 ms", () => away(onTurnOf2(), 59_999), 2, lately(59_999, neededMs), "retry"],
    [
      "connected, asked for 119,999 ms",
      () => later(onTurnOf2(), 119_999),
      2,
      lately(119_999, 120_000),
      "retry",
    ],
    [
      "connected, within a longer turn",
      () => later(onTurnOf2({ turn_seconds: 300 }), 299_999),
      2,
      lately(299_999, 300_000),
      "retry",
    ],
    ["that is a bot", () => tableOf([0]), 1, { kind: "bot-already", seat: 1 }, "noop"],
    [
      "in end before anybody has asked for the next deal",
      () => away(playUntil(tableOf(SEATS), inEnd, seeded(1)), neededMs),
      2,
      { kind: "not-asked", seat: 2 },
      "noop",
    ],
  ])("[C5] is refused for one %s", (_, table, seat, error, recovery) => {
    const { game, context } = table();
    for (const by of ["host", 4] as const)
      expect(handOver(game, seat, by, context.now)).toEqual({ ok: false, error });
    expect(refusalOf(error)).toMatchObject({ code: "invalid_action", recovery });
  });

  test("[C5] a player may let a bot go on at any time", () => {
    for (const table of [onTurnOf2(), playUntil(tableOf(SEATS), inEnd, seeded(1))]) {
      const before = table.game;
      const handed = handOver(table.game, 4, 4, table.context.now);
      if (!handed.ok) expect.fail("the seat was not handed over");
      table.happen(handed.value);
      expect(told(before, handed.value)).toEqual([
        { message_type: "player.reconnect", player_id: 4, name: "Player 5", bot: true, by: 4 },
      ]);
    }
  });

  test("[C5] others may after two minutes, also while the player is connected", () => {
    const table = later(onTurnOf2(), 120_000);
    expect(handOver(table.game, 2, 0, table.context.now)).toMatchObject({ ok: true });
  });

  test("[C5] in end a seat counts as asked from the first request for the next deal", () => {
    const table = playUntil(tableOf(SEATS), inEnd, seeded(1));
    table.send(0, { message_type: "next-deal" });
    table.happen(disconnect(table.game, 2, table.context.now));
    table.wait(59_999);
    expect(handOver(table.game, 2, 1, table.context.now)).toEqual({
      ok: false,
      error: lately(59_999, 60_000),
    });
    expect(handOver(table.game, 0, 1, table.context.now)).toEqual({
      ok: false,
      error: { kind: "not-asked", seat: 0 },
    });
    table.wait(1);
    expect(handOver(table.game, 2, 1, table.context.now)).toMatchObject({ ok: true });
  });

  test.each([null, LIMIT])("[C5] after 60 s away a bot plays on, with turn_seconds %s", (turn_seconds) => {
    const table = away(untilTurnOf(tableOf(SEATS, { rules: { turn_seconds } }), 2), neededMs);
    const before = table.game;
    const handed = handOver(table.game, 2, "host", table.context.now);
    if (!handed.ok) expect.fail("the seat was not handed over");
    table.happen(handed.value);
    expect(told(before, handed.value)).toEqual([
      { message_type: "player.leave", player_id: 2, name: "Player 3", bot: true, by: "host" },
    ]);
    expect(handOver(table.game, 2, "host", table.context.now)).toEqual({
      ok: false,
      error: { kind: "bot-already", seat: 2 },
    });
    // It has been asked for long enough.
    expect(told(table.game, due(table) ?? []).filter(({ auto }) => auto)).toHaveLength(1);
    acts(table, 2, reversed(table, 2));
    expect(table.view("observer").players[2]).toMatchObject({ bot: false, connected: false });
  });
});

describe("after a recovery", () => {
  test.each([
    ["20 s to go", 0, 20],
    ["10 s to go", 10, 10],
    ["9 s to go", 11, 10],
    ["none to go", 20, 10],
    ["an hour over", 3_620, 10],
  ])("[C6] a turn with %s is given at least ten seconds, and no more", (_, passed, left) => {
    const table = clocked();
    table.wait(passed * SECOND);
    const given = grace(table.game, table.context.now);
    expect(given).toHaveLength(left * SECOND + passed * SECOND > LIMIT * SECOND ? 1 : 0);
    expect(given.every(callsForSync)).toBe(true);
    const { revision } = table.game;
    table.happen(given);
    expect(deadlineOf(table.game)).toBe(table.context.now + left * SECOND);
    expect(table.game.revision).toBe(revision);
    expect(grace(table.game, table.context.now)).toEqual([]);
    expect(due(table)).toBeNull();
  });

  test("[C6] the time given is for that turn alone", () => {
    const table = clocked(SEATS, { turn_seconds: 5 });
    table.wait(4 * SECOND);
    table.happen(grace(table.game, table.context.now));
    expect(deadlineOf(table.game)).toBe(table.context.now + 10 * SECOND);
    table.send(onTurn(table), { message_type: "bid", bid: -1 });
    expect(deadlineOf(table.game)).toBe(table.context.now + 5 * SECOND);
  });

  test("[C6] nobody is given anything without a clock, or with nobody on turn", () => {
    expect(grace(tableOf(SEATS).game, 1e15)).toEqual([]);
    expect(grace(playUntil(clocked(), inEnd, seeded(1)).game, 1e15)).toEqual([]);
  });
});
