import { describe, expect, test } from "vitest";
import { handsWith } from "../../dev/clients/cards.ts";
import { type AuctionStanding, auctionAfter, type Bid } from "../../src/shared/game/auction.ts";
import type { Seat } from "../../src/shared/game/seats.ts";
import { given, openTable, seatedTable, sitDown, type Table } from "../support/table.ts";

/** `"1:61 2:- 3:70"`: who bid what; a dash is a pass. */
const calls = (text: string): Bid[] =>
  text
    .split(" ")
    .filter(Boolean)
    .map((call) => {
      const [seat, bid] = call.split(":");
      return { seat: Number(seat) as Seat, bid: bid === "-" ? null : Number(bid) };
    });

const open = (turn: Seat, high: [Seat, number] | null = null): AuctionStanding => ({
  kind: "open",
  turn,
  high: high && { seat: high[0], bid: high[1] },
});
const won = (seat: Seat, bid: number): AuctionStanding => ({ kind: "won", high: { seat, bid } });

describe("how an auction stands that seat 1 began", () => {
  test.each<[string, string, string, AuctionStanding]>([
    ["G7", "nobody has spoken", "", open(1)],
    ["G9", "the first bidder passes", "1:-", open(2)],
    ["G9", "one bid", "1:61", open(2, [1, 61])],
    ["G9", "it goes round past seat 4", "1:61 2:62 3:63 4:64", open(0, [4, 64])],
    ["G9", "a second round", "1:61 2:62 3:63 4:64 0:65", open(1, [0, 65])],
    ["G9", "who passed is not asked again", "1:61 2:- 3:62 4:63 0:- 1:64", open(3, [1, 64])],
    ["G9", "four pass after the first bid", "1:61 2:- 3:- 4:- 0:-", won(1, 61)],
    ["G9", "two are left", "1:61 2:62 3:- 4:- 0:-", open(1, [2, 62])],
    ["G9", "the second of two gives up", "1:61 2:62 3:- 4:- 0:- 1:-", won(2, 62)],
    ["G9", "a duel", "1:61 2:62 3:- 4:- 0:- 1:63 2:64 1:65 2:-", won(1, 65)],
    ["G9", "120 at once", "1:120", won(1, 120)],
    ["G9", "120 over others", "1:61 2:- 3:120", won(3, 120)],
    ["G9", "119 does not end it", "1:119", open(2, [1, 119])],
    ["G10", "four pass and the last may speak", "1:- 2:- 3:- 4:-", open(0)],
    ["G10", "four pass and the last bids 61", "1:- 2:- 3:- 4:- 0:61", won(0, 61)],
    ["G10", "four pass and the last bids 90", "1:- 2:- 3:- 4:- 0:90", won(0, 90)],
    ["G10", "all pass", "1:- 2:- 3:- 4:- 0:-", { kind: "all-passed" }],
  ])("[%s] %s", (_rule, _name, text, standing) => {
    expect(auctionAfter(1, calls(text))).toEqual(standing);
  });
});

const bidding = (rules = {}, dealer: Seat = 0): Table =>
  seatedTable({ rules, dealer, hands: [handsWith({}, 1), handsWith({}, 2), handsWith({}, 3)] });
const bidAll = (table: Table, text: string) => {
  for (const { seat, bid } of calls(text)) table.send(seat, { type: "bid", bid });
  return table;
};

test.each([0, 1, 2, 3, 4] as const)("[G7] the seat after dealer %i bids first", (dealer) => {
  const first = bidding({}, dealer).view("observer").current_player_id;
  expect(first).toBe([1, 2, 3, 4, 0][dealer]);
});

describe("what may be bid", () => {
  test.each([
    [61, "", 60],
    [61, "", 0],
    [61, "", 121],
    [61, "", Number.POSITIVE_INFINITY],
    [61, "1:61", 61],
    [61, "1:80", 79],
    [61, "1:80", 80],
    [100, "", 99],
    [100, "1:100", 100],
    [70, "", 61],
  ])("[G8] from %i on, after «%s», %d is refused", (minimum_bid, before, bid) => {
    const table = bidAll(bidding({ minimum_bid }), before);
    const lowest = Math.max(minimum_bid, ...calls(before).map((call) => (call.bid ?? 0) + 1));
    const seat = table.view("observer").current_player_id as Seat;
    expect(table.refused(seat, { type: "bid", bid })).toEqual({
      kind: "bid-out-of-range",
      lowest,
      highest: 120,
    });
  });

  test.each([
    [61, "", 61],
    [61, "", 120],
    [61, "1:61", 62],
    [61, "1:119", 120],
    [100, "", 100],
    [100, "1:100", 101],
  ])("[G8] from %i on, after «%s», %d is taken", (minimum_bid, before, bid) => {
    const table = bidAll(bidding({ minimum_bid }), before);
    const seat = table.view("observer").current_player_id as Seat;
    expect(table.send(seat, { type: "bid", bid })[0]).toEqual({ type: "bid-placed", seat, bid });
  });

  test("[G8] an equal bid is refused, and the bidder may bid higher or pass instead", () => {
    const table = bidAll(bidding(), "1:70");
    table.refused(2, { type: "bid", bid: 70 });
    expect(table.view(2).allowed?.[0]).toEqual({ message_type: "bid", bids: { min: 71, max: 120 } });
    table.send(2, { type: "bid", bid: 71 });
    table.send(3, { type: "bid", bid: null });
  });
});

test("[G9] given four passes after a bid, when the last passes, then the bidder is the caller", () => {
  const { log } = bidAll(bidding(), "1:61 2:62 3:- 4:- 0:-");
  given(log)
    .when(1, { type: "bid", bid: null })
    .gives({ type: "bid-placed", seat: 1, bid: null }, { type: "auction-won", caller: 2, bid: 62 });
  given(log).when(2, { type: "bid", bid: 63 }).refuses({ kind: "not-your-turn", turn: 1 });
});

test("[G9] a bid of 120 ends the auction at once, with others still in it", () => {
  given(bidding().log)
    .when(1, { type: "bid", bid: 120 })
    .gives({ type: "bid-placed", seat: 1, bid: 120 }, { type: "auction-won", caller: 1, bid: 120 });
});

test("[G9] a pass is for the rest of the auction", () => {
  const table = bidAll(bidding(), "1:- 2:61 3:62 4:63 0:64");
  expect(table.view("observer").current_player_id).toBe(2);
  expect(table.refused(1, { type: "bid", bid: 65 })).toEqual({ kind: "not-your-turn", turn: 2 });
});

test("[G10] when all five pass the next dealer deals again: next attempt, same deal and commitment", () => {
  const table = bidding({}, 4);
  const commitment = table.view("observer").deal_commitment;
  bidAll(table, "0:- 1:- 2:- 3:-");
  expect(table.send(4, { type: "bid", bid: null })).toEqual([
    { type: "bid-placed", seat: 4, bid: null },
    { type: "thrown-in", reason: "all_passed", attempt: 1, dealer: 0 },
    { type: "dealt", hands: handsWith({}, 2), shuffle: 2 },
  ]);
  expect(table.view("observer")).toMatchObject({
    phase: "bid",
    bids: [],
    deal_number: 1,
    deal_commitment: commitment,
    current_player_id: 1,
    caller_id: null,
  });
});

test("[G10] the last player left may bid more than the lowest and is the caller at once", () => {
  const table = bidAll(bidding(), "1:- 2:- 3:- 4:-");
  expect(table.view(0).allowed?.[0]).toEqual({ message_type: "bid", bids: { min: 61, max: 120 } });
  table.send(0, { type: "bid", bid: 85 });
  expect(table.view("observer")).toMatchObject({ phase: "call-partner-rank", caller_id: 0, bid: 85 });
});

test("[G11] the highest bidder names a rank, and nobody else may", () => {
  const table = bidAll(bidding(), "1:61 2:- 3:75 4:- 0:- 1:-");
  expect(table.view("observer")).toMatchObject({
    phase: "call-partner-rank",
    caller_id: 3,
    bid: 75,
    current_player_id: 3,
    partner_rank: null,
  });
  expect(table.refused(1, { type: "call-partner-rank", rank: 3 })).toEqual({
    kind: "not-your-turn",
    turn: 3,
  });
  expect(table.send(3, { type: "call-partner-rank", rank: 3 })).toEqual([{ type: "rank-called", rank: 3 }]);
  expect(table.view("observer")).toMatchObject({ phase: "play-first-trick", partner_rank: 3 });
});

test.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10] as const)("[G11] the rank named may be %i", (rank) => {
  const table = bidAll(bidding(), "1:120");
  table.send(1, { type: "call-partner-rank", rank });
  expect(table.view("observer").partner_rank).toBe(rank);
});

test("[G9] nobody bids before the cards are dealt or after the auction", () => {
  const empty = openTable();
  expect(empty.refused(0, { type: "bid", bid: 61 })).toEqual({
    kind: "wrong-phase",
    phase: "ready",
    message: "bid",
  });
  const table = bidAll(sitDown(empty), "");
  table.send(1, { type: "bid", bid: 120 });
  expect(table.refused(2, { type: "bid", bid: 120 })).toEqual({
    kind: "wrong-phase",
    phase: "call-partner-rank",
    message: "bid",
  });
});
