import { describe, expect, test } from "vitest";
import { handsWith } from "../../dev/clients/cards.ts";
import { seeded } from "../../dev/clients/random.ts";
import type { Rules } from "../../src/shared/game/rules.ts";
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

describe("[G34] thrown_in: double", () => {
  const allPass = (table: Table) => {
    for (let calls = 0; calls < 5; calls++)
      table.send(table.view("observer").current_player_id as Seat, { type: "bid", bid: null });
  };
  test.each([
    ["double", 0, 1],
    ["double", 1, 2],
    ["double", 2, 4],
    ["double", 3, 4],
    ["same", 2, 1],
  ] as const)("[G34] %s, all passed %i times: %i times", (thrown_in, times, factor) => {
    const table = seatedTable({ seed: "stakes", rules: { thrown_in, weak_hand_below: 0, deals: 2 } });
    for (let attempt = 0; attempt < times; attempt++) {
      expect(table.view("observer").deal_factor).toBe(thrown_in === "same" ? 1 : [1, 2, 4][attempt]);
      allPass(table);
    }
    expect(table.view("observer").deal_factor).toBe(factor);
    playDeal(table, 3);
    const view = table.view("observer");
    const {
      match_delta = [],
      caller_id,
      partner_id,
      winner_ids = [],
      caller_side_points,
    } = view.end_state ?? {};
    expect([0, 120]).not.toContain(caller_side_points);
    const own = (caller_id === partner_id ? 4 : 2) * factor * (winner_ids.includes(3) ? 1 : -1);
    expect(match_delta.find(({ player_id }) => player_id === 3)?.points).toBe(own);
    expect(view.deal_factor).toBe(factor);
    allReady(table);
    expect(table.view("observer").deal_factor).toBe(1);
  });

  test("[G34] weak hands neither count nor forget", () => {
    const weak = handsWith({ 2: "clubs 2 4 5 6 7, cups 2 4 5" });
    const sound = handsWith({}, 1);
    const rules = { thrown_in: "double", weak_hand_below: 1 } as const;
    const table = seatedTable({ rules, hands: [weak, sound, weak, sound] });
    const factors = [table.view("observer").deal_factor];
    allPass(table);
    factors.push(table.view("observer").deal_factor);
    expect(table.log.flatMap((event) => (event.type === "thrown-in" ? [event.reason] : []))).toEqual([
      "weak_hand",
      "all_passed",
      "weak_hand",
    ]);
    expect(factors).toEqual([1, 2]);
  });
});

describe("[G35] match_points", () => {
  /** Deals by random players until the match is over, with the best score after each. */
  const scoresOf = (seed: number, rules: Partial<Rules>) => {
    const best: number[] = [];
    const table = seatedTable({ seed, rules });
    for (let deal = 0; ; deal++) {
      playDeal(table, 3, seed + deal);
      const { match_scores, end_state } = table.view("observer");
      best.push(Math.max(...pointsOf(match_scores)));
      if (end_state?.match_over) return { best, table, end_state };
      allReady(table);
    }
  };
  test("[G35] the first deal after which a score reaches it is the last", () => {
    let early = 0;
    for (let seed = 1; seed <= 10; seed++) {
      const { best, table, end_state } = scoresOf(seed, { deals: 12, match_points: 5 });
      expect(best.slice(0, -1).every((score) => score < 5)).toBe(true);
      if (best.length < 12) expect(best.at(-1)).toBeGreaterThanOrEqual(5);
      early += Number(best.length < 12);
      expect(end_state.ranking).toHaveLength(5);
      allReady(table);
      expect(pointsOf(table.view("observer").match_scores)).toEqual([0, 0, 0, 0, 0]);
    }
    expect(early).toBeGreaterThan(5);
  });
  test("[G35] the number of deals still ends it", () => {
    expect(scoresOf(1, { deals: 2, match_points: 100 }).best).toHaveLength(2);
  });
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
