import fc from "fast-check";
import { expect, test } from "vitest";
import { type Answer, type Done, recall, recalled, remember } from "../../src/actor/core/action-memory.ts";
import { RANKS, SUITS } from "../../src/shared/game/cards.ts";

const card = fc.option(fc.integer({ min: 0, max: 39 }));
const action: fc.Arbitrary<Done> = fc.oneof(
  fc.record({ type: fc.constant("bid" as const), bid: fc.option(fc.integer({ min: 61, max: 120 })) }),
  fc.record({ type: fc.constant("bid" as const), rank: fc.constantFrom(...RANKS) }),
  fc.record({ type: fc.constant("call-partner-rank" as const), rank: fc.constantFrom(...RANKS) }),
  fc.record({ type: fc.constant("call-partner-suit" as const), suit: fc.constantFrom(...SUITS) }),
  fc.record({ type: fc.constant("play" as const), card }),
  fc.record({ type: fc.constant("reorder" as const), hand: fc.array(card, { maxLength: 8 }) }),
  fc.record({ type: fc.constant("next-deal" as const) }),
);
/** What the protocol allows an id to be: 1 to 64 printable characters, spaces and quotes among them. */
const printable = fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code));
const actionId = fc.string({ unit: printable, minLength: 1, maxLength: 64 });
const answer: fc.Arbitrary<Answer> = fc.record({
  actionId,
  epoch: fc.nat(),
  revision: fc.nat(),
  turn: fc.nat(),
  action,
});

test("[P19] every answer is remembered as it was", () => {
  fc.assert(
    fc.property(answer, (one) => {
      expect(recall(remember(one))).toEqual(one);
    }),
  );
});

test("[P19] a next deal's nonce is not kept with its answer", () => {
  const line = remember({
    actionId: "n",
    epoch: 1,
    revision: 9,
    turn: 7,
    action: { type: "next-deal", nonce: "ab" } as Done,
  });
  expect(line).toBe("1 9 7 n n");
});

test("[P19, V1] how long a line is tells nothing of the hand that was put in order", () => {
  const lengthOf = (hand: readonly (number | null)[]) =>
    remember({ actionId: "r", epoch: 1, revision: 9, turn: 7, action: { type: "reorder", hand } }).length;
  expect(lengthOf([0, 1, 2, 3, 4, 5, 6, 7])).toBe(lengthOf([39, 30, null, 12, 11, 22, 33, 9]));
});

test("[P19] only the whole id finds its answer, not the end of another", () => {
  const play = (id: string): Answer => ({
    actionId: id,
    epoch: 1,
    revision: 5,
    turn: 4,
    action: { type: "play", card: 3 },
  });
  const lines = ["a b", "1 5 4 p3 b", " b"].map(play).map(remember);
  expect(recalled(lines, "b")).toBeUndefined();
  expect(recalled(lines, " b")).toEqual(play(" b"));
  expect(recalled(lines, "1 5 4 p3 b")).toEqual(play("1 5 4 p3 b"));
});
