import fc from "fast-check";
import { expect, test } from "vitest";
import { actionOf, CODES, codeOf, type Done } from "../../src/actor/core/action-code.ts";
import { type Answer, areSound, latestOf, recalled, remember } from "../../src/actor/core/action-memory.ts";
import { answerIn } from "../../src/actor/core/old-answers.ts";
import { RANKS, SUITS } from "../../src/shared/game/cards.ts";
import { PHRASES } from "../../src/shared/game/rules.ts";

const SLOT = 22;
const KEY = "0123456789abcdef0123456789abcdef";

const card = fc.integer({ min: 0, max: 39 });
const action: fc.Arbitrary<Done> = fc.oneof(
  fc.record({ type: fc.constant("bid" as const), bid: fc.option(fc.integer({ min: 61, max: 120 })) }),
  fc.record({ type: fc.constant("bid" as const), rank: fc.constantFrom(...RANKS) }),
  fc.record({ type: fc.constant("bid" as const), rank: fc.constantFrom(...RANKS) }),
  fc.record({ type: fc.constant("call-partner-rank" as const), rank: fc.constantFrom(...RANKS) }),
  fc.record({ type: fc.constant("call-partner-suit" as const), suit: fc.constantFrom(...SUITS) }),
  fc.record({ type: fc.constant("play" as const), card }),
  fc.record({ type: fc.constant("reorder" as const), hand: fc.uniqueArray(card, { maxLength: 8 }) }),
  fc.record({ type: fc.constant("say" as const), phrase: fc.constantFrom(...PHRASES) }),
  fc.record({ type: fc.constantFrom("next-deal" as const, "reveal" as const) }),
);
/** What the protocol allows an id to be: 1 to 64 printable characters, spaces and quotes among them. */
const printable = fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code));
const actionId = fc.string({ unit: printable, minLength: 1, maxLength: 64 });
/** How far epoch, revision and turn have come since the answer before: mostly a little, and sometimes far. */
const step = (often: number) =>
  fc.oneof({ weight: 5, arbitrary: fc.nat(often) }, { weight: 1, arbitrary: fc.nat(2 ** 26) });
const steps = fc.array(fc.record({ epoch: step(1), revision: step(60), turn: step(40), action, actionId }), {
  minLength: 1,
  maxLength: 90,
});

/** Answers in order; of those with the same id only the latest is asked for. */
const answersFrom = (made: readonly (Answer & object)[]): readonly Answer[] => {
  let [epoch, revision, turn] = [0, 0, 0];
  return made.map((one) => {
    epoch += one.epoch;
    revision += one.revision;
    turn += one.turn;
    return { ...one, epoch, revision, turn };
  });
};
const rememberAll = (answers: readonly Answer[]): string =>
  answers.reduce((kept, one) => remember(kept, KEY, one), "");
const playOf = (id: string, revision = 5): Answer => ({
  ...{ actionId: id, epoch: 1, revision, turn: 4 },
  action: { type: "play", card: 3 },
});

test("[P19] the latest 64 answers are remembered as they were, and none before", () => {
  fc.assert(
    fc.property(steps, (made) => {
      const answers = answersFrom(made);
      const kept = rememberAll(answers);
      expect(areSound(kept)).toBe(true);
      const latest = answers.slice(-64);
      for (const [at, { actionId: id }] of answers.entries()) {
        const last = latest.findLast((one) => one.actionId === id);
        if (at >= answers.length - 64 || !last) expect(recalled(kept, KEY, id)).toEqual(last);
      }
    }),
  );
});

test("[P19] of many answers a copy has the latest, as if there had been no others", () => {
  fc.assert(
    fc.property(steps, fc.integer({ min: 1, max: 70 }), (made, most) => {
      const answers = answersFrom(made);
      const few = latestOf(rememberAll(answers), most);
      expect(few).toBe(rememberAll(answers.slice(-Math.min(most, 64))));
      expect(areSound(few)).toBe(true);
    }),
  );
});

test("[P19, V1] an answer takes 22 characters, whatever its id, action and hand, and JSON writes them as they are", () => {
  const one = fc.record({ action, actionId });
  fc.assert(
    fc.property(fc.array(one, { minLength: 64, maxLength: 80 }), (made) => {
      const answers = made.map((part, at) => ({
        ...part,
        epoch: 2,
        revision: 9_000 + 3 * at,
        turn: 6_000 + at,
      }));
      const kept = rememberAll(answers);
      // One slot more says where the oldest answer stands.
      expect(kept).toHaveLength(65 * SLOT);
      expect(Buffer.byteLength(JSON.stringify(kept))).toBe(65 * SLOT + 2);
    }),
  );
});

test("[P19] every action has a code of its own, and every code says its action", () => {
  fc.assert(
    fc.property(action, (one) => {
      expect(actionOf(codeOf(one))).toEqual(one);
      expect(codeOf(one)).toBeLessThan(CODES);
    }),
  );
  // Seven characters hold any code.
  expect(CODES).toBeLessThan(93 ** 7);
  for (const code of [7 * 256, 255 * 256, CODES, CODES + 1]) expect(() => actionOf(code)).toThrow();
  for (const code of [2 * 256 + 4, 5 * 256 + PHRASES.length]) expect(() => actionOf(code)).toThrow();
});

test("[P19] a next deal's nonce is not kept with its answer", () => {
  const asked = { ...playOf("n"), action: { type: "next-deal", nonce: "ab" } as Done };
  expect(recalled(rememberAll([asked]), KEY, "n")?.action).toEqual({ type: "next-deal" });
});

test("[P19] only the whole id finds its answer, and only with the key of the game", () => {
  const ids = ["a b", "1 5 4 p3 b", " b"];
  const kept = rememberAll(ids.map((id) => playOf(id)));
  for (const id of ids) expect(recalled(kept, KEY, id)).toEqual(playOf(id));
  expect(recalled(kept, KEY, "b")).toBeUndefined();
  expect(recalled(kept, KEY.replace("0", "1"), "a b")).toBeUndefined();
  expect(kept).not.toContain("a b");
});

test("[R8] answers that were damaged are found", () => {
  const kept = rememberAll(["a", "b", "c"].map((id, at) => playOf(id, 5 + at)));
  const spoiled = [
    kept.slice(1),
    kept.slice(0, -1),
    `${kept}?`,
    kept.replace(/.$/, '"'),
    kept.slice(SLOT),
    // An action that is none.
    `${kept.slice(0, 2 * SLOT + 10)}~~~~~~~${kept.slice(2 * SLOT + 17)}`,
  ];
  expect(areSound(kept)).toBe(true);
  expect(areSound("")).toBe(true);
  for (const text of spoiled) {
    let isSound = false;
    try {
      isSound = areSound(text);
    } catch {}
    expect([text, isSound]).toEqual([text, false]);
  }
});

test("[R11, P19] a line of an earlier format is the answer that it was", () => {
  const at = { epoch: 2, revision: 45, turn: 31 };
  const lines: readonly (readonly [string, Done])[] = [
    ["b-", { type: "bid", bid: null }],
    ["b77", { type: "bid", bid: 77 }],
    ["k9", { type: "bid", rank: 9 }],
    ["r10", { type: "call-partner-rank", rank: 10 }],
    ["scups", { type: "call-partner-suit", suit: "cups" }],
    ["p3", { type: "play", card: 3 }],
    ["h0312390811", { type: "reorder", hand: [3, 12, 39, 8, 11] }],
    ["n", { type: "next-deal" }],
    ["v", { type: "reveal" }],
    ["qthanks", { type: "say", phrase: "thanks" }],
  ];
  for (const [text, done] of lines)
    expect(answerIn(`2 45 31 ${text} an id with spaces`)).toEqual({
      ...at,
      actionId: "an id with spaces",
      action: done,
    });
  expect(() => answerIn("2 45 31 zz id")).toThrow();
});
