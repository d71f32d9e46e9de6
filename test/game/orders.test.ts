import { describe, expect, test } from "vitest";
import { cards, handsWith } from "../../dev/clients/cards.ts";
import { ORDERS, type Order } from "../../dev/clients/rules.ts";
import { conflictIn, DEFAULT_RULES } from "../../src/shared/game/rules.ts";
import { SEATS, type Seat } from "../../src/shared/game/seats.ts";
import { heard } from "../support/hearing.ts";
import { seatedTable, type Table } from "../support/table.ts";

/*
 * One deal in every order of phases. Dealer 2, so that seat 3 is eldest; seat 1 calls the ace of coins, which seat 4
 * holds.
 */
const hands = handsWith({
  0: "clubs 10, coins 4",
  1: "coins 3 5, swords 1",
  2: "swords 10, cups 4",
  3: "cups 1 6, clubs 4",
  4: "coins 1 2, cups 10",
});
const FIRST: Readonly<Record<Seat, string>> = {
  0: "coins 4",
  1: "coins 5",
  2: "cups 4",
  3: "cups 6",
  4: "coins 1",
};

/** The messages of the caller between auction and second trick; `trick` stands for the five cards of the first. */
const WALKS: Readonly<Record<string, readonly string[]>> = {
  "points before-play after-first-trick": ["rank", "trick", "suit"],
  "points before-play before-play": ["rank", "suit", "trick"],
  "points after-first-trick after-first-trick": ["trick", "rank", "suit"],
  "ranks before-play after-first-trick": ["trick", "suit"],
  "ranks before-play before-play": ["suit", "trick"],
};
const PHASE_OF = { rank: "call-partner-rank", trick: "play-first-trick", suit: "call-partner-suit" } as const;

const bidOut = (table: Table, { auction }: Order): void => {
  for (const seat of [3, 4, 0] as const) table.send(seat, { type: "bid", bid: null });
  table.send(1, auction === "ranks" ? { type: "bid", rank: 1 } : { type: "bid", bid: 61 });
  table.send(2, { type: "bid", bid: null });
};

describe.each(ORDERS)("$auction, rank $rank_call, suit $suit_call, $first_lead leads", (order) => {
  const leader = order.first_lead === "caller" ? 1 : 3;
  const walk = WALKS[`${order.auction} ${order.rank_call} ${order.suit_call}`] ?? [];

  test("[G32, G33, G14, G15, G18] each phase comes in its place, asks the right seat and says what is known", () => {
    const table = seatedTable({ dealer: 2, hands: [hands], rules: order });
    expect(table.view("observer")).toMatchObject({
      current_leader_id: order.first_lead === "eldest" ? 3 : null,
      current_player_id: 3,
    });
    bidOut(table, order);
    let rank: number | null = order.auction === "ranks" ? 1 : null;
    let suit: string | null = null;
    const changes: unknown[] = [];
    const send = (seat: Seat, doing: Parameters<Table["send"]>[1]) => {
      const before = table.game;
      const { turn } = before;
      const events = table.send(seat, doing);
      expect(table.game.turn).toBe(turn + 1);
      for (const { body } of heard(before, events, "observer"))
        if (body.message_type === "phase.change")
          changes.push([body.phase, body.partner_rank, body.trump_suit, body.current_player_id]);
    };
    for (const step of walk) {
      const isTrick = step === "trick";
      const view = table.view("observer");
      expect(view).toMatchObject({
        ...{ phase: PHASE_OF[step as keyof typeof PHASE_OF], caller_id: 1, bid: 61 },
        ...{ current_leader_id: leader, current_player_id: isTrick ? leader : 1 },
        ...{ partner_rank: rank, trump_suit: suit, trick_history: [], partner_id: null },
      });
      expect(view.trick).toHaveLength(walk.indexOf("trick") < walk.indexOf(step) ? 5 : 0);
      for (const other of SEATS.filter((at) => at !== view.current_player_id))
        expect(table.view(other).allowed?.map(({ message_type }) => message_type)).toEqual(["reorder"]);
      if (step === "rank") {
        send(1, { type: "call-partner-rank", rank: 1 });
        rank = 1;
      } else if (step === "suit") {
        send(1, { type: "call-partner-suit", suit: "coins" });
        suit = "coins";
      } else {
        for (let played = 0; played < 5; played++) {
          const seat = ((leader + played) % 5) as Seat;
          // Nobody sees the partner before rank and suit are known; then the partner does.
          const knows = suit === null ? null : 4;
          expect(table.view(4).partner_id).toBe(knows);
          send(seat, { type: "play", card: cards(FIRST[seat])[0] as number });
        }
      }
    }
    expect(table.view("observer")).toMatchObject({
      ...{ phase: "trick-won", partner_rank: 1, trump_suit: "coins", partner_id: 4, winner_id: 4 },
      ...{ current_player_id: 4, current_leader_id: 4, trick_points: 11 },
    });
    // Each step but the first was announced by a change of phase, and so was the end of the trick.
    expect(changes.map((change) => (change as unknown[])[0])).toEqual([
      ...walk.slice(1).map((step) => PHASE_OF[step as keyof typeof PHASE_OF]),
      "trick-won",
    ]);
    table.send(4, { type: "play", card: cards("coins 2")[0] as number });
    expect(table.view("observer").phase).toBe("play-tricks");
  });

  test("[G36] its rules go together", () => {
    expect(conflictIn({ ...DEFAULT_RULES, ...order })).toBeNull();
  });
});

test("[G36] all other combinations are refused by the name of a rule", () => {
  const refused: string[] = [];
  for (const auction of ["points", "ranks"] as const)
    for (const rank_call of ["before-play", "after-first-trick"] as const)
      for (const suit_call of ["after-first-trick", "before-play"] as const)
        for (const minimum_bid of [61, 62, 100]) {
          const rules = { auction, rank_call, suit_call, minimum_bid };
          const conflict = conflictIn({ ...DEFAULT_RULES, ...rules });
          if (conflict) refused.push(`${Object.values(rules).join(" ")}: ${conflict.rule}`);
        }
  expect(refused).toEqual([
    "points after-first-trick before-play 61: rank_call",
    "points after-first-trick before-play 62: rank_call",
    "points after-first-trick before-play 100: rank_call",
    "ranks before-play after-first-trick 62: minimum_bid",
    "ranks before-play after-first-trick 100: minimum_bid",
    "ranks before-play before-play 62: minimum_bid",
    "ranks before-play before-play 100: minimum_bid",
    "ranks after-first-trick after-first-trick 61: rank_call",
    "ranks after-first-trick after-first-trick 62: minimum_bid",
    "ranks after-first-trick after-first-trick 100: minimum_bid",
    "ranks after-first-trick before-play 61: rank_call",
    "ranks after-first-trick before-play 62: minimum_bid",
    "ranks after-first-trick before-play 100: minimum_bid",
  ]);
});

test("[G33, G16] the called card may have fallen in the first trick, or be the caller's own", () => {
  const rules = { rank_call: "after-first-trick", first_lead: "eldest" } as const;
  const table = seatedTable({ dealer: 2, hands: [hands], rules });
  bidOut(table, { auction: "points", suit_call: "after-first-trick", ...rules });
  for (const seat of [3, 4, 0, 1, 2] as const)
    table.send(seat, { type: "play", card: cards(FIRST[seat])[0] as number });
  expect(table.view(1).allowed?.[0]).toEqual({
    message_type: "call-partner-rank",
    ranks: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
  });
  expect(table.refused(1, { type: "call-partner-suit", suit: "coins" })).toMatchObject({
    kind: "wrong-phase",
  });
  expect(table.refused(3, { type: "call-partner-rank", rank: 1 })).toEqual({
    kind: "not-your-turn",
    turn: 1,
  });
  expect(table.send(1, { type: "call-partner-rank", rank: 3 })).toEqual([{ type: "rank-called", rank: 3 }]);
  expect(table.view("observer")).toMatchObject({ phase: "call-partner-suit", partner_rank: 3 });
  table.send(1, { type: "call-partner-suit", suit: "coins" });
  // Seat 1 holds the three of coins and plays alone; only seat 1 knows.
  expect(table.view("observer").partner_id).toBeNull();
  expect(table.view(1).partner_id).toBe(1);
  expect(table.view("observer").winner_id).toBe(4);
});
