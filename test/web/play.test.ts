import { describe, expect, test } from "vitest";
import { seeded } from "../../dev/clients/random.ts";
import { SEATS } from "../../src/shared/game/seats.ts";
import type { Snapshot } from "../../src/shared/protocol/snapshot.ts";
import { askOf, isMyTurn } from "../../src/web/model/ask.ts";
import { dealerOf, highest, lastCalls, rankBid, typedBid } from "../../src/web/model/auction.ts";
import { holds, inOrder, moved, sorted, suitsHeld } from "../../src/web/model/hand.ts";
import { isSecretlyMe } from "../../src/web/model/seats.ts";
import { sheetOf, standings } from "../../src/web/model/sheet.ts";
import { EMPTY, finishedBetween, onTable } from "../../src/web/model/trick.ts";
import { auction, inEnd, playUntil, seatedTable, type Table } from "../support/table.ts";

/** What a viewer's page has of a table. */
const snapshot = (table: Table, viewer: Parameters<Table["view"]>[0]) =>
  table.view(viewer) as unknown as Snapshot;

describe("[W7] the hand", () => {
  test("[W7] sorted: the trump first, then suit by suit, the strongest first", () => {
    expect(sorted([5, 1, 9, 0, 2, 39, 22, 20], "swords")).toEqual([20, 22, 0, 2, 9, 5, 1, 39]);
    expect(sorted([39, 5], null)).toEqual([5, 39]);
  });
  test.each([
    [1, 3, [0, 2, 3, 1]],
    [3, 0, [3, 0, 1, 2]],
    [2, 2, [0, 1, 2, 3]],
    [0, 99, [1, 2, 3, 0]],
    [3, -5, [3, 0, 1, 2]],
  ])("[W7] card %d moved to place %d", (card, to, order) => {
    expect(moved([0, 1, 2, 3], card, to)).toEqual(order);
  });
  test("[W7] an order wished for holds for the cards that are there", () => {
    expect(inOrder([1, 2, 3], [3, 9, 1])).toEqual([3, 1, 2]);
    expect(inOrder([1, 2], null)).toEqual([1, 2]);
  });
  test("[W5] what is held of a rank", () => {
    expect(suitsHeld([0, 30, 5], 1)).toEqual(["coins", "clubs"]);
    expect(holds([0, 30], "clubs", 1)).toBe(true);
    expect(holds([0, 30], "cups", 1)).toBe(false);
  });
});

describe("[W5] what is asked of the viewer", () => {
  test("[W5] a bid of the seat on turn, nothing of the others", () => {
    const table = seatedTable({ dealer: 4 });
    expect(askOf(snapshot(table, 0))).toEqual({ name: "bid", min: 61, max: 120 });
    expect(askOf(snapshot(table, 1))).toEqual({ name: "nothing", turn: 0 });
    expect(isMyTurn(askOf(snapshot(table, 0)))).toBe(true);
    expect(isMyTurn(askOf(snapshot(table, "observer")))).toBe(false);
  });
  test("[W5] the rank, a card, the next deal", () => {
    const table = auction(seatedTable({ dealer: 4 }), 2);
    expect(askOf(snapshot(table, 2))).toMatchObject({ name: "rank" });
    table.send(2, { type: "call-partner-rank", rank: 1 });
    expect(askOf(snapshot(table, 2))).toMatchObject({ name: "play" });
    playUntil(table, inEnd, seeded(1));
    expect(askOf(snapshot(table, 3))).toEqual({ name: "next" });
    expect(isMyTurn({ name: "next" })).toBe(false);
  });
  test("[W5, W28] an auction by ranks asks for a weaker rank, then for points behind the two", () => {
    const table = seatedTable({ dealer: 4, rules: { auction: "ranks" } });
    expect(askOf(snapshot(table, 0))).toEqual({ name: "bid-rank", ranks: [1, 3, 10, 9, 8, 7, 6, 5, 4, 2] });
    table.send(0, { type: "bid", rank: 4 });
    expect(askOf(snapshot(table, 1))).toEqual({ name: "bid-rank", ranks: [2] });
    table.send(1, { type: "bid", rank: 2 });
    expect(askOf(snapshot(table, 2))).toEqual({ name: "bid", min: 62, max: 120 });
    table.send(2, { type: "bid", bid: 70 });
    table.send(3, { type: "bid", bid: null });
    const calls = lastCalls(snapshot(table, 0));
    expect(calls.map((call) => call && rankBid(call))).toEqual([4, 2, null, null, null]);
    expect(highest(snapshot(table, 0))).toMatchObject({ player_id: 2, bid: 70, rank: 2 });
  });

  test("[W5] the auction: legal bids, the highest, each seat's last", () => {
    const table = seatedTable({ dealer: 4 });
    table.send(0, { type: "bid", bid: 70 });
    table.send(1, { type: "bid", bid: null });
    const seen = snapshot(table, 2);
    expect(highest(seen)).toEqual({ player_id: 0, bid: 70 });
    expect(lastCalls(seen).map((call) => call?.bid ?? null)).toEqual([70, -1, null, null, null]);
    expect(dealerOf(seen)).toBe(4);
    expect(highest(snapshot(seatedTable(), 0))).toBeNull();
    expect(dealerOf(snapshot(seatedTable({ dealer: 2 }), 0))).toBe(2);
  });

  test("[W5] a typed bid counts as soon as it is one that is allowed", () => {
    const typed = (digits: string) => typedBid(digits, 71, 120);
    expect(["7", "70", "71", "8", "85", "1", "12", "120", "121"].map(typed)).toEqual([
      ...[null, null, 71, null, 85, null, null, 120, null],
    ]);
  });
});

test("[W5] of a whole deal each finished trick is noticed once, and shown with its winner", () => {
  const table = seatedTable({ seed: 5 });
  let before: Snapshot | null = null;
  const noticed: number[] = [];
  const random = seeded(5);
  const look = () => {
    const now = snapshot(table, "observer");
    const finished = finishedBetween(before, now);
    if (finished) {
      noticed.push(now.trick_history.length);
      expect(onTable(now, finished)).toEqual({
        cards: finished.cards,
        taken: { by: finished.winner_id, points: finished.points },
      });
    }
    if (now.phase === "trick-won") expect(onTable(now, null).taken?.by).toBe(now.winner_id);
    if (now.phase === "bid") expect(onTable(now, null)).toBe(EMPTY);
    before = now;
  };
  look();
  playUntil(table, inEnd, random, { each: look });
  expect(noticed).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  expect(finishedBetween(null, snapshot(table, 0))).toBeNull();
});

test("[W5] who holds the called card, and nobody else, is told until it lies face up", () => {
  let told = 0;
  for (let seed = 0; seed < 6; seed += 1) {
    const table = seatedTable({ seed });
    const look = () => {
      const secretly = SEATS.filter((seat) => isSecretlyMe(snapshot(table, seat)));
      expect(secretly.length).toBeLessThanOrEqual(1);
      expect(isSecretlyMe(snapshot(table, "observer"))).toBe(false);
      if (snapshot(table, "observer").partner_id !== null) expect(secretly).toEqual([]);
      told += secretly.length;
    };
    playUntil(table, inEnd, seeded(seed), { each: look });
  }
  expect(told).toBeGreaterThan(0);
});

describe("[W20] the score sheet", () => {
  test.each(Array.from({ length: 24 }, (_, seed) => seed))("[W20] adds up, deal %d", (seed) => {
    const table = seatedTable({ seed, rules: { multiplier: seed % 2 ? "ladder" : "none" } });
    playUntil(table, inEnd, seeded(seed), { temper: { pass: 0.5, leap: 0.9, reorder: 0, nonce: 0 } });
    const seen = snapshot(table, 0);
    if (!seen.end_state) throw new Error("the deal has not ended");
    const sheet = sheetOf(seen, seen.end_state);
    for (const { base, earned } of sheet.lines)
      expect(base * sheet.times * (sheet.sweep ? 2 : 1)).toBe(earned);
    expect(sheet.lines.reduce((sum, { base }) => sum + base, 0)).toBe(0);
    expect(sheet.lines.reduce((sum, { cardPoints }) => sum + cardPoints, 0)).toBe(120);
    expect(sheet.made).toBe(sheet.callerPoints >= sheet.bid);
    expect(sheet.callerPoints + sheet.otherPoints).toBe(120);
    const ranked = standings(seen).map(({ points }) => points);
    expect(ranked).toEqual(ranked.toSorted((a, b) => b - a));
  });
});
