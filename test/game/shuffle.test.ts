import { createHash } from "node:crypto";
import { describe, expect, test, vi } from "vitest";
import { handsWith } from "../../dev/clients/cards.ts";
import { seeded } from "../../dev/clients/random.ts";
import type { BySeat } from "../../src/shared/game/seats.ts";
import { commitmentTo, type DealSeed, hasWeakHand, shuffledDeal } from "../../src/shared/game/shuffle.ts";
import { commitmentByHand, formerShuffleByHand, shuffleByHand } from "../support/referee.ts";
import { auction, inEnd, openTable, playUntil, seatedTable, secretOf, sitDown } from "../support/table.ts";

// Many deals in one test: seconds on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const byHand = ({ shuffle, gameId, dealNumber, attempt, secret, nonces }: DealSeed) =>
  (shuffle === 1 ? formerShuffleByHand : shuffleByHand)(gameId, dealNumber, attempt, secret, nonces);
const plain: DealSeed = {
  shuffle: 2,
  gameId: "ABC123",
  dealNumber: 1,
  attempt: 0,
  secret: "00".repeat(32),
  nonces: ["", "", "", "", ""],
};

// Computed outside this repository with Python's hmac and hashlib from the prose of SPEC.md.
const VECTORS: readonly { name: string; seed: DealSeed; hands: number[][]; commitment: string }[] = [
  {
    name: "shuffle 1, no nonces",
    seed: {
      shuffle: 1,
      gameId: "ABC123",
      dealNumber: 1,
      attempt: 0,
      secret: "0000000000000000000000000000000000000000000000000000000000000000",
      nonces: ["", "", "", "", ""],
    },
    hands: [
      [38, 5, 6, 20, 18, 7, 24, 30],
      [13, 32, 9, 39, 34, 33, 22, 8],
      [17, 37, 36, 35, 3, 1, 23, 12],
      [27, 25, 14, 29, 10, 11, 19, 21],
      [2, 16, 31, 0, 28, 15, 4, 26],
    ],
    commitment: "66687aadf862bd776c8fc18b8e9f8e20089714856ee233b3902a591d0d5f2925",
  },
  {
    name: "shuffle 1, one nonce, a later deal",
    seed: {
      shuffle: 1,
      gameId: "K7Q2ZX",
      dealNumber: 12,
      attempt: 0,
      secret: "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
      nonces: ["", "", "deadbeef", "", ""],
    },
    hands: [
      [10, 11, 8, 26, 35, 37, 34, 29],
      [4, 1, 12, 39, 28, 36, 38, 20],
      [16, 21, 9, 7, 0, 31, 13, 25],
      [27, 14, 2, 17, 22, 33, 5, 18],
      [32, 3, 23, 30, 19, 6, 15, 24],
    ],
    commitment: "630dcd2966c4336691125448bbb25b4ff412a49c732db2c8abc1b8581bd710dd",
  },
  {
    name: "shuffle 1, five nonces, a third attempt",
    seed: {
      shuffle: 1,
      gameId: "0Z9Y8X",
      dealNumber: 3,
      attempt: 2,
      secret: "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
      nonces: ["1", "22", "333", "4444", "c0ffee"],
    },
    hands: [
      [9, 11, 17, 31, 2, 3, 12, 18],
      [34, 20, 29, 27, 15, 36, 8, 39],
      [13, 0, 30, 38, 4, 37, 25, 35],
      [19, 16, 26, 23, 33, 24, 28, 14],
      [21, 5, 7, 22, 6, 1, 10, 32],
    ],
    commitment: "af9613760f72635fbdb44a5a0a63c39f12af30f950a6ee5c971be188e89c4051",
  },
  {
    name: "shuffle 2, no nonces",
    seed: {
      shuffle: 2,
      gameId: "ABC123",
      dealNumber: 1,
      attempt: 0,
      secret: "0000000000000000000000000000000000000000000000000000000000000000",
      nonces: ["", "", "", "", ""],
    },
    hands: [
      [33, 15, 2, 14, 24, 1, 17, 21],
      [19, 5, 8, 6, 25, 7, 31, 28],
      [3, 16, 18, 12, 22, 11, 29, 23],
      [37, 10, 38, 26, 39, 30, 4, 0],
      [13, 20, 34, 27, 9, 36, 32, 35],
    ],
    commitment: "66687aadf862bd776c8fc18b8e9f8e20089714856ee233b3902a591d0d5f2925",
  },
  {
    name: "shuffle 2, one nonce, a later deal",
    seed: {
      shuffle: 2,
      gameId: "K7Q2ZX",
      dealNumber: 12,
      attempt: 0,
      secret: "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
      nonces: ["", "", "deadbeef", "", ""],
    },
    hands: [
      [21, 15, 1, 35, 28, 3, 37, 7],
      [20, 0, 16, 14, 11, 23, 19, 32],
      [31, 17, 22, 38, 6, 9, 29, 26],
      [30, 39, 10, 24, 27, 12, 34, 2],
      [18, 8, 4, 25, 36, 33, 5, 13],
    ],
    commitment: "630dcd2966c4336691125448bbb25b4ff412a49c732db2c8abc1b8581bd710dd",
  },
  {
    name: "shuffle 2, five nonces, a third attempt",
    seed: {
      shuffle: 2,
      gameId: "0Z9Y8X",
      dealNumber: 3,
      attempt: 2,
      secret: "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
      nonces: ["1", "22", "333", "4444", "c0ffee"],
    },
    hands: [
      [2, 10, 18, 24, 33, 19, 32, 14],
      [11, 15, 4, 37, 28, 23, 12, 0],
      [21, 39, 26, 34, 3, 7, 17, 25],
      [8, 5, 27, 31, 16, 36, 22, 1],
      [35, 38, 13, 6, 9, 20, 29, 30],
    ],
    commitment: "af9613760f72635fbdb44a5a0a63c39f12af30f950a6ee5c971be188e89c4051",
  },
];

describe("the shuffle by known answers", () => {
  test.each(VECTORS)("[G5] [G42] $name", ({ seed, hands, commitment }) => {
    expect(shuffledDeal(seed)).toEqual(hands);
    expect(commitmentTo(seed.secret)).toBe(commitment);
    expect(byHand(seed)).toEqual(hands);
  });
});

test("[G5] [G42] 300 random seeds deal what some lines of node:crypto deal", () => {
  const random = seeded(5);
  const nonce = () => (random.chance(0.5) ? "" : random.hex(1 + random.int(64)));
  for (let round = 0; round < 300; round++) {
    const bare = random.chance(0.3);
    const nonces = [0, 1, 2, 3, 4].map(() => (bare ? "" : nonce())) as unknown as BySeat<string>;
    const seed: DealSeed = {
      shuffle: random.pick([1, 2]),
      gameId: random.hex(6).toUpperCase(),
      dealNumber: 1 + random.int(400),
      attempt: random.int(30),
      secret: random.hex(64),
      nonces,
    };
    const hands = shuffledDeal(seed);
    expect(hands).toEqual(byHand(seed));
    expect(hands.map((hand) => hand.length)).toEqual([8, 8, 8, 8, 8]);
    expect(hands.flat().toSorted((a, b) => a - b)).toEqual([...Array(40).keys()]);
  }
});

test.each([1, 2] as const)(
  "[G5] [G42] in shuffle %i game, deal, attempt, secret and each nonce in its seat change the cards",
  (shuffle) => {
    const one: DealSeed = { ...plain, shuffle };
    const others: DealSeed[] = [
      { ...plain, shuffle: shuffle === 1 ? 2 : 1 },
      { ...one, gameId: "ABC124" },
      { ...one, dealNumber: 2 },
      { ...one, attempt: 1 },
      { ...one, secret: `${"00".repeat(31)}01` },
      { ...one, nonces: ["0", "", "", "", ""] },
      { ...one, nonces: ["", "0", "", "", ""] },
      { ...one, nonces: ["", "", "", "", "0"] },
      { ...one, nonces: ["a", "", "", "", ""] },
      { ...one, nonces: ["A", "", "", "", ""] },
    ];
    const dealt = [one, ...others].map((seed) => JSON.stringify(shuffledDeal(seed)));
    expect(new Set(dealt).size).toBe(dealt.length);
  },
);

test("[G4] the commitment is the SHA-256 of the secret's 32 bytes, not of its hex digits", () => {
  const zeros = "66687aadf862bd776c8fc18b8e9f8e20089714856ee233b3902a591d0d5f2925";
  expect(commitmentTo("00".repeat(32))).toBe(zeros);
  const secret = secretOf("x", 1);
  expect(commitmentTo(secret)).not.toBe(createHash("sha256").update(secret).digest("hex"));
});

test("[G4] the commitment is shown to an empty table, stays for the deal, and the secret is told at its end", () => {
  const table = openTable({ seed: "commit" });
  const commitment = table.view("observer").deal_commitment;
  expect(commitment).toBe(commitmentByHand(secretOf("commit", 1)));
  sitDown(table, { nonces: ["aa", "", "b", "", ""] });
  expect(table.view(3).deal_commitment).toBe(commitment);
  auction(table, 2);
  playUntil(table, inEnd, seeded(1), {
    each: () => expect(table.view("observer").deal_commitment).toBe(commitment),
  });
  const end = table.view("observer").end_state;
  expect(commitmentByHand(end?.deal_reveal.secret ?? "")).toBe(commitment);
  expect(end?.next_deal_commitment).toBe(commitmentByHand(secretOf("commit", 2)));
  expect(end?.next_deal_commitment).not.toBe(commitment);
});

test("[G4] the next deal is dealt from the secret committed to at the end of the one before", () => {
  const table = auction(seatedTable({ seed: "next" }), 0);
  playUntil(table, inEnd, seeded(2));
  const promised = table.view("observer").end_state?.next_deal_commitment;
  for (const [seat, nonce] of [
    [4, "dd"],
    [0, ""],
    [3, "c0ffee"],
    [1, ""],
    [2, "1"],
  ] as const) {
    table.send(seat, { message_type: "next-deal", nonce });
  }
  expect(table.view("observer").deal_commitment).toBe(promised);
  const attempt = "attempt" in table.game.phase ? table.game.phase.attempt : -1;
  const hands = shuffleByHand("TEST01", 2, attempt, secretOf("next", 2), ["", "", "1", "c0ffee", "dd"]);
  expect(table.log.findLast((event) => event.type === "dealt")).toEqual({ type: "dealt", hands, shuffle: 2 });
});

test("[G5] the nonces of one deal are not those of the next", () => {
  const table = auction(seatedTable({ seed: "old nonces", nonces: ["aa", "bb", "cc", "dd", "ee"] }), 0);
  playUntil(table, inEnd, seeded(3));
  expect(table.view(0).end_state?.deal_reveal.nonces).toEqual(["aa", "bb", "cc", "dd", "ee"]);
  for (const seat of [0, 1, 2, 3, 4] as const) table.send(seat, { message_type: "next-deal" });
  const attempt = "attempt" in table.game.phase ? table.game.phase.attempt : -1;
  const hands = shuffleByHand("TEST01", 2, attempt, secretOf("old nonces", 2), ["", "", "", "", ""]);
  expect(table.log.findLast((event) => event.type === "dealt")).toEqual({ type: "dealt", hands, shuffle: 2 });
});

describe("weak hands", () => {
  const four = handsWith({ 2: "coins 2 4 5 6 7, cups 2 4, cups 10" });
  const five = handsWith({ 2: "coins 2 4 5 6 7, cups 2, cups 8 9" });
  test.each([
    ["four points under 5", four, 5, true],
    ["five points under 5", five, 5, false],
    ["five points under 6", five, 6, true],
    ["four points under 4", four, 4, false],
    ["no points under 0", handsWith({ 2: "coins 2 4 5 6 7, cups 2 4 5" }), 0, false],
    ["no points under 1", handsWith({ 2: "coins 2 4 5 6 7, cups 2 4 5" }), 1, true],
    ["ten points under 10", handsWith({ 0: "coins 3 2 4 5 6 7, cups 2 4" }, 1, 10), 10, false],
  ] as const)("[G6] %s", (_name, hands, below, weak) => {
    expect(hasWeakHand(hands, below)).toBe(weak);
  });

  test.each([0, 1, 2, 3, 4] as const)("[G6] the weak hand may be seat %i's", (seat) => {
    expect(hasWeakHand(handsWith({ [seat]: "coins 2 4 5 6 7, cups 2 4 5" }), 5)).toBe(true);
  });

  test("[G6] about 8.3 % of deals are thrown in for a hand under five points", () => {
    const random = seeded(83);
    let weak = 0;
    for (let deal = 0; deal < 4_000; deal++) {
      if (hasWeakHand(shuffledDeal({ ...plain, secret: random.hex(64) }), 5)) weak += 1;
    }
    expect(weak / 4_000).toBeGreaterThan(0.068);
    expect(weak / 4_000).toBeLessThan(0.098);
  });

  test("[G6] a weak deal is dealt again by the same dealer with the next attempt, and everyone is told", () => {
    const weak = handsWith({ 1: "coins 2 4 5 6 7, cups 2 4 5" });
    const table = seatedTable({ dealer: 3, hands: [weak, handsWith({}, 2)] });
    const [thrown, dealt] = table.log.filter(({ type }) => type === "thrown-in" || type === "dealt");
    expect(thrown).toEqual({ type: "thrown-in", reason: "weak_hand", attempt: 1, dealer: 3 });
    expect(dealt).toEqual({ type: "dealt", hands: handsWith({}, 2), shuffle: 2 });
    expect(table.view("observer").current_player_id).toBe(4);
    expect(table.game.phase).toMatchObject({ name: "bid", attempt: 1 });
  });

  test("[G6] with weak_hand_below 0 a hand without points stands", () => {
    const weak = handsWith({ 1: "coins 2 4 5 6 7, cups 2 4 5" });
    const table = seatedTable({ rules: { weak_hand_below: 0 }, hands: [weak] });
    expect(table.log.filter(({ type }) => type === "thrown-in")).toEqual([]);
    expect(table.view(1).hand?.map(({ card_id }) => card_id)).toEqual(weak[1]);
  });
});
