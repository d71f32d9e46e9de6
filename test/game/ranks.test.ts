import { describe, expect, test } from "vitest";
import { handsWith } from "../../dev/clients/cards.ts";
import type { Wanted } from "../../src/shared/game/decide.ts";
import type { Rules } from "../../src/shared/game/rules.ts";
import type { Seat } from "../../src/shared/game/seats.ts";
import { decode } from "../../src/shared/protocol/codec.ts";
import { refusalOf } from "../../src/shared/protocol/refusal.ts";
import { heard } from "../support/hearing.ts";
import { given, seatedTable, type Table } from "../support/table.ts";

/*
 * The auction by ranks, with known answers.
 */

const bidding = (rules: Partial<Rules> = {}): Table =>
  seatedTable({
    rules: { auction: "ranks", ...rules },
    dealer: 0,
    hands: [handsWith({}, 1), handsWith({}, 2), handsWith({}, 3)],
  });

/** `"1:r3 2:- 3:62"`: seat 1 bids the three, seat 2 passes, seat 3 bids 62 points. */
const wantedIn = (word: string): Wanted => {
  if (word === "-") return { bid: null };
  return word.startsWith("r") ? { rank: Number(word.slice(1)) as 1 } : { bid: Number(word) };
};
const bidAll = (table: Table, text: string): Table => {
  for (const call of text.split(" ").filter(Boolean)) {
    const [seat, word = ""] = call.split(":");
    table.send(Number(seat) as Seat, { type: "bid", ...wantedIn(word) });
  }
  return table;
};
const turnOf = (table: Table) => table.view("observer").current_player_id as Seat;

describe("what may be bid", () => {
  test.each<[string, readonly number[]]>([
    ["", [1, 3, 10, 9, 8, 7, 6, 5, 4, 2]],
    ["1:-", [1, 3, 10, 9, 8, 7, 6, 5, 4, 2]],
    ["1:r1", [3, 10, 9, 8, 7, 6, 5, 4, 2]],
    ["1:r3", [10, 9, 8, 7, 6, 5, 4, 2]],
    ["1:r1 2:- 3:r10", [9, 8, 7, 6, 5, 4, 2]],
    ["1:r5", [4, 2]],
    ["1:r4", [2]],
    ["1:r4 2:- 3:- 4:-", [2]],
  ])("[G30] after «%s» the ranks %j, weaker each time, and no points", (before, ranks) => {
    const table = bidAll(bidding(), before);
    const seat = turnOf(table);
    expect(table.view(seat).allowed?.[0]).toEqual({ message_type: "bid", ranks });
    for (let rank = 1; rank <= 10; rank++) {
      const decision = table.ask(seat, { type: "bid", rank: rank as 1 });
      if (ranks.includes(rank)) {
        expect(decision.ok).toBe(true);
        continue;
      }
      expect(decision).toEqual({ ok: false, error: { kind: "bid-not-weaker", ranks } });
    }
    for (const bid of [-2, 0, 61, 62, 100, 120, 121]) {
      const refused = table.refused(seat, { type: "bid", bid });
      expect(refused).toEqual({ kind: "bid-not-weaker", ranks });
      expect(refusalOf(refused)).toMatchObject({ code: "invalid_bid", recovery: "retry" });
    }
    expect(table.ask(seat, { type: "bid", bid: null }).ok).toBe(true);
  });

  test.each<[string, number]>([
    ["1:r2", 62],
    ["1:r1 2:r2", 62],
    ["1:r2 2:62", 63],
    ["1:r2 2:62 3:- 4:119", 120],
  ])("[G31] after «%s» points from %i to 120, and no rank", (before, min) => {
    const table = bidAll(bidding(), before);
    const seat = turnOf(table);
    expect(table.view(seat).allowed?.[0]).toEqual({ message_type: "bid", bids: { min, max: 120 } });
    for (const bid of [min, 120]) expect(table.ask(seat, { type: "bid", bid }).ok).toBe(true);
    const range = { kind: "bid-out-of-range", lowest: min, highest: 120 };
    for (const bid of [0, 61, min - 1, 121, 70.5])
      expect(table.refused(seat, { type: "bid", bid })).toEqual(range);
    for (const rank of [1, 2, 10] as const) expect(table.refused(seat, { type: "bid", rank })).toEqual(range);
    expect(refusalOf(table.refused(seat, { type: "bid", rank: 1 })).code).toBe("invalid_bid");
  });

  test("[G30] a rank in an auction by points is an invalid action, after phase and turn", () => {
    const table = seatedTable({ dealer: 0, hands: [handsWith({}, 1)] });
    expect(table.refused(2, { type: "bid", rank: 1 })).toEqual({ kind: "not-your-turn", turn: 1 });
    const refused = table.refused(1, { type: "bid", rank: 1 });
    expect(refused).toEqual({ kind: "no-rank-auction" });
    expect(refusalOf(refused).code).toBe("invalid_action");
    table.send(1, { type: "bid", bid: 120 });
    expect(table.refused(1, { type: "bid", rank: 1 })).toMatchObject({ kind: "wrong-phase" });
  });

  test.each([
    [{ bid: 61, rank: 3 }],
    [{ bid: -1, rank: 3 }],
    [{}],
    [{ rank: 0 }],
    [{ rank: 11 }],
    [{ rank: "ace" }],
  ])("[G30] %j is not a bid of any auction", (body) => {
    const decoded = decode({ message_type: "bid", action_id: "a", ...body });
    expect(decoded).toMatchObject({ ok: false, error: { actionId: "a", answerable: true } });
  });
  test("[G30] {rank} is one", () => {
    const decoded = decode({ message_type: "bid", action_id: "a", rank: 10 });
    expect(decoded).toMatchObject({ ok: true, value: { action: { type: "bid", rank: 10 } } });
  });
});

describe("what is told", () => {
  test("[G30, G31] bids carry points and rank, a pass carries neither", () => {
    const table = bidding();
    const told = (seat: Seat, word: string) => {
      const before = table.game;
      const events = table.send(seat, { type: "bid", ...wantedIn(word) });
      return heard(before, events, "observer")[0]?.body;
    };
    expect(told(1, "-")).toMatchObject({ player_id: 1, bid: -1, highest_bid: null, highest_bidder_id: null });
    expect(told(2, "r9")).toMatchObject({
      ...{ player_id: 2, bid: 61, rank: 9, highest_bid: 61, highest_rank: 9, highest_bidder_id: 2 },
      current_player_id: 3,
    });
    const pass = told(3, "-");
    expect(pass).toMatchObject({ bid: -1, highest_bid: 61, highest_rank: 9, highest_bidder_id: 2 });
    expect(pass).not.toHaveProperty("rank");
    expect(told(4, "r2")).toMatchObject({ bid: 61, rank: 2, highest_rank: 2 });
    expect(told(0, "75")).toMatchObject({ bid: 75, rank: 2, highest_bid: 75, highest_rank: 2 });
    expect(table.view("observer").bids).toEqual([
      { player_id: 1, bid: -1 },
      { player_id: 2, bid: 61, rank: 9 },
      { player_id: 3, bid: -1 },
      { player_id: 4, bid: 61, rank: 2 },
      { player_id: 0, bid: 75, rank: 2 },
    ]);
    expect(table.view("observer")).toMatchObject({ phase: "bid", partner_rank: null, bid: null });
  });
});

describe("how it ends", () => {
  test("[G32] the weakest rank wins, and is called", () => {
    const { log } = bidAll(bidding(), "1:r1 2:r3 3:- 4:r7 0:- 1:-");
    given(log)
      .when(2, { type: "bid", bid: null })
      .gives(
        { type: "bid-placed", seat: 2, bid: null },
        { type: "auction-won", caller: 4, bid: 61, rank: 7 },
      );
  });

  test.each<[string, Seat, number, number]>([
    ["1:r1 2:- 3:- 4:- 0:-", 1, 61, 1],
    ["1:- 2:- 3:- 4:- 0:r5", 0, 61, 5],
    ["1:r2 2:- 3:- 4:- 0:-", 1, 61, 2],
    ["1:r2 2:62 3:- 4:- 0:- 1:-", 2, 62, 2],
    ["1:r2 2:62 3:- 4:- 0:- 1:80 2:-", 1, 80, 2],
    ["1:r3 2:r2 3:120", 3, 120, 2],
  ])("[G32] «%s»: seat %i calls for %i with rank %i", (text, caller_id, bid, partner_rank) => {
    const table = bidAll(bidding(), text);
    expect(table.view("observer")).toMatchObject({ phase: "play-first-trick", caller_id, bid, partner_rank });
    expect(table.refused(caller_id, { type: "call-partner-rank", rank: 1 })).toMatchObject({
      kind: "wrong-phase",
    });
  });

  test("[G10, G30] when all pass the next attempt begins with all ranks open", () => {
    const table = bidAll(bidding(), "1:- 2:- 3:- 4:- 0:-");
    expect(table.view("observer")).toMatchObject({ phase: "bid", bids: [], current_player_id: 2 });
    expect(table.view(2).allowed?.[0]).toMatchObject({ ranks: [1, 3, 10, 9, 8, 7, 6, 5, 4, 2] });
  });
});
