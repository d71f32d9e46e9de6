import { describe, expect, test } from "vitest";
import { seeded } from "../../dev/clients/random.ts";
import { bySeat } from "../../src/shared/game/seats.ts";
import { replayOf } from "../../src/shared/protocol/replay.ts";
import { dealCode, dealIn, type Label, LONGEST_CODE } from "../../src/shared/verify/deal-link.ts";
import {
  ByteReader,
  ByteWriter,
  base64url,
  fromBase64url,
  packed,
  unpacking,
} from "../../src/shared/verify/link-bytes.ts";
import { readRules, writeRules } from "../../src/shared/verify/link-rules.ts";
import { verify } from "../../src/shared/verify/verify.ts";
import { asClaimed, playedReplay } from "../support/replays.ts";
import { matchOver, playUntil, seatedTable } from "../support/table.ts";

const NAMES = ["Ada", "Bruno", "Cloé 🎴", "Dante", "אליאו"];
/** Players who raise by little and seldom pass. */
const LOUD = { pass: 0.05, leap: 0, reorder: 0, nonce: 1 };
const PLAIN: Label = { seat: null, names: null };

const codeOf = (replay: unknown, at: number, label: Label = PLAIN): string => {
  const code = dealCode(replay, at, label);
  if (!code.ok) throw new Error(code.error);
  return code.value;
};
const opened = (code: string) => {
  const deal = dealIn(code);
  if (!deal.ok) throw new Error(deal.error);
  return deal.value;
};

describe("[P29] a deal as a link", () => {
  const axes = (["after-first-trick", "before-play"] as const).flatMap((suit_call) =>
    (["caller", "eldest"] as const).flatMap((first_lead) =>
      [0, 10].map((weak_hand_below) => ({ suit_call, first_lead, weak_hand_below })),
    ),
  );
  test.each(axes)(
    "gives back the replay: $suit_call, $first_lead leads, weak below $weak_hand_below",
    (axis) => {
      let thrown = 0;
      for (let seed = 1; seed <= 5; seed++) {
        const rules = {
          ...axis,
          deals: 3,
          minimum_bid: seed % 2 ? 61 : 80,
          turn_seconds: seed % 2 ? 30 : null,
        };
        const replay = playedReplay(seed, rules, { pass: seed % 3 ? 0.85 : 0.4, leap: seed % 3 ? 0.1 : 1 });
        for (const [at, deal] of replay.deals.entries()) {
          const code = codeOf(replay, at, { seat: 2, names: NAMES });
          const link = opened(code);
          expect(code.length).toBeLessThanOrEqual(LONGEST_CODE);
          expect(link).toMatchObject({ seat: 2, names: NAMES });
          expect(link.replay.rules).toEqual(replay.rules);
          expect(link.replay).toMatchObject({ game_id: replay.game_id, rules: replay.rules });
          expect(link.replay.deals).toEqual([{ ...deal, next_deal_commitment: null }]);
          expect(verify(link.replay).filter(({ holds }) => !holds)).toEqual([]);
          thrown += deal.thrown_in.length;
        }
      }
      expect(thrown).toBeGreaterThan(2);
    },
  );

  test("gives back auctions by ranks, and ranks called after the first trick", () => {
    let ranks = 0;
    for (let seed = 1; seed <= 8; seed++) {
      const byRanks = seed % 2 === 1;
      const rules = byRanks
        ? ({ auction: "ranks", deals: 2 } as const)
        : ({ rank_call: "after-first-trick", thrown_in: "double", match_points: 50, deals: 2 } as const);
      const replay = playedReplay(seed, rules, { pass: 0.5, leap: 0.2 });
      for (const [at, deal] of replay.deals.entries()) {
        const link = opened(codeOf(replay, at));
        expect(link.replay.rules).toEqual(replay.rules);
        expect(link.replay.deals).toEqual([{ ...deal, next_deal_commitment: null }]);
        ranks += Number(deal.bids.some(({ rank }: { rank?: number }) => rank !== undefined));
      }
    }
    expect(ranks).toBeGreaterThan(3);
  });

  test("has at most 600 characters with the longest that a deal has, and then leaves long names out", () => {
    const nonces = bySeat((seat) => `${"ABCDE"[seat]}${"abcde".charAt(seat).repeat(63)}`);
    const rules = { weak_hand_below: 0, deals: 1, turn_seconds: 300, minimum_bid: 61, phrases: false };
    const table = playUntil(seatedTable({ seed: 4, rules, nonces }), matchOver, seeded(4), { temper: LOUD });
    const replay = asClaimed(replayOf(table.game, table.finished));
    expect(replay.deals[0].bids.length).toBeGreaterThan(20);
    const bare = codeOf(replay, 0);
    expect(`https://briscola.example/r#${bare}`.length).toBeLessThanOrEqual(600);
    const long = Array.from({ length: 5 }, () => "🧙‍♂️".repeat(8));
    expect(opened(codeOf(replay, 0, { seat: null, names: long })).names).toBeNull();
    expect(opened(codeOf(replay, 0, { seat: null, names: NAMES })).names).toEqual(NAMES);
  });

  test("is refused when it was cut off or changed, or is of a later format, and never throws", () => {
    const code = codeOf(playedReplay(1, { deals: 1 }), 0);
    const random = seeded(1);
    for (let at = 0; at < code.length; at++) {
      expect(dealIn(code.slice(0, at)).ok).toBe(false);
      const letter = code[at] === "A" ? "B" : "A";
      expect(dealIn(`${code.slice(0, at)}${letter}${code.slice(at + 1)}`).ok).toBe(false);
    }
    for (let round = 0; round < 300; round++) {
      const noise = Array.from({ length: random.int(400) }, () => random.int(256));
      expect(dealIn(base64url(Uint8Array.from(noise))).ok).toBe(false);
    }
    for (const text of ["", "%", "é", "A".repeat(5_000)])
      expect(dealIn(text)).toEqual({ ok: false, error: "broken" });
  });

  test("of the first format is read for ever", () => {
    const link = opened(STORED);
    expect(link).toMatchObject({ seat: 1, names: ["Ada", "Bruno", "Cloe", "Dante", "Elio"] });
    expect(link.replay.game_id).toBe(STORED_FACTS.game_id);
    const [deal] = link.replay.deals as readonly (typeof STORED_FACTS.deal)[];
    expect(deal).toMatchObject(STORED_FACTS.deal);
    expect(verify(link.replay).every(({ holds }) => holds)).toBe(true);
  });

  test("is not made of a deal that is none", () => {
    const replay = playedReplay(1, { deals: 1 });
    expect(dealCode({}, 0, PLAIN).ok).toBe(false);
    expect(dealCode(replay, 1, PLAIN).ok).toBe(false);
    const [deal] = replay.deals;
    const illegal = { ...replay, deals: [{ ...deal, bids: [] }] };
    expect(dealCode(illegal, 0, PLAIN).ok).toBe(false);
  });
});

describe("[P29] the parts of a link", () => {
  test("numbers, texts and hex digits of either case come back", () => {
    const to = new ByteWriter();
    const numbers = [0, 1, 127, 128, 300, 2 ** 31];
    const hexes = ["", "a", "0F", "abc", "aBcDeF01", "f".repeat(63)];
    for (const number of numbers) to.number(number);
    for (const hex of hexes) to.hex(hex);
    to.text("è 🎴");
    const from = new ByteReader(fromBase64url(base64url(to.bytes)) ?? new Uint8Array());
    expect(numbers.map(() => from.number())).toEqual(numbers);
    expect(hexes.map(() => from.hex())).toEqual(hexes);
    expect(from.text()).toBe("è 🎴");
    expect(from.isAtEnd).toBe(true);
    expect(() => from.number()).toThrow(RangeError);
  });

  test("choices come back from one number, in their order", () => {
    const choices = [
      [5, 8],
      [0, 1],
      [255, 256],
      [0, 3],
      [7, 10],
      [0, 4],
    ] as const;
    const take = unpacking(packed(choices));
    expect(choices.map(([, radix]) => take(radix))).toEqual(choices.map(([value]) => value));
    expect(packed([[0, 8]])).toHaveLength(1);
  });

  test("rules that have no number, or a value that has none, come back too", () => {
    const rules = {
      multiplier: "none",
      hints: true,
      auction: "ranks",
      deals: 12,
      kitty: { size: 3 },
      first_lead: "last",
    };
    const to = new ByteWriter();
    writeRules(to, rules);
    expect(readRules(new ByteReader(to.bytes))).toMatchObject(rules);
  });
});

/** A link of this format as it was first written. It is never changed. */
const STORED =
  "AQZURVNUMDECAAQAvRrLr5mM7C1tRKrHBBVWfd10TXwcgpS8gbq1aLjUad8uZRG3iKyTY3jJ330gcrwOviBaw_Wasch1vL6yUFrAtZ_-XHQIS-rIQ6VgDDq5aSal4YsCKOcnPPfgKv1MCSpLeOxD7fAgAQADBAEFAAEyBgACNjASAT_CcxAIDRuZbBoAAAwAAAgDAQEDQWRhBUJydW5vBENsb2UFRGFudGUERWxpb9PcVA";
const STORED_FACTS = {
  game_id: "TEST01",
  deal: {
    deal_number: 2,
    deal_commitment: "560a14f8c02406959d706ee72ddf985427c15399ec782da4debbe7b8b8655a7b",
    dealer_id: 4,
    bid: 72,
    caller_id: 4,
    partner_id: 3,
    partner_rank: 5,
    trump_suit: "cups",
    caller_side_points: 79,
  },
};
