import { describe, expect, test } from "vitest";
import { contestsFrom } from "../../dev/ladder/climb.ts";
import { handWorth } from "../../src/bot/auction.ts";
import { chooseMove } from "../../src/bot/levels.ts";
import { sourceFrom } from "../../src/bot/rng.ts";
import { cardId, pointsOf, type Rank, SUITS, type Suit } from "../../src/shared/game/cards.ts";
import type { BySeat, Seat } from "../../src/shared/game/seats.ts";
import type { Hand } from "../../src/shared/game/shuffle.ts";
import type { Snapshot } from "../../src/shared/protocol/snapshot.ts";
import { auction, inEnd, seatedTable, seatsToAct, type Table } from "../support/table.ts";

const [COINS, CUPS, SWORDS, CLUBS] = SUITS;
const of = (suit: Suit, ...ranks: Rank[]): number[] => ranks.map((rank) => cardId(suit, rank));

/** Seat 0 is strong in coins and lacks the ace, which seat 2 holds. */
const HANDS: BySeat<Hand> = [
  [...of(COINS, 3, 10, 9, 8, 7), ...of(CUPS, 2), ...of(SWORDS, 4, 5)],
  [...of(COINS, 2), ...of(CUPS, 10, 4, 5), ...of(SWORDS, 1, 2), ...of(CLUBS, 2, 4)],
  [...of(COINS, 1, 4), ...of(CUPS, 3, 6), ...of(SWORDS, 6, 7), ...of(CLUBS, 5, 10)],
  [...of(COINS, 5), ...of(CUPS, 1, 7, 8), ...of(SWORDS, 8, 9), ...of(CLUBS, 6, 7)],
  [...of(COINS, 6), ...of(CUPS, 9), ...of(SWORDS, 3, 10), ...of(CLUBS, 1, 3, 8, 9)],
];
const ruleMove = (view: Snapshot) => chooseMove("rule", view, sourceFrom(1));
const playsBy = (table: Table, ...cards: number[]) => {
  for (const card of cards) {
    const [seat = 0] = seatsToAct(table);
    table.send(seat, { type: "play", card });
  }
};
/** Seat 0 has bid 70, called the ace and heard the others throw small cards on its blind two of cups. */
const blindDone = (): Table => {
  const table = auction(seatedTable({ hands: [HANDS], dealer: 4 }), 0, 70);
  table.send(0, { type: "call-partner-rank", rank: 1 });
  playsBy(table, cardId(CUPS, 2), cardId(CUPS, 4), cardId(CUPS, 6), cardId(CUPS, 7), cardId(CLUBS, 8));
  return table;
};

describe("[B10] the rule level", () => {
  test("bids on a strong hand and passes on a weak one", () => {
    const weak: Hand = [...of(COINS, 2, 4), ...of(CUPS, 4, 5), ...of(SWORDS, 2, 4), ...of(CLUBS, 2, 5)];
    expect(handWorth(HANDS[0])).toBeGreaterThan(handWorth(weak) + 20);
    const strong = seatedTable({ hands: [HANDS], dealer: 4 });
    expect(ruleMove(strong.view(0))).toMatchObject({ message_type: "bid" });
    expect((ruleMove(strong.view(0)) as { bid: number }).bid).toBeGreaterThanOrEqual(61);
    const poor: BySeat<Hand> = [weak, HANDS[1], HANDS[2], HANDS[3], HANDS[4]];
    const table = seatedTable({ hands: [poor], dealer: 4, rules: { weak_hand_below: 0 } });
    expect(ruleMove(table.view(0))).toEqual({ message_type: "bid", bid: -1 });
  });

  test("never bids more than its hand is worth", () => {
    const table = seatedTable({ hands: [HANDS], dealer: 4 });
    const view = table.view(0);
    for (let seed = 0; seed < 200; seed++) {
      const move = chooseMove("rule", view, sourceFrom(seed)) as { bid: number };
      expect(move.bid).toBeLessThanOrEqual(handWorth(HANDS[0]));
    }
  });

  test("calls the strongest card it lacks in its best suit", () => {
    const table = auction(seatedTable({ hands: [HANDS], dealer: 4 }), 0, 70);
    expect(ruleMove(table.view(0))).toEqual({ message_type: "call-partner-rank", partner_rank: 1 });
    table.send(0, { type: "call-partner-rank", rank: 1 });
    playsBy(table, cardId(CUPS, 2), cardId(CUPS, 4), cardId(CUPS, 6), cardId(CUPS, 7), cardId(CLUBS, 8));
    expect(ruleMove(table.view(0))).toEqual({ message_type: "call-partner-suit", partner_suit: COINS });
  });

  const byRanks = { auction: "ranks", suit_call: "before-play", weak_hand_below: 0 } as const;
  test("bids the best rank that it lacks, then a weaker one, and passes when none is worth its contract", () => {
    const table = seatedTable({ hands: [HANDS], dealer: 4, rules: byRanks });
    expect(ruleMove(table.view(0))).toEqual({ message_type: "bid", rank: 1 });
    const bidAfter = (rank: Rank): unknown => {
      const other = seatedTable({ hands: [HANDS], dealer: 3, rules: byRanks });
      other.send(4, { type: "bid", rank });
      return ruleMove(other.view(0));
    };
    // It holds all from the three to the seven, so the six is the strongest that a partner can have.
    expect(bidAfter(1)).toEqual({ message_type: "bid", rank: 6 });
    expect(bidAfter(6)).toEqual({ message_type: "bid", rank: 5 });
    const weak: Hand = [...of(COINS, 2, 4), ...of(CUPS, 4, 5), ...of(SWORDS, 2, 4), ...of(CLUBS, 2, 5)];
    const poor = seatedTable({ hands: [[weak, ...HANDS.slice(1)] as never], dealer: 4, rules: byRanks });
    expect(ruleMove(poor.view(0))).toEqual({ message_type: "bid", bid: -1 });
  });

  test("bids points behind the two only as far as its hand is worth with the two", () => {
    const table = seatedTable({ hands: [HANDS], dealer: 2, rules: byRanks });
    table.send(3, { type: "bid", rank: 2 });
    table.send(4, { type: "bid", bid: null });
    const move = ruleMove(table.view(0)) as { bid: number };
    expect(move.bid).toBeGreaterThanOrEqual(62);
    expect(move.bid).toBeLessThan(handWorth(HANDS[0]) - 15);
  });

  test("calls rank and suit together after the blind trick", () => {
    const rules = { rank_call: "after-first-trick", weak_hand_below: 0 } as const;
    const callAfter = (...cards: number[]) => {
      const table = auction(seatedTable({ hands: [HANDS], dealer: 4, rules }), 0, 70);
      playsBy(table, ...cards);
      const rank = ruleMove(table.view(0));
      table.send(0, rank as never);
      return [rank, ruleMove(table.view(0))];
    };
    const coins = { message_type: "call-partner-suit", partner_suit: COINS };
    expect(
      callAfter(cardId(CUPS, 2), cardId(CUPS, 4), cardId(CUPS, 6), cardId(CUPS, 7), cardId(CUPS, 9)),
    ).toEqual([{ message_type: "call-partner-rank", partner_rank: 1 }, coins]);
    // The ace of coins takes the trick, so calling it makes the trick the caller's.
    expect(
      callAfter(cardId(CUPS, 2), cardId(CUPS, 10), cardId(COINS, 1), cardId(CUPS, 1), cardId(CUPS, 9)),
    ).toEqual([{ message_type: "call-partner-rank", partner_rank: 1 }, coins]);
    // The three of cups fell to an ace of cups: it has gone, and its trick is the others'.
    const [rank] = callAfter(
      ...[cardId(CUPS, 2), cardId(CUPS, 10), cardId(CUPS, 3), cardId(CUPS, 1), cardId(CUPS, 9)],
    );
    expect(rank).toEqual({ message_type: "call-partner-rank", partner_rank: 1 });
  });

  test("names another suit when the blind trick makes it pay", () => {
    const even: BySeat<Hand> = [
      [...of(COINS, 10, 9, 8, 7), ...of(CUPS, 3, 10, 9, 8)],
      [...of(COINS, 1, 2, 4), ...of(SWORDS, 2, 4, 5, 6, 7)],
      [...of(COINS, 3, 5, 6), ...of(SWORDS, 8, 9, 10, 1, 3)],
      [...of(CUPS, 1, 2, 4), ...of(CLUBS, 1, 2, 4, 5, 6)],
      [...of(CUPS, 5, 6, 7), ...of(CLUBS, 7, 8, 9, 10, 3)],
    ];
    const suitAfter = (...cards: number[]) => {
      const table = auction(seatedTable({ hands: [even], dealer: 4, rules: { weak_hand_below: 0 } }), 0, 70);
      table.send(0, { type: "call-partner-rank", rank: 1 });
      playsBy(table, ...cards);
      return ruleMove(table.view(0));
    };
    // Cups are stronger, and are called when the trick is the caller's anyway.
    expect(
      suitAfter(cardId(COINS, 7), cardId(COINS, 2), cardId(COINS, 5), cardId(CLUBS, 2), cardId(CLUBS, 7)),
    ).toEqual({ message_type: "call-partner-suit", partner_suit: CUPS });
    // With cups as trump the four of cups would take an ace and a three; with coins the caller does.
    expect(
      suitAfter(cardId(COINS, 7), cardId(SWORDS, 2), cardId(SWORDS, 1), cardId(CUPS, 4), cardId(CLUBS, 3)),
    ).toEqual({ message_type: "call-partner-suit", partner_suit: COINS });
  });

  test("gives its points to a trick of its own side and keeps them from the others'", () => {
    const table = blindDone();
    table.send(0, { type: "call-partner-suit", suit: COINS });
    // Seat 3 took the blind trick with the seven of cups; the caller's three is good until the ace falls.
    playsBy(table, cardId(CLUBS, 6), cardId(CLUBS, 9), cardId(COINS, 3), cardId(SWORDS, 2));
    expect(seatsToAct(table)).toEqual([2]);
    const fed = ruleMove(table.view(2)) as { card: number };
    expect(pointsOf(fed.card)).toBeGreaterThanOrEqual(4);
    expect(fed.card).not.toBe(cardId(COINS, 1));

    const against = blindDone();
    against.send(0, { type: "call-partner-suit", suit: COINS });
    playsBy(against, cardId(CLUBS, 6), cardId(CLUBS, 9), cardId(COINS, 3));
    const kept = ruleMove(against.view(1)) as { card: number };
    expect(pointsOf(kept.card)).toBe(0);
  });
});

test("[B10] a partner that nobody knows seldom shows itself in the first trick after the call", () => {
  let shown = 0;
  let deals = 0;
  for (const { hands, caller } of contestsFrom(3, 150)) {
    const table = auction(seatedTable({ hands: [hands], dealer: ((caller + 4) % 5) as Seat }), caller, 90);
    let asked = false;
    while (!inEnd(table.game) && table.view("observer").trick_history.length < 2) {
      const [seat = 0] = seatsToAct(table);
      const view = table.view(seat);
      const inSecret = view.partner_id === seat && table.view("observer").partner_id === null;
      asked ||= view.trick_history.length === 1 && inSecret && seat !== caller;
      const move = ruleMove(view);
      if (!move) expect.fail("a seat on turn had nothing to say");
      table.send(seat, move);
    }
    if (!asked) continue;
    deals += 1;
    if (table.view("observer").partner_id !== null) shown += 1;
  }
  expect(deals).toBeGreaterThan(80);
  expect(shown / deals).toBeLessThan(0.25);
});
