import { describe, expect, test } from "vitest";
import type { Frame } from "../../dev/clients/wire.ts";
import { decode, decodeText } from "../../src/shared/protocol/codec.ts";

const id = { action_id: "a-1" };

const play = (card: unknown) => decode({ message_type: "play", ...id, card });
/** The card inside, "none" for one that the deck has not, "misfit" for what is no card at all. */
const cardIn = (card: unknown): number | "none" | "misfit" => {
  const read = play(card);
  if (!read.ok) return "misfit";
  if (read.value.kind !== "action" || read.value.action.type !== "play") throw new Error("no play");
  return read.value.action.card ?? "none";
};

describe("cards", () => {
  test("[P5] every card in every spelling is the same card", () => {
    for (const [suitIndex, suit] of ["coins", "cups", "swords", "clubs"].entries()) {
      for (let rank = 1; rank <= 10; rank += 1) {
        const card = suitIndex * 10 + rank - 1;
        const spellings = [
          card,
          { card_id: card },
          { suit, rank },
          { suit, rank, card_id: card },
          { suit, rank, extra: true },
        ];
        for (const spelling of spellings) expect(cardIn(spelling), JSON.stringify(spelling)).toBe(card);
      }
    }
  });

  test.each([
    [-1],
    [40],
    [1e15],
    [{ card_id: -1 }],
    [{ card_id: 40 }],
    [{ suit: "coins", rank: 0 }],
    [{ suit: "coins", rank: 11 }],
    [{ suit: "hearts", rank: 1 }],
    [{ suit: "Coins", rank: 1 }],
    [{ suit: "", rank: 1 }],
    [{ suit: "constructor", rank: 1 }],
    [{ suit: "__proto__", rank: 1 }],
    [{ suit: "coins", rank: 1, card_id: 1 }],
    [{ suit: "cups", rank: 1, card_id: 0 }],
    [{ suit: "hearts", rank: 1, card_id: 0 }],
    [{ suit: "coins", rank: 11, card_id: 10 }],
  ])("[P5] %j is a card that no deck has", (card) => {
    expect(cardIn(card)).toBe("none");
  });

  test.each([
    [{ suit: "cups", card_id: 0 }],
    [{ suit: "hearts", card_id: 0 }],
    [{ rank: 2, card_id: 0 }],
    [{ rank: 99, card_id: 0 }],
  ])("[P5] %j contradicts itself and names no card", (card) => {
    expect(cardIn(card)).not.toBe(0);
  });

  test.each([
    [null],
    [undefined],
    ["3"],
    ["coins"],
    [""],
    [true],
    [1.5],
    [Number.NaN],
    [{}],
    [[]],
    [[3]],
    [{ suit: "coins" }],
    [{ rank: 1 }],
    [{ suit: null, rank: null }],
    [{ suit: "coins", rank: "1" }],
    [{ suit: "coins", rank: 1.5 }],
    [{ suit: ["coins"], rank: 1 }],
    [{ card_id: "3" }],
    [{ card_id: null }],
    [{ card_id: 3, suit: null }],
    [{ card_id: 2 ** 60 }],
    [JSON.parse('{"__proto__":{"card_id":3}}')],
    [JSON.parse('{"constructor":{"card_id":3}}')],
  ])("[P5] %j is no card at all", (card) => {
    expect(cardIn(card)).toBe("misfit");
  });

  test("[P5] minus zero is the ace of coins like zero", () => {
    expect(Object.is(cardIn(-0), 0)).toBe(true);
    expect(Object.is(cardIn({ card_id: -0 }), 0)).toBe(true);
  });

  test("[P5] a hand may mix the spellings, and has at most eight cards", () => {
    const hand = (cards: unknown) => {
      const read = decode({ message_type: "reorder", ...id, hand: cards });
      return read.ok && read.value.kind === "action" ? read.value.action : null;
    };
    expect(hand([3, { card_id: 4 }, { suit: "cups", rank: 1 }, 99])).toEqual({
      type: "reorder",
      hand: [3, 4, 10, null],
    });
    expect(hand([])).toEqual({ type: "reorder", hand: [] });
    expect(hand([0, 1, 2, 3, 4, 5, 6, 7])).not.toBeNull();
    expect(hand([0, 1, 2, 3, 4, 5, 6, 7, 8])).toBeNull();
    expect(hand({ 0: 1 })).toBeNull();
    expect(hand([[0]])).toBeNull();
  });
});

describe("messages", () => {
  const ofEveryKind: readonly [Frame, Frame | undefined][] = [
    [
      { message_type: "bid", bid: 61 },
      { type: "bid", bid: 61 },
    ],
    [
      { message_type: "bid", bid: -1 },
      { type: "bid", bid: null },
    ],
    [
      { message_type: "call-partner-rank", partner_rank: 3 },
      { type: "call-partner-rank", rank: 3 },
    ],
    [
      { message_type: "call-partner-suit", partner_suit: "clubs" },
      { type: "call-partner-suit", suit: "clubs" },
    ],
    [
      { message_type: "play", card: 7 },
      { type: "play", card: 7 },
    ],
    [
      { message_type: "reorder", hand: [7, 8] },
      { type: "reorder", hand: [7, 8] },
    ],
    [{ message_type: "next-deal" }, { type: "next-deal", nonce: "" }],
    [
      { message_type: "next-deal", nonce: "0aF" },
      { type: "next-deal", nonce: "0aF" },
    ],
    [{ message_type: "join" }, undefined],
    [{ message_type: "sync" }, undefined],
  ];

  test.each(ofEveryKind)("[P21] %j is read", (message, action) => {
    const read = decode({ ...message, ...id });
    expect(read.ok && read.value).toMatchObject({
      kind: action ? "action" : message.message_type,
      actionId: "a-1",
      address: { gameId: null, playerId: null, version: null },
      ...(action ? { action, expectedRevision: null } : {}),
    });
  });

  test("[P21] the exact ping needs no action_id", () => {
    expect(decodeText('{"message_type":"ping"}')).toEqual({ ok: true, value: { kind: "ping" } });
  });

  test("[P16] what a sender says of itself is passed on as said", () => {
    const said = { game_id: "abc123", player_id: 3, version: "2.1" };
    const read = decode({ message_type: "sync", ...id, ...said });
    expect(read.ok && read.value.kind !== "ping" && read.value.address).toEqual({
      gameId: "abc123",
      playerId: 3,
      version: "2.1",
    });
  });

  test.each([
    ["", "nothing"],
    ["{", "half an object"],
    ["{'message_type':'ping'}", "single quotes"],
    ['{"message_type":"ping"}{"message_type":"ping"}', "two messages"],
    ["ping", "a word"],
    ["NaN", "no JSON number"],
    ["null", "null"],
    ["[]", "an array"],
    ['[{"message_type":"ping"}]', "a message in an array"],
    ["17", "a number"],
    ['"ping"', "a string"],
    ["{}", "an empty object"],
    ['{"message_type":null}', "no type"],
    ['{"message_type":7}', "a type that is a number"],
    ['{"message_type":["ping"]}', "a type in an array"],
    ['{"message_type":"PING"}', "upper case"],
    ['{"message_type":"pong"}', "a server's message"],
    ['{"message_type":"__proto__","action_id":"a"}', "__proto__"],
    ['{"message_type":"constructor","action_id":"a"}', "constructor"],
    ['{"message_type":"toString","action_id":"a"}', "toString"],
    ['{"message_type":"hasOwnProperty","action_id":"a"}', "hasOwnProperty"],
    ['{"__proto__":{"message_type":"ping"}}', "a type under __proto__"],
    ["\ufeff{}", "a byte order mark"],
    ["[".repeat(4_000), "four thousand open brackets"],
    ["[".repeat(2_000) + "]".repeat(2_000), "two thousand arrays in each other"],
    [`${'{"a":'.repeat(700)}1${"}".repeat(700)}`, "seven hundred objects in each other"],
  ])("[P21] %j is no message: %s", (text) => {
    const read = decodeText(text);
    expect(read).toMatchObject({ ok: false, error: { actionId: null, answerable: false } });
    expect(!read.ok && read.error.detail).toMatch(/^(the message is not JSON|message_type: must be one of )/);
  });

  test("[P21] JSON that goes deep where a card should be is refused without a fall", () => {
    const deep = `{"message_type":"play","action_id":"a","card":${'{"suit":'.repeat(450)}1${"}".repeat(450)}}`;
    expect(decodeText(deep)).toMatchObject({ ok: false, error: { actionId: "a", answerable: true } });
  });

  test("[P21] keys of Object.prototype in a message reach nothing", () => {
    const text =
      '{"message_type":"play","action_id":"a","card":3,"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"toString":1}';
    const read = decodeText(text);
    expect(read).toEqual(decodeText('{"message_type":"play","action_id":"a","card":3}'));
    expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
    expect(JSON.stringify(read)).not.toContain("polluted");
  });

  test("[P21] of two equal keys the last counts, as JSON has it", () => {
    const read = decodeText('{"message_type":"bid","action_id":"a","action_id":"b","bid":61}');
    expect(read.ok && read.value).toMatchObject({ actionId: "b" });
  });

  test.each<[Frame, RegExp]>([
    [{ message_type: "bid" }, /^bid: /],
    [{ message_type: "bid", bid: null }, /^bid: /],
    [{ message_type: "bid", bid: "61" }, /^bid: /],
    [{ message_type: "bid", bid: 61.5 }, /^bid: /],
    [{ message_type: "bid", bid: 2 ** 60 }, /^bid: /],
    [{ message_type: "call-partner-rank", partner_rank: 0 }, /^partner_rank: /],
    [{ message_type: "call-partner-rank", partner_rank: 11 }, /^partner_rank: /],
    [{ message_type: "call-partner-rank", rank: 3 }, /^partner_rank: /],
    [{ message_type: "call-partner-suit", partner_suit: "hearts" }, /^partner_suit: /],
    [{ message_type: "call-partner-suit", partner_suit: 0 }, /^partner_suit: /],
    [{ message_type: "play" }, /^card: /],
    [{ message_type: "reorder" }, /^hand: /],
    [{ message_type: "reorder", hand: ["x"] }, /^hand\.0: /],
    [{ message_type: "next-deal", nonce: "xyz" }, /^nonce: /],
    [{ message_type: "next-deal", nonce: "" }, /^nonce: /],
    [{ message_type: "next-deal", nonce: "a".repeat(65) }, /^nonce: /],
    [{ message_type: "next-deal", nonce: 7 }, /^nonce: /],
    [{ message_type: "next-deal", game_id: 7 }, /^game_id: /],
    [{ message_type: "next-deal", player_id: "0" }, /^player_id: /],
    [{ message_type: "next-deal", version: 1 }, /^version: /],
    [{ message_type: "next-deal", expected_revision: "4" }, /^expected_revision: /],
    [{ message_type: "next-deal", expected_revision: 1.5 }, /^expected_revision: /],
  ])("[P21] %j is owed an answer that names the field", (message, named) => {
    const read = decode({ ...message, ...id });
    expect(read).toMatchObject({ ok: false, error: { actionId: "a-1", answerable: true } });
    expect(!read.ok && read.error.detail).toMatch(named);
  });

  test.each([undefined, null, "", "x".repeat(65), "tab\t", "line\n", "è", "🂡", 7, {}, "\u0000"])(
    "[P21] the action_id %j can not be answered to",
    (action_id) => {
      expect(decode({ message_type: "next-deal", action_id })).toMatchObject({
        ok: false,
        error: { actionId: null, answerable: false, detail: expect.stringMatching(/^action_id: /) },
      });
    },
  );

  test.each(["x", "x".repeat(64), " ", "~", "a-1_B.c:d/e+f=", '"quoted"'])(
    "[P21] the action_id %j is fine",
    (action_id) => {
      expect(decode({ message_type: "next-deal", action_id })).toMatchObject({ ok: true });
    },
  );

  test("[P10] a join or sync that is wrong is no action and owed no result", () => {
    for (const message_type of ["join", "sync"])
      expect(decode({ message_type, ...id, player_id: "x" })).toMatchObject({
        ok: false,
        error: { actionId: "a-1", answerable: false },
      });
  });
});
