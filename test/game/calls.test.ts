import { describe, expect, test } from "vitest";
import { card, cards, handsWith } from "../../dev/clients/cards.ts";
import type { Seat } from "../../src/shared/game/seats.ts";
import { secretPartner } from "../../src/shared/protocol/view.ts";
import { heard } from "../support/hearing.ts";
import { auction, playCards, type Setup, seatedTable, type Table } from "../support/table.ts";

/** Seat 1 is the caller; seat 3 holds the ace of coins, seat 4 the ace of cups, seat 1 the ace of swords. */
const hands = handsWith({
  0: "clubs 10, coins 4",
  1: "coins 3 5, swords 1",
  2: "swords 10, cups 4",
  3: "coins 1 6, clubs 4",
  4: "cups 1 2, coins 10",
});
const called = (setup: Setup = {}): Table => {
  const table = auction(seatedTable({ hands: [hands], ...setup }), 1);
  table.send(1, { type: "call-partner-rank", rank: 1 });
  return table;
};
const firstTrick = "coins 5, cups 4, coins 6, coins 10, coins 4";

describe("the blind trick", () => {
  test("[G12] there is no trump and no winner until it is complete", () => {
    const table = called();
    for (const each of cards(firstTrick)) {
      const view = table.view("observer");
      expect(view).toMatchObject({
        phase: "play-first-trick",
        trump_suit: null,
        partner_id: null,
        trick_history: [],
      });
      expect(view).not.toHaveProperty("winner_id");
      expect(view.scores.every(({ points }) => points === 0)).toBe(true);
      playCards(table, [each]);
    }
    expect(table.view("observer")).toMatchObject({
      phase: "call-partner-suit",
      trump_suit: null,
      trick_history: [],
      current_player_id: 1,
    });
    expect(table.view("observer").trick).toHaveLength(5);
  });

  test("[G18] its fifth card leads to the suit call", () => {
    const table = called();
    playCards(table, cards("coins 5, cups 4, coins 6, coins 10"));
    expect(playCards(table, cards("coins 4"))).toEqual([
      { type: "card-played", seat: 0, card: card("coins 4") },
      { type: "blind-trick-completed" },
    ]);
  });

  test("[G13] nobody but the caller names the suit, and no card is played before it", () => {
    const table = called();
    playCards(table, cards(firstTrick));
    expect(table.refused(4, { type: "call-partner-suit", suit: "coins" })).toEqual({
      kind: "not-your-turn",
      turn: 1,
    });
    expect(table.refused(1, { type: "play", card: card("coins 3") })).toEqual({
      kind: "wrong-phase",
      phase: "call-partner-suit",
      message: "play",
    });
  });

  test.each([
    ["coins", 4, 4],
    ["cups", 2, 4],
    ["swords", 4, 4],
    ["clubs", 4, 4],
  ] as const)("[G13] with %s called, seat %i takes it", (suit, winner, points) => {
    const table = called();
    playCards(table, cards(firstTrick));
    expect(table.send(1, { type: "call-partner-suit", suit }).map(({ type }) => type)).toEqual([
      "trump-named",
      "trick-won",
      "trick-rested",
    ]);
    expect(table.view("observer")).toMatchObject({
      phase: "trick-won",
      trump_suit: suit,
      winner_id: winner,
      trick_points: points,
      current_player_id: winner,
      current_leader_id: winner,
    });
  });

  test("[G13] it is resolved with the suit called after it: one trump among five takes it", () => {
    const table = called();
    playCards(table, cards("coins 3, swords 10, coins 1, cups 2, coins 4"));
    const [, won] = table.send(1, { type: "call-partner-suit", suit: "cups" });
    expect(won).toEqual({ type: "trick-won" });
    expect(table.view("observer")).toMatchObject({ winner_id: 4, trick_points: 25 });
  });

  test("[G13] the trick.won of the blind trick names the winner as the one to act, as every other does", () => {
    const table = called();
    playCards(table, cards(firstTrick));
    const before = table.game;
    const events = table.send(1, { type: "call-partner-suit", suit: "coins" });
    const won = heard(before, events, "observer").find(({ body }) => body.message_type === "trick.won");
    expect(won?.body).toMatchObject({ winner_id: 4, current_player_id: 4 });
  });
});

describe("suit_call before-play", () => {
  const rules = { suit_call: "before-play" } as const;

  test("[G14] the suit is called right after the rank, before any card", () => {
    const table = called({ rules });
    expect(table.view("observer")).toMatchObject({
      phase: "call-partner-suit",
      trump_suit: null,
      current_player_id: 1,
      trick: [],
    });
    expect(table.send(1, { type: "call-partner-suit", suit: "coins" })).toEqual([
      { type: "trump-named", suit: "coins", partner: 3 },
      { type: "first-trick-opened" },
    ]);
    expect(table.view("observer")).toMatchObject({
      phase: "play-first-trick",
      trump_suit: "coins",
      current_player_id: 1,
    });
  });

  test("[G14] the first trick is played with trump known and its fifth card ends it", () => {
    const table = called({ rules });
    table.send(1, { type: "call-partner-suit", suit: "coins" });
    playCards(table, cards("coins 5, cups 4, coins 6, coins 10"));
    expect(playCards(table, cards("coins 4")).map(({ type }) => type)).toEqual([
      "card-played",
      "trick-won",
      "trick-rested",
    ]);
    expect(table.view("observer")).toMatchObject({ phase: "trick-won", winner_id: 4 });
  });

  test("[G20] the partner is public as soon as the called card is played", () => {
    const table = called({ rules });
    table.send(1, { type: "call-partner-suit", suit: "coins" });
    playCards(table, cards("coins 5, cups 4"));
    expect(table.view("observer").partner_id).toBeNull();
    const before = table.game;
    const events = playCards(table, cards("coins 1"));
    expect(table.view("observer").partner_id).toBe(3);
    expect(heard(before, events, "observer")[0]?.body).toMatchObject({ revealed_partner_id: 3 });
  });
});

describe("who leads the first trick", () => {
  test.each([
    ["caller", "after-first-trick", 1],
    ["eldest", "after-first-trick", 3],
    ["caller", "before-play", 1],
    ["eldest", "before-play", 3],
  ] as const)("[G15] first_lead %s, suit call %s: seat %i", (first_lead, suit_call, leader) => {
    const table = called({ dealer: 2, rules: { first_lead, suit_call } });
    expect(table.view("observer").current_leader_id).toBe(leader);
    if (suit_call === "before-play") table.send(1, { type: "call-partner-suit", suit: "clubs" });
    expect(table.view("observer")).toMatchObject({
      phase: "play-first-trick",
      current_player_id: leader,
      current_leader_id: leader,
    });
    const others = ([0, 1, 2, 3, 4] as const).filter((seat) => seat !== leader);
    for (const seat of others) {
      const own = table.view(seat).hand?.[0]?.card_id ?? 0;
      expect(table.refused(seat, { type: "play", card: own })).toEqual({
        kind: "not-your-turn",
        turn: leader,
      });
    }
  });

  test("[G15] under eldest, dealer 4's eldest is seat 0, whoever calls", () => {
    const table = called({ dealer: 4, rules: { first_lead: "eldest" } });
    expect(table.view("observer")).toMatchObject({ caller_id: 1, current_player_id: 0 });
  });

  test("[G13] under eldest the caller still names the suit after the fifth card", () => {
    const table = called({ dealer: 2, rules: { first_lead: "eldest" } });
    playCards(table, cards("coins 6, coins 10, coins 4, coins 5, cups 4"));
    expect(table.view("observer")).toMatchObject({ phase: "call-partner-suit", current_player_id: 1 });
    table.send(1, { type: "call-partner-suit", suit: "cups" });
    expect(table.view("observer")).toMatchObject({ winner_id: 2, current_player_id: 2 });
  });
});

describe("the partner", () => {
  const suits = ["coins", "cups", "swords"] as const;
  test.each([
    ["coins", 3],
    ["cups", 4],
    ["swords", 1],
  ] as const)("[G16] with the ace of %s called it is seat %i", (suit, partner) => {
    const table = called();
    playCards(table, cards(firstTrick));
    const [named] = table.send(1, { type: "call-partner-suit", suit });
    expect(named).toEqual({ type: "trump-named", suit, partner });
  });

  test("[G16] it is who was dealt the card, though it has been played in the blind trick", () => {
    const table = called();
    playCards(table, cards("coins 5, cups 4, coins 1, coins 10, coins 4"));
    const [named] = table.send(1, { type: "call-partner-suit", suit: "coins" });
    expect(named).toEqual({ type: "trump-named", suit: "coins", partner: 3 });
    expect(table.view("observer").partner_id).toBe(3);
  });

  test("[G16] the caller who holds the called card plays alone", () => {
    const table = called();
    playCards(table, cards(firstTrick));
    table.send(1, { type: "call-partner-suit", suit: "swords" });
    expect(table.view(1).partner_id).toBe(1);
    for (const viewer of [0, 2, 3, 4, "observer"] as const) expect(table.view(viewer).partner_id).toBeNull();
  });

  test.each(suits)("[V3] only the holder of the ace of %s sees its own seat", (suit) => {
    const table = called();
    playCards(table, cards(firstTrick));
    table.send(1, { type: "call-partner-suit", suit });
    const holder: Seat = { coins: 3, cups: 4, swords: 1 }[suit] as Seat;
    for (const viewer of [0, 1, 2, 3, 4, "observer"] as const) {
      expect(table.view(viewer).partner_id).toBe(viewer === holder ? holder : null);
      expect(secretPartner(table.game) === viewer).toBe(viewer === holder);
    }
  });

  test("[V3] before the suit is called even the holder is told nothing", () => {
    const table = called();
    playCards(table, cards(firstTrick));
    for (const viewer of [0, 1, 2, 3, 4, "observer"] as const)
      expect(table.view(viewer).partner_id).toBeNull();
  });

  test("[G20] the holder learns with the announcement of the suit, in the same message as everyone", () => {
    const table = called();
    playCards(table, cards(firstTrick));
    const before = table.game;
    const events = table.send(1, { type: "call-partner-suit", suit: "coins" });
    const rested = (viewer: Seat) =>
      heard(before, events, viewer).find(({ body }) => body.message_type === "phase.change")?.body;
    expect(rested(3)).toEqual({ ...rested(2), partner_id: 3 });
    expect(rested(2)).toMatchObject({ phase: "trick-won", trump_suit: "coins", partner_id: null });
  });
});
