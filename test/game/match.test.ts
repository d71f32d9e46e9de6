import { describe, expect, test } from "vitest";
import { handsWith } from "../../dev/clients/cards.ts";
import { seeded } from "../../dev/clients/random.ts";
import { SEATS, type Seat } from "../../src/shared/game/seats.ts";
import { auction, inEnd, matchOver, playUntil, seatedTable, type Table } from "../support/table.ts";

const playDeal = (table: Table, caller: Seat, seed = 1): Table =>
  playUntil(auction(table, caller), inEnd, seeded(seed));
const allReady = (table: Table) => {
  for (const seat of SEATS) table.send(seat, { message_type: "next-deal" });
};
const pointsOf = (list: readonly { points: number }[]) => list.map(({ points }) => points);

test("[G7] each next deal's dealer is the seat after, round past seat 4", () => {
  const table = seatedTable({ dealer: 2, seed: "dealers", rules: { weak_hand_below: 0 } });
  const first: (number | null)[] = [];
  for (let deal = 0; deal < 6; deal++) {
    first.push(table.view("observer").current_player_id);
    playDeal(table, deal % 2 ? 1 : 4, deal);
    allReady(table);
  }
  expect(first).toEqual([3, 4, 0, 1, 2, 3]);
});

test("[G7] after a redeal for five passes the next deal's dealer is the seat after the one who dealt last", () => {
  const table = seatedTable({ dealer: 1, seed: "after passes", rules: { weak_hand_below: 0 } });
  for (const seat of [2, 3, 4, 0, 1] as const) table.send(seat, { type: "bid", bid: null });
  expect(table.view("observer").current_player_id).toBe(3);
  playDeal(table, 0);
  allReady(table);
  expect(table.view("observer").current_player_id).toBe(4);
});

describe("a match of two deals", () => {
  const table = seatedTable({ seed: "match", rules: { deals: 2 } });
  playDeal(table, 3, 5);
  const first = table.view("observer");
  allReady(table);
  const between = table.view("observer");
  playDeal(table, 3, 6);
  const second = table.view("observer");
  allReady(table);
  const fresh = table.view("observer");

  test("[G25] its scores are the sum of its deals", () => {
    const [one, two] = [first.end_state?.match_delta ?? [], second.end_state?.match_delta ?? []];
    expect(pointsOf(first.match_scores)).toEqual(pointsOf(one));
    expect(pointsOf(between.match_scores)).toEqual(pointsOf(one));
    expect(pointsOf(second.match_scores)).toEqual(
      SEATS.map((seat) => (one[seat]?.points ?? 0) + (two[seat]?.points ?? 0)),
    );
  });

  test("[G25] it is over after the second deal and not before", () => {
    expect([first.end_state?.match_over, second.end_state?.match_over]).toEqual([false, true]);
  });

  test("[P14] ranking appears when the match is over, and only then", () => {
    expect(first.end_state).not.toHaveProperty("ranking");
    expect(second.end_state?.ranking?.toSorted()).toEqual([0, 1, 2, 3, 4]);
  });

  test("[G26] the ranking follows the match scores, and the caller of both deals wins ties", () => {
    const ranking = second.end_state?.ranking ?? [];
    const scores = ranking.map((seat) => second.match_scores[seat]?.points ?? 0);
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
  });

  test("[G25] the next deal starts a new match of the same five at zero, and deal numbers go on", () => {
    expect(pointsOf(fresh.match_scores)).toEqual([0, 0, 0, 0, 0]);
    expect(fresh.players).toEqual(second.players);
    expect([first.deal_number, second.deal_number, fresh.deal_number]).toEqual([1, 2, 3]);
    expect(fresh.phase).toBe("bid");
  });

  test("[G25] the second match is as long as the first and forgets who called in it", () => {
    playUntil(table, matchOver, seeded(9));
    expect(table.game.dealNumber).toBe(4);
    expect(table.game.standings.reduce((sum, { called }) => sum + called, 0)).toBe(2);
  });
});

test("[G25] a match of one deal is over at its end", () => {
  const table = playDeal(seatedTable({ seed: "short", rules: { deals: 1 } }), 0);
  expect(table.view(0).end_state).toMatchObject({ match_over: true });
});

test("[G27] the next deal starts with the fifth who asks, in whatever order", () => {
  const table = playDeal(seatedTable({ seed: "asked" }), 0);
  for (const [count, seat] of ([4, 1, 0, 3] as const).entries()) {
    expect(table.send(seat, { message_type: "next-deal", nonce: "ab" })).toEqual([
      { type: "player-readied", seat, nonce: "ab", at: table.context.now },
    ]);
    expect(table.view("observer").phase).toBe("end");
    expect(table.view("observer").end_state?.ready).toHaveLength(count + 1);
    expect(table.refused(seat, { message_type: "next-deal" })).toEqual({ kind: "already-ready" });
  }
  const types = table.send(2, { message_type: "next-deal" }).map(({ type }) => type);
  expect(types.slice(0, 2)).toEqual(["player-readied", "next-deal-begun"]);
  expect(types.at(-1)).toBe("dealt");
  expect(table.view("observer")).toMatchObject({ phase: "bid", deal_number: 2, trick_history: [], bids: [] });
});

test("[G27] nobody asks for the next deal while one is being played", () => {
  const table = seatedTable({ hands: [handsWith({})] });
  expect(table.refused(0, { message_type: "next-deal" })).toEqual({
    kind: "wrong-phase",
    phase: "bid",
    message: "next-deal",
  });
});
