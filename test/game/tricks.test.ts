import { describe, expect, test } from "vitest";
import { cards, handsWith } from "../../dev/clients/cards.ts";
import { seeded } from "../../dev/clients/random.ts";
import type { Suit } from "../../src/shared/game/cards.ts";
import type { Seat } from "../../src/shared/game/seats.ts";
import { finish, type PlayedCard, winnerOf } from "../../src/shared/game/tricks.ts";
import { takerOf } from "../support/referee.ts";
import { auction, playUntil, seatedTable } from "../support/table.ts";

const trick = (leader: number, text: string): PlayedCard[] =>
  cards(text).map((card, place) => ({ seat: ((leader + place) % 5) as Seat, card }));

test.each<[string, number, string, Suit, Seat, number]>([
  ["the ace takes the king of its suit", 0, "coins 10 1 3 9 8", "cups", 1, 30],
  ["the three takes the king", 0, "coins 10 3 9 8 7", "cups", 1, 19],
  ["the king takes the knight, the knight the jack", 0, "coins 8 9 10 7 6", "cups", 2, 9],
  ["the four takes the two", 0, "coins 2 4, cups 1, swords 1, clubs 1", "coins", 1, 33],
  [
    "the suit led takes other suits, however high",
    2,
    "clubs 2, coins 1, cups 1, swords 1, coins 3",
    "clubs",
    2,
    43,
  ],
  ["without trump the led two takes aces", 3, "clubs 2, coins 1, cups 1, swords 3, coins 3", "swords", 1, 42],
  ["one trump takes all", 0, "coins 1 3 10 9, cups 2", "cups", 4, 28],
  ["the higher of two trumps", 1, "coins 1, cups 2, cups 4, coins 3 10", "cups", 3, 25],
  ["trump led, the highest trump", 4, "cups 8 9 2 1 3", "cups", 2, 26],
  ["trump led, none follows", 4, "cups 2, coins 1 3, clubs 1, swords 1", "cups", 4, 43],
  ["an off-suit ace takes nothing", 0, "swords 5, clubs 1, swords 4, coins 1, swords 6", "cups", 4, 22],
  ["the leader keeps it", 0, "swords 1, swords 3, clubs 1, coins 1, clubs 3", "cups", 0, 53],
])("[G19] %s", (_name, leader, text, trump, winner, points) => {
  const played = trick(leader, text);
  expect(winnerOf(played, trump)).toBe(winner);
  expect(finish(played, trump)).toEqual({ winner, points, cards: played });
});

test("[G19] two thousand random tricks go where pairwise beating sends them", () => {
  const random = seeded(19);
  for (let round = 0; round < 2_000; round++) {
    const leader = random.int(5);
    const five = random.shuffled([...Array(40).keys()]).slice(0, 5);
    const played = five.map((card, place) => ({ seat: ((leader + place) % 5) as Seat, card }));
    const trump = random.pick(["coins", "cups", "swords", "clubs"] as const);
    expect(winnerOf(played, trump)).toBe(
      takerOf(
        played.map(({ seat, card }) => [seat, card]),
        trump,
      ),
    );
  }
});

describe("play", () => {
  const hands = handsWith({
    0: "coins 1 3 10 9 8 7 6 5",
    1: "cups 1 3 10 9 8 7 6 5",
    2: "swords 1 3 10 9 8 7 6 5",
    3: "clubs 1 3 10 9 8 7 6 5",
    4: "coins 2 4, cups 2 4, swords 2 4, clubs 2 4",
  });
  const setup = { hands: [hands], dealer: 4, rules: { weak_hand_below: 0 } } as const;

  test("[G17] a player on turn may play any card held, whatever was led and whatever is trump", () => {
    const table = auction(seatedTable(setup), 4);
    table.send(4, { type: "call-partner-rank", rank: 1 });
    const any = (seat: Seat) => table.view(seat).allowed?.find(({ message_type }) => message_type === "play");
    table.send(4, { type: "play", card: hands[4][0] as number });
    expect(any(0)?.cards).toEqual(hands[0]);
    for (const seat of [0, 1, 2, 3] as const) {
      for (const card of hands[seat]) expect(table.ask(seat, { type: "play", card }).ok).toBe(true);
      table.send(seat, { type: "play", card: hands[seat][7] as number });
    }
    table.send(4, { type: "call-partner-suit", suit: "cups" });
    expect(table.view("observer").current_player_id).toBe(1);
    for (const seat of [1, 2, 3, 4, 0] as const) {
      const held = table.view(seat).hand?.map(({ card_id }) => card_id) ?? [];
      expect(any(seat)?.cards).toEqual(held);
      for (const card of held) expect(table.ask(seat, { type: "play", card }).ok).toBe(true);
      table.send(seat, { type: "play", card: held[0] as number });
    }
  });

  test("[G17] a card not held, played before or not of the deck is refused", () => {
    const table = auction(seatedTable(setup), 4);
    table.send(4, { type: "call-partner-rank", rank: 1 });
    expect(table.refused(4, { type: "play", card: hands[0][0] as number })).toEqual({
      kind: "card-not-held",
    });
    expect(table.refused(4, { type: "play", card: null })).toEqual({ kind: "no-such-card" });
    expect(table.refused(4, { message_type: "play", card: 40 })).toEqual({ kind: "no-such-card" });
    expect(table.refused(0, { type: "play", card: null })).toEqual({ kind: "not-your-turn", turn: 4 });
  });

  test("[G19] the winner of a trick leads the next, and the turn goes on from there", () => {
    const table = auction(seatedTable({ seed: "leads" }), 1);
    playUntil(table, ({ phase }) => phase.name === "end", seeded(4), {
      each: ({ before, events }) => {
        if (before.phase.name !== "trick-won") return;
        const winner = before.phase.tricks.at(-1)?.winner;
        const played = events.find((event) => event.type === "card-played");
        if (played) expect(played.seat).toBe(winner);
      },
    });
    const history = table.view("observer").trick_history;
    expect(history).toHaveLength(8);
    for (const [index, { cards: shown }] of history.entries()) {
      const leader = index === 0 ? 1 : (history[index - 1]?.winner_id as Seat);
      expect(shown.map(({ player_id }) => player_id)).toEqual(
        [0, 1, 2, 3, 4].map((step) => (leader + step) % 5),
      );
    }
  });
});

test("[G18] fifth cards lead to the suit call, seven times less one to trick-won, and to the end", () => {
  for (const suit_call of ["after-first-trick", "before-play"] as const) {
    const table = auction(seatedTable({ seed: "fifth", rules: { suit_call } }), 1);
    const after: string[] = [];
    playUntil(table, ({ phase }) => phase.name === "end", seeded(6), {
      each: ({ before, move }) => {
        const fifth = "trick" in before.phase && before.phase.trick.length === 4;
        if (move.message_type === "play" && fifth) after.push(table.game.phase.name);
      },
    });
    const first = suit_call === "before-play" ? "trick-won" : "call-partner-suit";
    expect(after).toEqual([first, ...Array(6).fill("trick-won"), "end"]);
  }
});

test("[G18] leading from trick-won is announced before the card", () => {
  const table = auction(seatedTable({ seed: "lead" }), 1);
  playUntil(table, ({ phase }) => phase.name === "trick-won", seeded(7));
  const leader = table.view("observer").current_player_id as Seat;
  const card = table.view(leader).hand?.[0]?.card_id as number;
  expect(table.send(leader, { type: "play", card })).toEqual([
    { type: "trick-led" },
    { type: "card-played", seat: leader, card },
  ]);
  expect(table.view("observer").phase).toBe("play-tricks");
});
