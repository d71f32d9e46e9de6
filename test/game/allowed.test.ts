import { describe, expect, test, vi } from "vitest";
import { handsWith } from "../../dev/clients/cards.ts";
import { everyMove, isPromised, type Move, movesIn } from "../../dev/clients/moves.ts";
import { seeded } from "../../dev/clients/random.ts";
import { SEATS, type Seat } from "../../src/shared/game/seats.ts";
import { type Rejection, refusalOf } from "../../src/shared/protocol/refusal.ts";
import { auction, inEnd, openTable, playUntil, seatedTable, type Table } from "../support/table.ts";

// Many deals in one test: seconds on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const hands = handsWith({});
const atPhase = (phase: string, setup = {}): Table =>
  playUntil(
    auction(seatedTable({ hands: [hands], ...setup }), 2),
    (game) => game.phase.name === phase,
    seeded(1),
    {
      temper: { pass: 0.5, leap: 0, reorder: 0, nonce: 0 },
    },
  );
const types = (table: Table, seat: Seat) => table.view(seat).allowed?.map(({ message_type }) => message_type);

describe("what is allowed", () => {
  test("[P15] nothing before the cards are dealt", () => {
    for (const seat of SEATS) expect(openTable().view(seat).allowed).toEqual([]);
  });

  test("[P15] in the auction: the bids of the seat in turn, and every order of every hand", () => {
    const table = seatedTable({ hands: [hands], dealer: 1, rules: { minimum_bid: 75 } });
    expect(table.view(2).allowed).toEqual([
      { message_type: "bid", bids: { min: 75, max: 120 } },
      { message_type: "reorder" },
    ]);
    for (const seat of [0, 1, 3, 4] as const)
      expect(table.view(seat).allowed).toEqual([{ message_type: "reorder" }]);
    table.send(2, { type: "bid", bid: 119 });
    expect(table.view(3).allowed?.[0]).toEqual({ message_type: "bid", bids: { min: 120, max: 120 } });
  });

  test.each([
    ["call-partner-rank", "call-partner-rank"],
    ["play-first-trick", "play"],
    ["call-partner-suit", "call-partner-suit"],
    ["trick-won", "play"],
    ["play-tricks", "play"],
  ])("[P15] in %s: %s for the seat in turn alone", (phase, message) => {
    const table = atPhase(phase);
    const turn = table.view("observer").current_player_id;
    for (const seat of SEATS) {
      expect(types(table, seat)).toEqual(seat === turn ? [message, "reorder"] : ["reorder"]);
    }
  });

  test("[P15] the ten ranks, the four suits, the cards held", () => {
    const rank = atPhase("call-partner-rank").view(2).allowed?.[0];
    expect(rank).toEqual({ message_type: "call-partner-rank", ranks: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] });
    const suit = atPhase("call-partner-suit").view(2).allowed?.[0];
    expect(suit).toEqual({ message_type: "call-partner-suit", suits: ["coins", "cups", "swords", "clubs"] });
    const first = atPhase("play-first-trick").view(2);
    expect(first.allowed?.[0]).toEqual({ message_type: "play", cards: hands[2] });
  });

  test("[P15] in end: next-deal for who has not asked", () => {
    const table = atPhase("end");
    for (const seat of SEATS) expect(table.view(seat).allowed).toEqual([{ message_type: "next-deal" }]);
    table.send(3, { message_type: "next-deal" });
    expect(SEATS.map((seat) => types(table, seat))).toEqual([
      ["next-deal"],
      ["next-deal"],
      ["next-deal"],
      [],
      ["next-deal"],
    ]);
  });

  test("[P15] the observer is told of nothing to do", () => {
    expect(atPhase("trick-won").view("observer")).not.toHaveProperty("allowed");
  });

  test("[P15] of every message that could be meant, those promised are accepted and all others refused", () => {
    const counted = { accepted: 0, refused: 0 };
    for (const suit_call of ["after-first-trick", "before-play"] as const) {
      for (let round = 0; round < 3; round++) {
        const random = seeded(round);
        const table = openTable({ seed: `all ${round}`, rules: { suit_call } });
        const look = (at: Table) => {
          for (const seat of SEATS) {
            const view = at.view(seat);
            for (const move of [...movesIn(view), ...everyMove(view)]) {
              const { ok } = at.ask(seat, move);
              if (ok !== isPromised(view, move)) {
                expect.fail(
                  `${view.phase}, seat ${seat}, ${JSON.stringify(move)}: ${ok ? "accepted" : "refused"}`,
                );
              }
              counted[ok ? "accepted" : "refused"] += 1;
            }
          }
        };
        look(table);
        const played = seatedTable({ seed: `all ${round}`, rules: { suit_call } });
        look(played);
        playUntil(played, inEnd, random, { each: () => look(played) });
        for (const seat of SEATS) {
          played.send(seat, { message_type: "next-deal" });
          look(played);
        }
      }
    }
    expect(counted.accepted).toBeGreaterThan(4_000);
    expect(counted.refused).toBeGreaterThan(100_000);
  });
});

describe("what is wrong is named in order", () => {
  const cases: [string, Table, Seat, Move, Rejection][] = [
    [
      "phase before turn",
      seatedTable({ hands: [hands] }),
      3,
      { message_type: "play", card: 99 },
      { kind: "wrong-phase", phase: "bid", message: "play" },
    ],
    [
      "turn before the bid",
      seatedTable({ hands: [hands] }),
      3,
      { message_type: "bid", bid: 12 },
      { kind: "not-your-turn", turn: 1 },
    ],
    [
      "the bid",
      seatedTable({ hands: [hands] }),
      1,
      { message_type: "bid", bid: 12 },
      { kind: "bid-out-of-range", lowest: 61, highest: 120 },
    ],
    [
      "turn before the card",
      atPhase("play-first-trick"),
      3,
      { message_type: "play", card: 99 },
      { kind: "not-your-turn", turn: 2 },
    ],
    [
      "the card",
      atPhase("play-first-trick"),
      2,
      { message_type: "play", card: 99 },
      { kind: "no-such-card" },
    ],
    [
      "the hand",
      atPhase("play-first-trick"),
      2,
      { message_type: "play", card: hands[3][0] as number },
      { kind: "card-not-held" },
    ],
    [
      "phase before readiness",
      atPhase("trick-won"),
      2,
      { message_type: "next-deal" },
      { kind: "wrong-phase", phase: "trick-won", message: "next-deal" },
    ],
  ];
  test.each(cases)("[P18] %s", (_name, table, seat, move, rejection) => {
    expect(table.refused(seat, move)).toEqual(rejection);
  });

  test.each<[Rejection["kind"], string, string, Rejection]>([
    ["wrong-phase", "invalid_action", "noop", { kind: "wrong-phase", phase: "bid", message: "play" }],
    ["not-your-turn", "invalid_turn", "noop", { kind: "not-your-turn", turn: 2 }],
    ["bid-out-of-range", "invalid_bid", "retry", { kind: "bid-out-of-range", lowest: 61, highest: 120 }],
    ["no-such-card", "invalid_card", "retry", { kind: "no-such-card" }],
    ["card-not-held", "invalid_card", "retry", { kind: "card-not-held" }],
    ["not-the-hand", "invalid_card", "retry", { kind: "not-the-hand" }],
    ["nothing-held", "invalid_action", "noop", { kind: "nothing-held" }],
    ["already-ready", "invalid_action", "noop", { kind: "already-ready" }],
  ])("[P20] %s is %s, %s", (_kind, code, recovery, rejection) => {
    expect(refusalOf(rejection)).toMatchObject({ code, recovery });
    expect(refusalOf(rejection).reason).toMatch(/\w/);
  });
});
