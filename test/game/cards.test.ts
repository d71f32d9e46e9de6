import { expect, test } from "vitest";
import {
  cardId,
  DECK,
  DECK_POINTS,
  isRank,
  isSuit,
  pointsIn,
  pointsOf,
  RANKS,
  type Rank,
  rankOf,
  SUITS,
  strengthOf,
  suitOf,
} from "../../src/shared/game/cards.ts";
import { seatAfter, turnOrder } from "../../src/shared/game/seats.ts";
import { cardFace } from "../../src/shared/protocol/view.ts";

test("[G1] forty cards: coins, cups, swords, clubs, faces 1 to 10", () => {
  expect(SUITS).toEqual(["coins", "cups", "swords", "clubs"]);
  expect(RANKS).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  expect(DECK).toEqual([...Array(40).keys()]);
});

test.each([
  ["coins", 1, 0],
  ["coins", 10, 9],
  ["cups", 1, 10],
  ["cups", 3, 12],
  ["swords", 1, 20],
  ["swords", 7, 26],
  ["clubs", 1, 30],
  ["clubs", 10, 39],
] as const)("[G1] %s %i is card %i", (suit, rank, id) => {
  expect(cardId(suit, rank)).toBe(id);
  expect([suitOf(id), rankOf(id)]).toEqual([suit, rank]);
  expect(cardFace(id)).toEqual({ suit, rank, card_id: id });
});

test("[G1] every card is what its number says, and no other", () => {
  expect(new Set(DECK.map((id) => `${suitOf(id)} ${rankOf(id)}`)).size).toBe(40);
  for (const id of DECK) expect(SUITS.indexOf(suitOf(id)) * 10 + rankOf(id) - 1).toBe(id);
});

test("[G1] what is not a suit or a rank is not taken for one", () => {
  for (const odd of ["Coins", "bastoni", "", 0, null, undefined]) expect(isSuit(odd)).toBe(false);
  for (const odd of [0, 11, 1.5, "1", null, undefined, Number.NaN]) expect(isRank(odd)).toBe(false);
});

test("[G2] strength, high to low, is 1 3 10 9 8 7 6 5 4 2", () => {
  for (const suit of SUITS) {
    const byStrength = [...RANKS].sort((a, b) => strengthOf(cardId(suit, b)) - strengthOf(cardId(suit, a)));
    expect(byStrength).toEqual([1, 3, 10, 9, 8, 7, 6, 5, 4, 2]);
    expect(new Set(RANKS.map((rank) => strengthOf(cardId(suit, rank)))).size).toBe(10);
  }
});

test.each<[Rank, number]>([
  [1, 11],
  [2, 0],
  [3, 10],
  [4, 0],
  [5, 0],
  [6, 0],
  [7, 0],
  [8, 2],
  [9, 3],
  [10, 4],
])("[G2] a %i is worth %i in every suit", (rank, points) => {
  for (const suit of SUITS) expect(pointsOf(cardId(suit, rank))).toBe(points);
});

test("[G2] the deck holds 120 points, thirty in each suit", () => {
  expect([pointsIn(DECK), DECK_POINTS]).toEqual([120, 120]);
  for (const suit of SUITS) expect(pointsIn(RANKS.map((rank) => cardId(suit, rank)))).toBe(30);
  expect(pointsIn([])).toBe(0);
});

test("[G3] turn order rises by seat and wraps from 4 to 0", () => {
  expect(([0, 1, 2, 3, 4] as const).map(seatAfter)).toEqual([1, 2, 3, 4, 0]);
  expect(turnOrder(0)).toEqual([0, 1, 2, 3, 4]);
  expect(turnOrder(3)).toEqual([3, 4, 0, 1, 2]);
});
