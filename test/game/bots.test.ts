import { describe, expect, test } from "vitest";
import { randomMove } from "../../dev/clients/moves.ts";
import { seeded } from "../../dev/clients/random.ts";
import { BOT_NAMES, botSeats, removeBot, resume, seatBots, unreadyBots } from "../../src/shared/game/bots.ts";
import type { Event } from "../../src/shared/game/events.ts";
import {
  connect,
  disconnect,
  freeAbandoned,
  freeSeat,
  takeBotSeat,
  takeSeat,
} from "../../src/shared/game/seating.ts";
import { SEATS, type Seat } from "../../src/shared/game/seats.ts";
import { type Rejection, refusalOf } from "../../src/shared/protocol/refusal.ts";
import { publicStatus } from "../../src/shared/protocol/view.ts";
import { acts, due, next, onTurn, PACE, tableOf, typesOf, UNWATCHED } from "../support/bots.ts";
import { heard } from "../support/hearing.ts";
import { inEnd, matchOver, openTable, playUntil, type Table } from "../support/table.ts";

const sit = (table: Table, ...seats: Seat[]) => {
  for (const seat of seats) {
    const taken = takeSeat(
      table.game,
      seat,
      { name: `Guest ${seat}`, nonce: "", request: null },
      table.context,
    );
    if (taken.ok) table.happen(taken.value);
  }
  return table;
};
const seatThem = (table: Table, seats: readonly Seat[] | null = null) => {
  const seated = seatBots(table.game, seats, "rule", table.context);
  if (seated.ok) table.happen(seated.value);
  return seated;
};
const tell = (table: Table, events: readonly Event[]) => {
  const before = table.game;
  table.happen(events);
  return heard(before, events, "observer")
    .filter(({ kind }) => kind === "public")
    .map(({ body }) => body);
};

describe("seating bots", () => {
  type Row = [string, Seat[], Seat[] | null, Seat[] | Rejection];
  test.each<Row>([
    ["all free seats, with none named", [1], null, [0, 2, 3, 4]],
    ["the seats named", [1], [0, 4], [0, 4]],
    ["a seat named twice, once", [], [3, 3], [3]],
    ["not a player's seat", [1], [0, 1], { kind: "seat-taken", seat: 1 }],
    ["nobody, where no seat is free", [0, 1, 2, 3, 4], null, []],
  ])("[B5] takes %s", (_, players, seats, wanted) => {
    const table = sit(openTable(), ...players);
    const seated = seatThem(table, seats);
    if (!Array.isArray(wanted)) {
      expect(seated).toEqual({ ok: false, error: wanted });
      expect(refusalOf(wanted)).toMatchObject({ code: "join_failed", recovery: "noop" });
      return;
    }
    expect(seated.ok).toBe(true);
    expect(botSeats(table.game)).toEqual(wanted);
  });

  test("[B5] the fifth seat taken starts the deal, and a fourth does not", () => {
    const table = sit(openTable(), 2);
    expect(typesOf(seatThem(table, [0, 1, 3]).ok ? table.log.slice(-3) : [])).toEqual(
      Array(3).fill("bot-seated"),
    );
    expect(table.game.phase.name).toBe("ready");
    expect(seatThem(table)).toMatchObject({ ok: true });
    expect(table.game.phase.name).toBe("bid");
  });

  test("[B5] a bot's seat stays as it is, its level too, however often bots are asked for", () => {
    const table = openTable();
    seatThem(table, [2]);
    const again = seatBots(table.game, [2], "random", table.context);
    expect(again).toEqual({ ok: true, value: [] });
    seatThem(table);
    const before = table.game;
    expect(seatThem(table)).toEqual({ ok: true, value: [] });
    expect(table.game).toBe(before);
  });

  test("[B5] a seat that a bot plays for its player is the player's", () => {
    const table = tableOf([0]);
    table.happen(disconnect(table.game, 0, table.context.now));
    table.happen([{ type: "stand-in-seated", seat: 0 }]);
    expect(seatThem(table, [0])).toEqual({ ok: false, error: { kind: "seat-taken", seat: 0 } });
    expect(botSeats(table.game)).toEqual([1, 2, 3, 4]);
  });
});

describe("what is told of bots", () => {
  test("[B6] they join, known as bots, connected, and called after their seat alone", () => {
    const told = new Set<string>();
    for (const seed of [1, 2, 3])
      for (const level of ["rule", "random"] as const) {
        const table = openTable({ seed });
        const seated = seatBots(table.game, null, level, table.context);
        if (!seated.ok) expect.fail("bots were refused");
        const joined = tell(table, seated.value).filter(({ message_type }) => message_type === "player.join");
        expect(joined).toEqual(
          SEATS.map((seat) => ({
            message_type: "player.join",
            player_id: seat,
            name: BOT_NAMES[seat],
            bot: true,
          })),
        );
        for (const { bot, connected } of table.view(0).players)
          expect([bot, connected]).toEqual([true, true]);
        told.add(JSON.stringify(table.view("observer").players));
      }
    expect(told.size).toBe(1);
  });

  test("[B6] everyone sees the same, in snapshots, in the public status and when they are ready", () => {
    const table = tableOf([3]);
    const wanted = [true, true, true, false, true];
    for (const viewer of [...SEATS, "observer"] as const)
      expect(table.view(viewer).players.map(({ bot }) => bot)).toEqual(wanted);
    expect(publicStatus(table.game, 0).seats.map(({ bot }) => bot)).toEqual(wanted);
    playUntil(table, inEnd, seeded(4));
    const before = table.game;
    const events = due(table) ?? [];
    expect(heard(before, events, 3).map(({ body }) => [body.message_type, body.player_id, body.bot])).toEqual(
      [0, 1, 2, 4].map((seat) => ["player.ready", seat, true]),
    );
  });

  test("[B6] a bot has no socket to lose: the roll call leaves it alone", () => {
    const table = tableOf([3]);
    expect(disconnect(table.game, 0, 1)).toEqual([]);
    expect(disconnect(table.game, 3, 1)).toHaveLength(1);
  });
});

describe("ready for the next deal", () => {
  const ended = (players: readonly Seat[], rules = {}) =>
    playUntil(tableOf(players, { rules: { deals: 2, ...rules } }), inEnd, seeded(2));
  const leaveAll = (table: Table) => {
    for (const seat of SEATS) table.happen(disconnect(table.game, seat, table.context.now));
  };

  test("[B8] bots are at once, beside a player, watched or not", () => {
    for (const pacing of [PACE, UNWATCHED]) {
      const table = ended([1]);
      expect(typesOf(due(table, pacing))).toEqual(Array(4).fill("player-readied"));
      expect(next(table, pacing)).toBeNull();
      expect(typesOf(acts(table, 1, { message_type: "next-deal" })).slice(0, 2)).toEqual([
        "player-readied",
        "next-deal-begun",
      ]);
    }
  });

  test("[B8] the last of five to be ready starts the deal, be it a bot", () => {
    const table = ended([1]);
    acts(table, 1, { message_type: "next-deal" });
    expect(typesOf(due(table))).toContain("next-deal-begun");
    expect(table.view("observer")).toMatchObject({ phase: "bid", deal_number: 2 });
  });

  test("[B8] among bots alone, only while somebody watches, and not at once", () => {
    const table = ended([]);
    expect(next(table, UNWATCHED)).toBeNull();
    expect(due(table)).toBeNull();
    expect(typesOf(next(table))).toContain("next-deal-begun");
  });

  test("[B8] among bots alone, not beyond the match; with a player, beyond it", () => {
    const bots = playUntil(ended([]), matchOver, seeded(3));
    expect(next(bots)).toBeNull();
    const mixed = playUntil(ended([4]), matchOver, seeded(3));
    expect(typesOf(due(mixed))).toEqual(Array(4).fill("player-readied"));
  });

  test("[B8] a table of bots and of players who have all been given up is one of bots", () => {
    const table = ended([0, 2]);
    table.happen([
      { type: "stand-in-seated", seat: 0 },
      { type: "stand-in-seated", seat: 2 },
    ]);
    leaveAll(table);
    expect(unreadyBots(table.game, false)).toEqual([]);
    expect(unreadyBots(table.game, true)).toEqual([0, 1, 2, 3, 4]);
  });

  test("[B8, C4] what a bot has said for a player, the player may say again, with a nonce, and has the seat back", () => {
    const table = ended([0, 2]);
    table.happen([{ type: "stand-in-seated", seat: 2 }]);
    expect(typesOf(due(table))).toHaveLength(4);
    expect(table.view(2).allowed).toEqual([{ message_type: "next-deal" }]);
    expect(typesOf(acts(table, 2, { message_type: "next-deal", nonce: "beef" }))).toEqual([
      "player-resumed",
      "player-reconnected",
      "player-readied",
    ]);
    expect(table.view(2).allowed).toEqual([]);
    expect(table.view("observer").end_state?.ready).toEqual([1, 3, 4, 2]);
    expect(table.refused(2, { message_type: "next-deal" })).toEqual({ kind: "already-ready" });
    expect(table.game.seats[2].nonce).toBe("beef");
  });
});

const IDA = { name: "Ida", nonce: "", request: null };

describe("a bot's seat", () => {
  test("[B9] is freed in ready, which says that a bot left, and raises the version", () => {
    const table = openTable();
    seatThem(table, [2]);
    const freed = removeBot(table.game, 2, "host");
    if (!freed.ok) expect.fail("the bot was kept");
    expect(tell(table, freed.value)).toEqual([
      { message_type: "player.leave", player_id: 2, name: BOT_NAMES[2], bot: true, freed: true, by: "host" },
    ]);
    expect(table.game.seats[2]).toMatchObject({ version: 2, occupant: null });
  });

  test.each<[string, () => Table, Seat, Rejection]>([
    ["a player's seat", () => sit(openTable(), 1), 1, { kind: "no-bot", seat: 1 }],
    ["a free seat", () => openTable(), 1, { kind: "seat-free" }],
    [
      "a seat during a deal",
      () => tableOf([0]),
      1,
      { kind: "wrong-phase", phase: "bid", message: "leaving a seat" },
    ],
    ["a player's seat during a deal", () => tableOf([0]), 0, { kind: "no-bot", seat: 0 }],
  ])("[B9] %s is not freed as a bot's", (_, table, seat, error) => {
    expect(removeBot(table().game, seat, "host")).toEqual({ ok: false, error });
    expect(refusalOf(error)).toMatchObject({ code: "invalid_action", recovery: "noop" });
  });

  test("[B9] given to a player in ready or end is the player's at once, away until the first socket", () => {
    const ready = openTable();
    seatThem(ready, [0, 1]);
    const ended = playUntil(tableOf([0]), inEnd, seeded(1));
    for (const table of [ready, ended]) {
      const { version } = table.game.seats[1];
      const who = { player_id: 1, name: "Ida", bot: false };
      expect(tell(table, takeBotSeat(1, IDA, "host", table.context.now))).toEqual([
        { message_type: "seat.reissued", ...who, by: "host" },
        { message_type: "player.leave", ...who },
      ]);
      expect(table.game.seats[1].version).toBe(version + 1);
      expect(table.view("observer").players[1]).toMatchObject({ name: "Ida", bot: false, connected: false });
      expect(tell(table, connect(table.game, 1))).toEqual([
        { message_type: "player.join", player_id: 1, name: "Ida", bot: false },
      ]);
    }
    expect(unreadyBots(ended.game, true)).toEqual([2, 3, 4]);
  });

  test("[B9, S15] given to a player who never comes, in ready, is freed like any other", () => {
    const table = openTable();
    seatThem(table, [0, 1]);
    table.happen(takeBotSeat(1, IDA, 1, table.context.now));
    table.wait(599_999);
    expect(freeAbandoned(table.game, table.context.now)).toEqual([]);
    table.wait(1);
    expect(freeAbandoned(table.game, table.context.now)).toMatchObject([{ type: "seat-freed", seat: 1 }]);
  });

  test("[B13] given to a newcomer during a deal is played on by the bot, and the newcomer sees what observers see", () => {
    const table = tableOf([0], { rules: { turn_seconds: 20 } });
    expect(tell(table, takeBotSeat(1, { ...IDA, nonce: "beef" }, 1, table.context.now))).toEqual([
      { message_type: "seat.reissued", player_id: 1, name: "Ida", bot: true, by: 1 },
      { message_type: "player.leave", player_id: 1, name: "Ida", bot: true },
    ]);
    table.happen(connect(table.game, 1));
    const random = seeded(9);
    const waits = () => {
      const { role: _role, ...observed } = table.view("observer");
      expect(table.view(1)).toEqual({ ...observed, player_id: 1, hand: [], allowed: [], waiting: true });
      expect(table.view(1).players[1]).toMatchObject({ name: "Ida", bot: true, connected: true });
    };
    waits();
    // Whatever the bot does, it does as a bot.
    while (!inEnd(table.game)) {
      const before = table.game;
      const move = onTurn(table) === 0 ? randomMove(table.view(0), random) : null;
      const events = move ? acts(table, 0, move) : (next(table) ?? []);
      for (const event of events) expect(event).not.toHaveProperty("auto");
      expect(heard(before, events, 1).filter(({ kind }) => kind === "hand")).toEqual([]);
      if (!inEnd(table.game)) waits();
    }
    // From the deal's end on it is the newcomer's, with nothing said for it.
    expect(table.view(1)).not.toHaveProperty("waiting");
    expect(table.view(1).players[1]).toMatchObject({ name: "Ida", bot: false, connected: true });
    expect(table.view(1).allowed).toEqual([{ message_type: "next-deal" }]);
    expect(table.view(1).end_state?.ready).not.toContain(1);
    // What was given before the next deal's commitment was published counts for nothing.
    expect(table.game.seats[1].nonce).toBe("");
    expect(table.view(1).end_state?.deal_reveal.nonces).toEqual(["", "", "", "", ""]);
  });

  test("[B9] the host's general call frees it in ready too", () => {
    const table = openTable();
    seatThem(table, [2]);
    expect(freeSeat(table.game, 2, "host")).toMatchObject({
      ok: true,
      value: [{ type: "seat-freed", bot: true }],
    });
  });

  test("[B9] has nobody to act for it: nothing is resumed in its name", () => {
    expect(resume(tableOf([0]).game, 1, 1)).toEqual([]);
  });
});
