import { describe, expect, test } from "vitest";
import { card, cards, handsWith } from "../../dev/clients/cards.ts";
import type { Move } from "../../dev/clients/moves.ts";
import { seeded } from "../../dev/clients/random.ts";
import type { Rank, Suit } from "../../src/shared/game/cards.ts";
import { type BySeat, SEATS, type Seat } from "../../src/shared/game/seats.ts";
import type { Hand } from "../../src/shared/game/shuffle.ts";
import { winnerOf } from "../../src/shared/game/tricks.ts";
import { publicStatus, type Viewer } from "../../src/shared/protocol/view.ts";
import { fieldsOf, heard } from "../support/hearing.ts";
import {
  auction,
  inEnd,
  playCards,
  playUntil,
  type Setup,
  seatedTable,
  type Table,
} from "../support/table.ts";

/* Where others have gone wrong, one by one. */

const VIEWERS: readonly Viewer[] = [...SEATS, "observer"];
const partners = (table: Table) => VIEWERS.map((viewer) => table.view(viewer).partner_id);
const points = (list: readonly { points: number }[] | undefined) => list?.map((entry) => entry.points);

/** A deal whose plan is made: caller 0, the rank, a list of cards in playing order, the suit when it is due. */
const playPlan = (
  setup: Setup,
  { rank, suit, plan, bid = 61 }: { rank: Rank; suit: Suit; plan: readonly number[]; bid?: number },
): Table => {
  const table = auction(seatedTable({ dealer: 4, ...setup }), 0, bid);
  table.send(0, { type: "call-partner-rank", rank });
  for (const each of plan) {
    if (table.game.phase.name === "call-partner-suit") table.send(0, { type: "call-partner-suit", suit });
    playCards(table, [each]);
  }
  if (table.game.phase.name === "call-partner-suit") table.send(0, { type: "call-partner-suit", suit });
  return table;
};

describe("face rank and strength are two things", () => {
  const two = (first: string, second: string): Seat =>
    winnerOf(
      [...cards(first), ...cards(second), ...cards("clubs 2 4 5")].map((id, seat) => ({
        seat: seat as Seat,
        card: id,
      })),
      "swords",
    );
  test.each([
    ["coins 10", "coins 1", 1],
    ["coins 1", "coins 10", 0],
    ["coins 10", "coins 3", 1],
    ["coins 7", "coins 3", 1],
    ["coins 7", "coins 8", 1],
    ["coins 2", "coins 4", 1],
    ["coins 4", "coins 2", 0],
  ] as const)("[G2] rank 1 beats rank 10, and 3 beats it too: %s, %s", (first, second, winner) => {
    expect(two(first, second)).toBe(winner);
  });

  test("[G2] the rank called is the face: 1 is the ace, 10 the king", () => {
    const hands = handsWith({
      0: "clubs 2, cups 1",
      1: "clubs 4, coins 10",
      2: "clubs 5, coins 1",
      3: "clubs 6",
      4: "clubs 7",
    });
    const plan = cards("clubs 2 4 5 6 7");
    for (const [rank, holder] of [
      [10, 1],
      [1, 2],
    ] as const) {
      const table = playPlan({ hands: [hands] }, { rank, suit: "coins", plan });
      expect(table.view(holder).partner_id).toBe(holder);
    }
  });
});

test("[G18] the fifth card of trick 1 leads to the suit call, of tricks 2-7 to trick-won, of trick 8 to end", () => {
  const table = auction(seatedTable({ seed: "fifths" }), 2);
  const after: string[] = [];
  playUntil(table, inEnd, seeded(1), {
    each: ({ before }) => {
      if (
        "trick" in before.phase &&
        before.phase.trick.length === 4 &&
        table.game.phase.name !== before.phase.name
      ) {
        after.push(table.game.phase.name);
      }
    },
  });
  expect(after.join(" ")).toBe(`call-partner-suit ${"trick-won ".repeat(6)}end`);
});

describe("the auction", () => {
  const begin = (hands = [handsWith({}, 1), handsWith({}, 2)]) => seatedTable({ dealer: 4, hands });
  const say = (table: Table, ...bids: (number | null)[]) => {
    for (const bid of bids)
      table.send(table.view("observer").current_player_id as Seat, { type: "bid", bid });
    return table.view("observer");
  };

  test("[G9] first bidder passes", () => {
    expect(say(begin(), null)).toMatchObject({ phase: "bid", current_player_id: 1 });
    expect(say(begin(), null, 61, 62, 63, 64)).toMatchObject({ phase: "bid", current_player_id: 1 });
  });
  test("[G10] four pass and the last bids 61", () => {
    expect(say(begin(), null, null, null, null, 61)).toMatchObject({
      phase: "call-partner-rank",
      caller_id: 4,
      bid: 61,
    });
  });
  test("[G10] all pass", () => {
    expect(say(begin(), null, null, null, null, null)).toMatchObject({
      phase: "bid",
      current_player_id: 1,
      bids: [],
    });
  });
  test("[G9] 120 at once", () => {
    expect(say(begin(), 61, 120)).toMatchObject({ phase: "call-partner-rank", caller_id: 1, bid: 120 });
  });
  test("[G9] the high bidder is not asked again", () => {
    const table = begin();
    expect(say(table, 61, null, null, null)).toMatchObject({ current_player_id: 4 });
    expect(say(table, null)).toMatchObject({
      phase: "call-partner-rank",
      caller_id: 0,
      current_player_id: 0,
    });
    expect(table.game.phase).toMatchObject({ bids: [{}, {}, {}, {}, {}] });
  });
});

describe("the called card falls", () => {
  const hands = handsWith({
    0: "clubs 2, cups 1",
    1: "clubs 4",
    2: "coins 1, clubs 5",
    3: "clubs 6",
    4: "clubs 7",
  });

  test("[G20] in trick 1: unknown until the suit is called, then public at once", () => {
    const table = playPlan(
      { hands: [hands] },
      { rank: 1, suit: "coins", plan: cards("clubs 2 4, coins 1, clubs 6") },
    );
    expect(partners(table)).toEqual(Array(6).fill(null));
    playCards(table, cards("clubs 7"));
    expect(table.view("observer").phase).toBe("call-partner-suit");
    expect(partners(table)).toEqual(Array(6).fill(null));
    const before = table.game;
    const events = table.send(0, { type: "call-partner-suit", suit: "coins" });
    expect(partners(table)).toEqual(Array(6).fill(2));
    expect(table.view("observer")).toMatchObject({ winner_id: 2, trick_points: 11 });
    const change = heard(before, events, "observer").find(({ body }) => body.message_type === "phase.change");
    expect(change?.body).toMatchObject({ phase: "trick-won", partner_id: 2, trump_suit: "coins" });
  });

  test("[G20] in trick 1 of a before-play table: public with the card", () => {
    const table = auction(seatedTable({ dealer: 4, hands: [hands], rules: { suit_call: "before-play" } }), 0);
    table.send(0, { type: "call-partner-rank", rank: 1 });
    table.send(0, { type: "call-partner-suit", suit: "coins" });
    playCards(table, cards("clubs 2 4"));
    expect(partners(table)).toEqual([null, null, 2, null, null, null]);
    playCards(table, cards("coins 1"));
    expect(partners(table)).toEqual(Array(6).fill(2));
  });

  test("[G20] in trick 8: a secret until then, and public with the end", () => {
    const table = auction(seatedTable({ dealer: 4, hands: [hands] }), 0);
    table.send(0, { type: "call-partner-rank", rank: 1 });
    while (!inEnd(table.game)) {
      const view = table.view("observer");
      const turn = view.current_player_id as Seat;
      if (view.phase === "call-partner-suit") {
        table.send(0, { type: "call-partner-suit", suit: "coins" });
        continue;
      }
      if (view.trump_suit) expect(partners(table)).toEqual([null, null, 2, null, null, null]);
      const held = table.view(turn).hand?.map(({ card_id }) => card_id) ?? [];
      const choice = held.find((id) => id !== card("coins 1")) ?? card("coins 1");
      const before = table.game;
      const events = table.send(turn, { type: "play", card: choice });
      if (choice === card("coins 1")) {
        expect(table.view("observer").trick_history.length).toBeGreaterThanOrEqual(7);
        const told = heard(before, events, "observer").find(
          ({ body }) => body.message_type === "trick.played",
        );
        expect(told?.body).toMatchObject({ revealed_partner_id: 2 });
        break;
      }
    }
    playUntil(table, inEnd, seeded(1));
    expect(partners(table)).toEqual(Array(6).fill(2));
    expect(table.view("observer").end_state).toMatchObject({ partner_id: 2 });
  });

  test("[G16] from the caller's own hand: solo, public when it is played", () => {
    const table = playPlan({ hands: [hands] }, { rank: 1, suit: "cups", plan: cards("clubs 2 4 5 6 7") });
    expect(partners(table)).toEqual([0, null, null, null, null, null]);
    while (table.view("observer").current_player_id !== 0) {
      const turn = table.view("observer").current_player_id as Seat;
      playCards(table, [table.view(turn).hand?.[0]?.card_id as number]);
    }
    const before = table.game;
    const events = playCards(table, cards("cups 1"));
    expect(partners(table)).toEqual(Array(6).fill(0));
    const told = heard(before, events, 3).find(({ body }) => body.message_type === "trick.played");
    expect(told?.body).toMatchObject({ player_id: 0, revealed_partner_id: 0 });
    playUntil(table, inEnd, seeded(2));
    const end = table.view("observer").end_state;
    expect(end).toMatchObject({ caller_id: 0, partner_id: 0 });
    expect(points(end?.match_delta)?.map(Math.abs)).toEqual([4, 1, 1, 1, 1]);
    expect(end?.caller_side_points).toBe(points(end?.final_scores)?.[0]);
  });

  test("[G16] from the caller's own hand in the blind trick: solo, public at once", () => {
    const table = playPlan(
      { hands: [hands] },
      { rank: 1, suit: "cups", plan: cards("cups 1, clubs 4 5 6 7") },
    );
    expect(partners(table)).toEqual(Array(6).fill(0));
  });
});

describe("the bid made exactly, missed by one", () => {
  /** Plays the moves of a deal again with another bid; the cards fall alike, since a bid moves no card. */
  const replay = (setup: Setup, moves: readonly { seat: Seat; move: Move }[], bid: number) => {
    const table = auction(seatedTable(setup), 1, bid);
    for (const { seat, move } of moves) table.send(seat, move);
    return table.view("observer").end_state;
  };

  test("[G21] a deal in which the caller's side took P points is made at P and missed at P + 1", () => {
    let solos = 0;
    let found = 0;
    for (let seed = 0; found < 30 || solos < 2; seed++) {
      const setup: Setup = { seed: `exact ${seed}`, rules: { weak_hand_below: 0 } };
      const table = auction(seatedTable(setup), 1);
      const moves: { seat: Seat; move: Move }[] = [];
      playUntil(table, inEnd, seeded(seed), { each: ({ seat, move }) => moves.push({ seat, move }) });
      const end = table.view("observer").end_state;
      const side = end?.caller_side_points ?? 0;
      if (side < 61 || side > 119) continue;
      found += 1;
      const [made, missed] = [replay(setup, moves, side), replay(setup, moves, side + 1)];
      expect([made?.caller_side_points, missed?.caller_side_points]).toEqual([side, side]);
      if (made?.partner_id === 1) solos += 1;
      const caller = made?.partner_id === 1 ? 4 : 2;
      expect([points(made?.match_delta)?.[1], points(missed?.match_delta)?.[1]]).toEqual([caller, -caller]);
      expect(made?.winner_ids).toContain(1);
      expect(missed?.winner_ids).not.toContain(1);
    }
  });
});

test("[G23] 120 points with seven tricks: the eighth, without points, goes to the others and it is cappotto", () => {
  const hands: BySeat<Hand> = [
    cards("coins 1 3 10 9 8 7 6, cups 2"),
    cards("cups 1 3 10 9, swords 8 2 4, cups 4"),
    cards("coins 5, swords 1 3 10 9, clubs 2 4 5"),
    cards("coins 4, clubs 1 3 10 9, swords 5 6 7"),
    cards("coins 2, cups 8, clubs 8, cups 5 6 7, clubs 6 7"),
  ];
  const [a, b, c, d, e] = hands;
  const plan = [0, 1, 2, 3, 4, 5, 6, 7].flatMap((at) => [a, b, c, d, e].map((hand) => hand[at] as number));
  const table = playPlan(
    { hands: [hands], rules: { weak_hand_below: 0 } },
    { rank: 5, suit: "coins", plan, bid: 100 },
  );
  const view = table.view("observer");
  expect(view.trick_history.map(({ winner_id }) => winner_id)).toEqual([0, 0, 0, 0, 0, 0, 0, 1]);
  expect(view.trick_history.at(-1)?.points).toBe(0);
  expect(view.end_state).toMatchObject({ caller_side_points: 120, partner_id: 2, winner_ids: [0, 2] });
  expect(points(view.end_state?.match_delta)).toEqual([4, -2, 2, -2, -2]);
});

describe("two redeals running", () => {
  const weak = handsWith({ 2: "coins 2 4 5 6 7, cups 2 4 5" });
  const weakToo = handsWith({ 4: "swords 2 4 5 6 7, cups 2 4 5" });
  const fair = handsWith({}, 9);

  test("[G6] for weak hands: same dealer, two attempts, each told", () => {
    const table = seatedTable({ dealer: 3, hands: [weak, weakToo, fair] });
    const told = heard(null, table.log, "observer").filter(
      ({ body }) => body.message_type === "phase.change",
    );
    expect(told.map(({ body }) => [body.phase, body.reason, body.deal_number])).toEqual([
      ["ready", "weak_hand", 1],
      ["ready", "weak_hand", 1],
      ["bid", undefined, 1],
    ]);
    expect(new Set(told.map(({ body }) => body.deal_commitment)).size).toBe(1);
    expect(table.game).toMatchObject({ dealer: 3, phase: { attempt: 2 } });
    expect(table.view("observer").current_player_id).toBe(4);
  });

  test("[G10] for five passes: the dealer moves on twice, wrapping from 4 to 0", () => {
    const table = seatedTable({ dealer: 3, hands: [fair, handsWith({}, 10), handsWith({}, 11)] });
    for (const seat of [4, 0, 1, 2, 3, 0, 1, 2, 3, 4] as const) table.send(seat, { type: "bid", bid: null });
    expect(table.game).toMatchObject({ dealer: 0, dealNumber: 1, phase: { name: "bid", attempt: 2 } });
    expect(table.view("observer").current_player_id).toBe(1);
  });

  test("[G10] five passes, then weak hands: one answer holds both, and the hands shown are the last", () => {
    const table = seatedTable({ dealer: 0, hands: [fair, weak, weakToo, handsWith({}, 12)] });
    for (const seat of [1, 2, 3, 4] as const) table.send(seat, { type: "bid", bid: null });
    expect(table.send(0, { type: "bid", bid: null })).toEqual([
      { type: "bid-placed", seat: 0, bid: null },
      { type: "thrown-in", reason: "all_passed", attempt: 1, dealer: 1 },
      { type: "thrown-in", reason: "weak_hand", attempt: 2, dealer: 1 },
      { type: "thrown-in", reason: "weak_hand", attempt: 3, dealer: 1 },
      { type: "dealt", hands: handsWith({}, 12), shuffle: 2 },
    ]);
    expect(table.view(3).hand?.map(({ card_id }) => card_id)).toEqual(handsWith({}, 12)[3]);
    expect(table.view("observer").current_player_id).toBe(2);
  });

  test("[G6] a thrown-in weak deal shows nobody a card", () => {
    const table = seatedTable({ dealer: 3, hands: [weak, fair] });
    const at = table.log.findIndex(({ type }) => type === "thrown-in");
    for (const viewer of VIEWERS) {
      const messages = heard(null, table.log.slice(0, at + 1), viewer).map(({ body }) => body);
      expect(fieldsOf(messages)).not.toContain("card_id");
    }
  });
});

test("[G7] dealer wrap from 4 to 0", () => {
  const table = auction(seatedTable({ dealer: 4, seed: "wrap", rules: { weak_hand_below: 0 } }), 0);
  playUntil(table, inEnd, seeded(1));
  for (const seat of SEATS) table.send(seat, { message_type: "next-deal" });
  expect(table.game.dealer).toBe(0);
  expect(table.view("observer").current_player_id).toBe(1);
});

describe("each has given a partner or a hand away somewhere", () => {
  const hands = handsWith({ 0: "clubs 2", 1: "clubs 4", 2: "coins 1, clubs 5", 3: "clubs 6", 4: "clubs 7" });
  const table = playPlan({ hands: [hands] }, { rank: 1, suit: "coins", plan: cards("clubs 2 4 5 6 7") });
  playUntil(table, (game) => "tricks" in game.phase && game.phase.tricks.length === 4, seeded(3));

  test("[V4] team totals: points are shown for each seat, never for a side", () => {
    for (const viewer of [0, 1, 3, 4, "observer"] as const) {
      const view = table.view(viewer);
      expect(view.scores.map(({ player_id }) => player_id)).toEqual([0, 1, 2, 3, 4]);
      expect(fieldsOf(view)).not.toContain("caller_side_points");
      for (const seat of SEATS) {
        const won = view.trick_history.filter(({ winner_id }) => winner_id === seat);
        expect(view.scores[seat]?.points).toBe(won.reduce((sum, trick) => sum + trick.points, 0));
      }
    }
  });
  test("[V4] a status endpoint: no partner, no card, no caller", () => {
    const names = fieldsOf(publicStatus(table.game, 0));
    for (const secret of ["partner", "partner_id", "hand", "hands", "card_id", "caller_id", "secret"]) {
      expect(names).not.toContain(secret);
    }
  });
  test("[V1] an observer feed: the observer is sent no hand and no allowed", () => {
    for (const { body, kind } of heard(null, table.log, "observer")) {
      expect(kind).not.toBe("hand");
      for (const secret of ["hand", "hands", "allowed"]) expect(fieldsOf(body)).not.toContain(secret);
    }
  });
  test("[P13] a replay asked for too early: before the end no secret and no unplayed card is in the snapshot", () => {
    for (const viewer of VIEWERS) expect(fieldsOf(table.view(viewer))).not.toContain("secret");
  });
});
