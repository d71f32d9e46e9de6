import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { faceOf } from "../../dev/clients/cards.ts";
import { commitmentOf } from "../../dev/clients/nonces.ts";
import { seeded } from "../../dev/clients/random.ts";
import { ORDERS } from "../../dev/clients/rules.ts";
import type { Frame } from "../../dev/clients/wire.ts";
import type { Rules } from "../../src/shared/game/rules.ts";
import { replayOf } from "../../src/shared/protocol/replay.ts";
import { type NotedDeal, STEPS, type Step } from "../../src/shared/verify/steps.ts";
import { type Check, type Noted, verify } from "../../src/shared/verify/verify.ts";
import { asClaimed, playedMatch, playedReplay } from "../support/replays.ts";
import { inEnd, playUntil, seatedTable } from "../support/table.ts";

const failures = (checks: readonly Check[]) => checks.filter(({ holds }) => !holds);
/** Each deal's checks up to its end. */
const whole = ({ suit_call, rank_call }: Pick<Rules, "suit_call" | "rank_call">): readonly Step[] => {
  const steps = STEPS.filter(
    (step) => !NOTED_STEPS.includes(step) && (step !== "blind-trick" || suit_call === "after-first-trick"),
  );
  if (rank_call === "before-play") return steps;
  return steps.flatMap((step) => (step === "rank" ? [] : step === "blind-trick" ? [step, "rank"] : [step]));
};
/** The steps that need notes of a player. */
const NOTED_STEPS: readonly Step[] = ["noted", "noted-nonces", "own-nonce", "silence"];
const digest = (hex: string) => createHash("sha256").update(Buffer.from(hex, "hex")).digest("hex");
const other = (seat: number) => (seat + 1) % 5;

describe("replays of real deals", () => {
  const counted = { deals: 0, weak: 0, passed: 0, both: 0, solos: 0, partners: 0, made: 0, multiplied: 0 };
  const axes = ORDERS.flatMap((order) =>
    (["same", "double"] as const).flatMap((thrown_in) =>
      [0, 5, 10].map((weak_hand_below, at) => ({
        ...{ ...order, thrown_in, weak_hand_below },
        multiplier: at === 1 ? ("none" as const) : ("ladder" as const),
      })),
    ),
  );
  test.each(axes)(
    "[P25] hold: $auction, rank $rank_call, suit $suit_call, $first_lead leads, $multiplier, $thrown_in, weak below $weak_hand_below",
    (axis) => {
      for (let seed = 1; seed <= 6; seed++) {
        const isByRanks = axis.auction === "ranks";
        const rules = { ...axis, deals: 3, minimum_bid: isByRanks || seed % 2 ? 61 : 80 };
        const replay = playedReplay(seed, rules, { pass: seed % 3 ? 0.85 : 0.4, leap: seed % 3 ? 0.1 : 1 });
        const checks = verify(replay);
        expect(failures(checks), `seed ${seed}`).toEqual([]);
        for (const [at, deal] of replay.deals.entries()) {
          const steps = checks.filter((check) => check.deal === deal.deal_number).map(({ step }) => step);
          expect(steps).toEqual(whole(axis).filter((step) => at > 0 || step !== "chain"));
          const reasons = new Set(deal.thrown_in.map(({ reason }: Frame) => reason));
          counted.deals += 1;
          counted.weak += Number(reasons.has("weak_hand"));
          counted.passed += Number(reasons.has("all_passed"));
          counted.both += Number(reasons.size === 2);
          counted[deal.caller_id === deal.partner_id ? "solos" : "partners"] += 1;
          counted.made += Number(deal.winner_ids.includes(deal.caller_id));
          counted.multiplied += Number(Math.abs(deal.match_delta[deal.caller_id].points) > 4);
        }
      }
    },
  );
  test("[P25] the deals above had redeals of both kinds, solos, contracts made and multiplied scores", () => {
    expect(counted.deals).toBe(axes.length * 18);
    for (const [what, times] of Object.entries(counted)) expect(times, what).toBeGreaterThan(10);
  });

  test("[P25] hold from any deal on, as the oldest are forgotten", () => {
    const replay = playedReplay(22, { deals: 4 });
    expect(failures(verify({ ...replay, deals: replay.deals.slice(2) }))).toEqual([]);
  });
  test("[P25] hold with the commitments that were noted, in upper case too", () => {
    const replay = playedReplay(1, { deals: 3 });
    const noted: Noted = new Map([
      [1, { commitment: replay.deals[0].deal_commitment }],
      [3, { commitment: replay.deals[2].deal_commitment.toUpperCase() }],
    ]);
    const checks = verify(replay, noted);
    expect(failures(checks)).toEqual([]);
    expect(checks.filter(({ step }) => step === "noted").map(({ deal }) => deal)).toEqual([1, 3]);
  });
  test("[P25] [G40] hold with the own nonce and the commitments that were noted", () => {
    const replay = playedReplay(1, { deals: 2 });
    const own = { seat: 2, nonce: "B2b2", revealed: true };
    const notedIn = (deal: Frame): NotedDeal => ({ nonceCommitments: deal.deal_reveal.commitments });
    const [first, second] = replay.deals;
    const checks = verify(
      replay,
      new Map([
        [1, { ...notedIn(first), own }],
        [2, notedIn(second)],
      ]),
    );
    expect(failures(checks)).toEqual([]);
    const steps = checks
      .filter(({ step }) => NOTED_STEPS.includes(step))
      .map(({ deal, step }) => [deal, step]);
    expect(steps).toEqual([
      [1, "noted-nonces"],
      [1, "own-nonce"],
      [1, "silence"],
      [2, "noted-nonces"],
    ]);
  });
  test("[P25] hold with fields that a later version may add", () => {
    const replay = playedReplay(1, { deals: 1 });
    const later = { ...replay, v: 2, deals: [{ ...replay.deals[0], names: ["Ada"] }] };
    expect(failures(verify(later))).toEqual([]);
  });
});

test("[P25] [P23] the hands of a replay are the five as dealt, in seat order, each in the order of the shuffle", () => {
  const table = playedMatch(22, { deals: 4, weak_hand_below: 10 }, { pass: 0.8, reorder: 0.3 });
  expect(table.log.some(({ type }) => type === "hand-reordered")).toBe(true);
  const replay = asClaimed(replayOf(table.game, table.finished));
  let dealt: readonly (readonly number[])[] = [];
  const played: (typeof dealt)[] = [];
  for (const event of table.log) {
    if (event.type === "dealt") dealt = event.hands;
    if (event.type === "deal-ended") played.push(dealt);
  }
  expect(replay.deals.map(({ hands }: Frame) => hands)).toEqual(
    played.map((hands) => hands.map((cards, seat) => ({ player_id: seat, cards: cards.map(faceOf) }))),
  );
});

/** Three deals without redeals, the first with a partner and a contract that counts threefold. */
const calm = () => playedReplay(26, { deals: 3, weak_hand_below: 0, multiplier: "ladder" }, { pass: 0.5 });
/** Two deals after redeals: both kinds before the first, all passed twice before the second. */
const stormy = () =>
  playedReplay(56_498, { deals: 2, weak_hand_below: 10, multiplier: "ladder" }, { pass: 0.8 });

test("[P25] the replays tampered with below are of the kinds they have to be", () => {
  const kinds = (replay: Frame) =>
    replay.deals.map(({ thrown_in }: Frame) => thrown_in.map(({ reason }: Frame) => reason[0]).join(""));
  expect(kinds(calm())).toEqual(["", "", ""]);
  expect(kinds(stormy())).toEqual(["waaw", "aa"]);
  const [{ caller_id, partner_id, dealer_id, bids, bid }] = calm().deals;
  expect(partner_id).not.toBe(caller_id);
  expect(caller_id).not.toBe(other(dealer_id));
  expect(bids.length).toBeGreaterThan(6);
  expect(bid).toBeGreaterThan(80);
  expect(failures([...verify(calm()), ...verify(stormy())])).toEqual([]);
});

interface Tampering {
  readonly what: string;
  readonly step: Step;
  /** What the detail has to name. */
  readonly names: string;
  readonly change: (replay: Frame) => void;
  readonly of?: () => Frame;
  /** The deal in which it is found; the first unless told. */
  readonly deal?: number | null;
  /** Later deals that no longer fit the changed one. */
  readonly also?: readonly [number, Step][];
  readonly noted?: (replay: Frame) => Noted;
}

/** The hand that holds `card` in the first deal. */
const holderOf = (deal: Frame, suit: string, rank: number): number =>
  deal.hands.findIndex(({ cards }: Frame) =>
    cards.some((card: Frame) => card.suit === suit && card.rank === rank),
  );
/** Puts `nonce` and its commitment in the place of `seat`. */
const reseat = (deal: Frame, seat: number, nonce: string) => {
  deal.deal_reveal.nonces[seat] = nonce;
  deal.deal_reveal.commitments[seat] = commitmentOf(nonce);
};
/** What a player notes of a deal in the phase `shuffle`. */
const notedAsShown = (deal: Frame): Noted =>
  new Map([[1, { nonceCommitments: [...deal.deal_reveal.commitments] }]]);
const swap = (list: Frame, a: number, b: number) => {
  [list[a], list[b]] = [list[b], list[a]];
};

const TAMPERINGS: readonly Tampering[] = [
  {
    what: "the commitment changed",
    step: "commitment",
    names: "deal_commitment",
    change: ({ deals: [deal] }) => {
      deal.deal_commitment = "0".repeat(64);
    },
  },
  {
    what: "another secret",
    step: "commitment",
    names: "deal_commitment",
    change: ({ deals: [deal] }) => {
      deal.deal_reveal.secret = "0".repeat(64);
    },
  },
  {
    what: "another secret with its own commitment in the middle of a match",
    step: "chain",
    names: "deal_commitment",
    deal: 2,
    change: ({ deals: [, deal] }) => {
      deal.deal_reveal.secret = "0".repeat(64);
      deal.deal_commitment = digest("0".repeat(64));
    },
  },
  {
    what: "another secret with its own commitment, announced as well",
    step: "hands",
    names: "hands[0]",
    deal: 2,
    change: ({ deals: [before, deal] }) => {
      deal.deal_reveal.secret = "0".repeat(64);
      deal.deal_commitment = digest("0".repeat(64));
      before.next_deal_commitment = deal.deal_commitment;
    },
  },
  {
    what: "a whole match of other secrets than those noted",
    step: "noted",
    names: "deal_commitment",
    change: () => {},
    noted: () => new Map([[1, { commitment: "ab".repeat(32) }]]),
  },
  {
    what: "the deal of a noted commitment left out",
    step: "noted",
    names: "deals",
    deal: 3,
    noted: ({ deals }) => new Map([[3, { commitment: deals[2].deal_commitment }]]),
    change: (replay) => {
      replay.deals.pop();
    },
  },
  {
    what: "the next deal's commitment changed",
    step: "chain",
    names: "deal_commitment",
    deal: 2,
    change: ({ deals: [deal] }) => {
      deal.next_deal_commitment = "0".repeat(64);
    },
  },
  {
    what: "a deal left out",
    step: "chain",
    names: "deal_commitment",
    deal: 3,
    change: ({ deals }) => {
      deals.splice(1, 1);
    },
  },
  {
    what: "a deal left out and the gap in the commitments closed",
    step: "deal-number",
    names: "deal_number",
    deal: 3,
    change: ({ deals }) => {
      deals.splice(1, 1);
      deals[0].next_deal_commitment = deals[1].deal_commitment;
    },
  },
  {
    what: "the reveal of another deal",
    step: "deal-number",
    names: "deal_reveal.deal_number",
    change: ({ deals: [deal] }) => {
      deal.deal_reveal.deal_number = 7;
    },
  },
  {
    what: "deals renumbered",
    step: "hands",
    names: "hands[0]",
    deal: 8,
    also: [
      [9, "hands"],
      [10, "hands"],
    ],
    change: ({ deals }) => {
      for (const deal of deals) {
        deal.deal_number += 7;
        deal.deal_reveal.deal_number += 7;
      }
    },
  },
  {
    what: "another game's id",
    step: "hands",
    names: "hands[0]",
    also: [
      [2, "hands"],
      [3, "hands"],
    ],
    change: (replay) => {
      replay.game_id = "TEST02";
    },
  },
  {
    what: "the dealer changed",
    step: "dealer",
    names: "dealer_id",
    deal: 2,
    also: [[3, "dealer"]],
    change: ({ deals: [, deal] }) => {
      deal.dealer_id = other(deal.dealer_id);
    },
  },
  {
    what: "the first dealer of all changed",
    step: "auction",
    names: "bids[0]: player_id",
    also: [[2, "dealer"]],
    change: ({ deals: [deal] }) => {
      deal.dealer_id = other(deal.dealer_id);
    },
  },
  {
    what: "the dealer of a thrown-in attempt changed",
    step: "dealer",
    names: "thrown_in[2].dealer_id",
    of: stormy,
    change: ({ deals: [deal] }) => {
      deal.thrown_in[2].dealer_id = other(deal.thrown_in[2].dealer_id);
    },
  },
  {
    what: "a thrown-in attempt of a weak hand dropped",
    step: "thrown-in",
    names: "thrown_in",
    of: stormy,
    change: ({ deals: [deal] }) => {
      deal.thrown_in.pop();
      deal.deal_reveal.attempt -= 1;
    },
  },
  {
    what: "a thrown-in attempt that all had passed dropped",
    step: "dealer",
    names: "thrown_in[0].dealer_id",
    deal: 2,
    of: stormy,
    change: ({ deals: [, deal] }) => {
      deal.thrown_in.shift();
      deal.thrown_in[0].attempt = 0;
      deal.deal_reveal.attempt -= 1;
    },
  },
  {
    what: "an attempt thrown in that was not weak",
    step: "thrown-in",
    names: "thrown_in[0].reason: weak_hand",
    change: ({ deals: [deal] }) => {
      deal.thrown_in = [{ attempt: 0, reason: "weak_hand", dealer_id: deal.dealer_id, bids: [] }];
      deal.deal_reveal.attempt = 1;
    },
  },
  {
    what: "a weak attempt told as passed by all",
    step: "thrown-in",
    names: "thrown_in[0].reason: all_passed",
    of: stormy,
    change: ({ deals: [deal] }) => {
      const [weak] = deal.thrown_in;
      weak.reason = "all_passed";
      weak.bids = [1, 2, 3, 4, 5].map((step) => ({ player_id: (weak.dealer_id + step) % 5, bid: -1 }));
      for (const later of deal.thrown_in.slice(1)) later.dealer_id = other(later.dealer_id);
      deal.dealer_id = other(deal.dealer_id);
    },
    also: [[2, "dealer"]],
  },
  {
    what: "four passes for five",
    step: "thrown-in",
    names: "thrown_in[1].bids",
    of: stormy,
    change: ({ deals: [deal] }) => {
      deal.thrown_in[1].bids.pop();
    },
  },
  {
    what: "six passes for five",
    step: "thrown-in",
    names: "thrown_in[1].bids: 6",
    of: stormy,
    change: ({ deals: [deal] }) => {
      deal.thrown_in[1].bids.push(deal.thrown_in[1].bids[0]);
    },
  },
  {
    what: "passes out of turn",
    step: "thrown-in",
    names: "thrown_in[1].bids[0]: player_id",
    of: stormy,
    change: ({ deals: [deal] }) => swap(deal.thrown_in[1].bids, 0, 1),
  },
  {
    what: "a bid in an attempt that all had passed",
    step: "thrown-in",
    names: "thrown_in[1].bids",
    of: stormy,
    change: ({ deals: [deal] }) => {
      deal.thrown_in[1].bids[4].bid = 61;
    },
  },
  {
    what: "calls in an attempt with a weak hand",
    step: "thrown-in",
    names: "thrown_in[0].bids",
    of: stormy,
    change: ({ deals: [deal] }) => {
      deal.thrown_in[0].bids = deal.bids;
    },
  },
  {
    what: "attempts numbered otherwise",
    step: "thrown-in",
    names: "thrown_in[1].attempt",
    deal: 2,
    of: stormy,
    change: ({ deals: [, deal] }) => {
      deal.thrown_in[1].attempt = 5;
    },
  },
  {
    what: "the attempt changed",
    step: "thrown-in",
    names: "deal_reveal.attempt",
    change: ({ deals: [deal] }) => {
      deal.deal_reveal.attempt = 1;
    },
  },
  {
    what: "another rule for weak hands",
    step: "thrown-in",
    names: "thrown_in",
    of: stormy,
    change: ({ rules }) => {
      rules.weak_hand_below = 0;
    },
  },
  {
    what: "another nonce with its own commitment",
    step: "hands",
    names: "hands[0]",
    change: ({ deals: [deal] }) => reseat(deal, 0, "a2"),
  },
  {
    what: "a nonce moved to another seat with its commitment",
    step: "hands",
    names: "hands[0]",
    change: ({ deals: [deal] }) => {
      swap(deal.deal_reveal.nonces, 0, 1);
      swap(deal.deal_reveal.commitments, 0, 1);
    },
  },
  {
    what: "a nonce that does not fit its commitment",
    step: "nonces",
    names: "deal_reveal.commitments[2]",
    change: ({ deals: [deal] }) => {
      deal.deal_reveal.nonces[2] = "B2b3";
    },
  },
  {
    what: "a nonce of a seat that has committed to none",
    step: "nonces",
    names: "deal_reveal.commitments[3]: - ",
    change: ({ deals: [deal] }) => {
      deal.deal_reveal.nonces[3] = "ab";
    },
  },
  {
    what: "a foreign nonce in one's own place",
    step: "own-nonce",
    names: "deal_reveal.nonces[0]: a2 ",
    noted: () => new Map([[1, { own: { seat: 0, nonce: "a1", revealed: false } }]]),
    change: ({ deals: [deal] }) => reseat(deal, 0, "a2"),
  },
  {
    what: "a foreign commitment in one's own place, not revealed",
    step: "own-nonce",
    names: "deal_reveal.commitments[0]",
    noted: () => new Map([[1, { own: { seat: 0, nonce: "a1", revealed: false } }]]),
    change: ({ deals: [deal] }) => {
      deal.deal_reveal.nonces[0] = "";
      deal.deal_reveal.commitments[0] = commitmentOf("a2");
    },
  },
  {
    what: "commitments changed after the fact",
    step: "noted-nonces",
    names: "deal_reveal.commitments[4]",
    noted: ({ deals: [deal] }) => notedAsShown(deal),
    change: ({ deals: [deal] }) => reseat(deal, 4, "d4"),
  },
  {
    what: "a shuffle told as one that had no commitments",
    step: "noted-nonces",
    names: "deal_reveal.commitments[0]: - ",
    noted: ({ deals: [deal] }) => notedAsShown(deal),
    change: ({ deals: [deal] }) => {
      delete deal.deal_reveal.shuffle;
      delete deal.deal_reveal.commitments;
    },
  },
  {
    what: "an honest seat counted as silent",
    step: "silence",
    names: "deal_reveal.nonces[0]: - ",
    noted: () => new Map([[1, { own: { seat: 0, nonce: "a1", revealed: true } }]]),
    change: ({ deals: [deal] }) => {
      deal.deal_reveal.nonces[0] = "";
    },
  },
  {
    what: "cards swapped between hands",
    step: "hands",
    names: "hands[1].cards[3]",
    change: ({ deals: [deal] }) => {
      const [, one, two] = deal.hands;
      [one.cards[3], two.cards[3]] = [two.cards[3], one.cards[3]];
    },
  },
  {
    what: "cards swapped within a hand",
    step: "hands",
    names: "hands[4].cards[0]",
    change: ({ deals: [deal] }) => swap(deal.hands[4].cards, 0, 1),
  },
  {
    what: "a bid changed to one that is too low",
    step: "auction",
    names: "bids[",
    change: ({ deals: [deal] }) => {
      deal.bids.find(({ bid }: Frame) => bid > 0).bid = 60;
    },
  },
  {
    what: "a bid changed in height",
    step: "auction",
    names: "bid: ",
    change: ({ deals: [deal] }) => {
      deal.bids.findLast(({ bid }: Frame) => bid > 0).bid += 1;
    },
  },
  {
    what: "the contract changed",
    step: "auction",
    names: "bid: ",
    change: ({ deals: [deal] }) => {
      deal.bid -= 1;
    },
  },
  {
    what: "the caller changed",
    step: "auction",
    names: "caller_id",
    change: ({ deals: [deal] }) => {
      deal.caller_id = other(deal.caller_id);
    },
  },
  {
    what: "a bid by the wrong seat",
    step: "auction",
    names: "bids[2]: player_id",
    change: ({ deals: [deal] }) => {
      deal.bids[2].player_id = other(deal.bids[2].player_id);
    },
  },
  {
    what: "a call after the auction was won",
    step: "auction",
    names: "wrong-phase",
    change: ({ deals: [deal] }) => {
      deal.bids.push({ player_id: deal.caller_id, bid: 120 });
    },
  },
  {
    what: "the last call left out",
    step: "auction",
    names: "bids",
    change: ({ deals: [deal] }) => {
      deal.bids.pop();
    },
  },
  {
    what: "an auction of five passes",
    step: "auction",
    names: "bids",
    change: ({ deals: [deal] }) => {
      deal.bids = [1, 2, 3, 4, 5].map((step) => ({ player_id: (deal.dealer_id + step) % 5, bid: -1 }));
    },
  },
  {
    what: "a higher minimum bid",
    step: "auction",
    names: "100-120",
    also: [
      [2, "auction"],
      [3, "auction"],
    ],
    change: ({ rules }) => {
      rules.minimum_bid = 100;
    },
  },
  {
    what: "the first trick led by the wrong seat",
    step: "blind-trick",
    names: "tricks[0].cards[0]: player_id",
    change: ({ deals: [deal] }) => swap(deal.tricks[0].cards, 0, 1),
  },
  {
    what: "another rule for the first lead",
    step: "blind-trick",
    names: "tricks[0].cards[0]: player_id",
    change: (replay) => {
      replay.rules.first_lead = "eldest";
      replay.deals = replay.deals.slice(0, 1);
    },
  },
  {
    what: "another rank called",
    step: "partner",
    names: "partner_id",
    change: ({ deals: [deal] }) => {
      const ranks = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
      deal.partner_rank = ranks.find((rank) => holderOf(deal, deal.trump_suit, rank) !== deal.partner_id);
    },
  },
  {
    what: "another suit called",
    step: "partner",
    names: "partner_id",
    change: ({ deals: [deal] }) => {
      const suits = ["coins", "cups", "swords", "clubs"];
      deal.trump_suit = suits.find((suit) => holderOf(deal, suit, deal.partner_rank) !== deal.partner_id);
    },
  },
  {
    what: "the partner changed",
    step: "partner",
    names: "partner_id",
    change: ({ deals: [deal] }) => {
      deal.partner_id = other(deal.partner_id);
    },
  },
  {
    what: "the partner hidden as a solo",
    step: "partner",
    names: "partner_id",
    change: ({ deals: [deal] }) => {
      deal.partner_id = deal.caller_id;
    },
  },
  {
    what: "a card played by the wrong seat",
    step: "plays",
    names: "tricks[2].cards[1]: player_id",
    change: ({ deals: [deal] }) => {
      deal.tricks[2].cards[1].player_id = deal.tricks[2].cards[0].player_id;
    },
  },
  {
    what: "a card played that another seat holds",
    step: "plays",
    names: "tricks[3].cards[0]: ",
    change: ({ deals: [deal] }) => {
      const [one, two] = deal.tricks[3].cards;
      [one.card, two.card] = [two.card, one.card];
    },
  },
  {
    what: "a card played twice",
    step: "plays",
    names: "card-not-held",
    change: ({ deals: [deal] }) => {
      const again = deal.tricks[6].cards[0];
      const before = deal.tricks[1].cards.find(({ player_id }: Frame) => player_id === again.player_id);
      again.card = before.card;
    },
  },
  {
    what: "a trick led by another than the winner of the one before",
    step: "plays",
    names: "tricks[4].cards[0]: player_id",
    change: ({ deals: [deal] }) => {
      const { cards } = deal.tricks[4];
      cards.push(cards.shift());
    },
  },
  {
    what: "two tricks exchanged",
    step: "plays",
    names: "tricks[",
    change: ({ deals: [deal] }) => {
      const { tricks } = deal;
      const leader = (at: number) => tricks[at].cards[0].player_id;
      const at = [1, 2, 3, 4, 5, 6].find((trick) => leader(trick) !== leader(trick + 1)) ?? 1;
      swap(tricks, at, at + 1);
    },
  },
  {
    what: "a trick's winner changed",
    step: "tricks",
    names: "tricks[3].winner_id",
    change: ({ deals: [deal] }) => {
      deal.tricks[3].winner_id = other(deal.tricks[3].winner_id);
    },
  },
  {
    what: "a trick's points changed",
    step: "tricks",
    names: "tricks[7].points",
    change: ({ deals: [deal] }) => {
      deal.tricks[7].points += 1;
    },
  },
  {
    what: "points moved from one seat to another",
    step: "score",
    names: "final_scores[",
    change: ({ deals: [deal] }) => {
      deal.final_scores[0].points += 5;
      deal.final_scores[1].points -= 5;
    },
  },
  {
    what: "the caller's side given points",
    step: "score",
    names: "caller_side_points",
    change: ({ deals: [deal] }) => {
      deal.caller_side_points += 10;
    },
  },
  {
    what: "the winners changed",
    step: "score",
    names: "winner_ids",
    change: ({ deals: [deal] }) => {
      deal.winner_ids = [0, 1, 2, 3, 4].filter((seat) => !deal.winner_ids.includes(seat));
    },
  },
  {
    what: "the match delta changed",
    step: "match-delta",
    names: "match_delta[0].points",
    change: ({ deals: [deal] }) => {
      for (const entry of deal.match_delta) entry.points *= -1;
    },
  },
  {
    what: "a multiplied score told as a plain one",
    step: "match-delta",
    names: "match_delta[",
    change: ({ deals: [deal] }) => {
      for (const entry of deal.match_delta) entry.points /= 3;
    },
  },
  {
    what: "another rule for the multiplier",
    step: "match-delta",
    names: "match_delta[",
    change: (replay) => {
      replay.rules.multiplier = "none";
      replay.deals = replay.deals.slice(0, 1);
    },
  },
  {
    what: "a field missing",
    step: "shape",
    names: "deals[1].deal_reveal.secret",
    deal: 2,
    change: ({ deals: [, deal] }) => {
      delete deal.deal_reveal.secret;
    },
  },
  {
    what: "a number as text",
    step: "shape",
    names: "deals[0].tricks[2].cards[4].player_id",
    change: ({ deals: [deal] }) => {
      deal.tricks[2].cards[4].player_id = "3";
    },
  },
  {
    what: "a card that is none",
    step: "shape",
    names: "deals[0].hands[2].cards[5].card_id",
    change: ({ deals: [deal] }) => {
      deal.hands[2].cards[5].card_id = (deal.hands[2].cards[5].card_id + 1) % 40;
    },
  },
  {
    what: "a trick left out",
    step: "shape",
    names: "deals[0].tricks must have 8 items",
    change: ({ deals: [deal] }) => {
      deal.tricks.pop();
    },
  },
  {
    what: "hands out of seat order",
    step: "shape",
    names: "deals[0].hands must be in seat order",
    change: ({ deals: [deal] }) => swap(deal.hands, 0, 1),
  },
  {
    what: "a deal that is none",
    step: "shape",
    names: "deals[0] must be an object",
    deal: null,
    change: (replay) => {
      replay.deals[0] = "deal";
    },
  },
  {
    what: "rules that would never stop dealing",
    step: "shape",
    names: "rules.weak_hand_below",
    deal: null,
    change: ({ rules }) => {
      rules.weak_hand_below = 120;
    },
  },
];

describe("tampered replays", () => {
  test.each(TAMPERINGS)(
    "[P25] $what: $step",
    ({ step, names, change, of = calm, deal = 1, also = [], noted }) => {
      const replay = of();
      const before = noted?.(replay);
      change(replay);
      const checks = verify(replay, before);
      const found = failures(checks);
      expect(found[0]).toMatchObject({ deal, step });
      expect(found[0]?.detail).toContain(names);
      // Each deal stops at its first failure, and the others are checked to their ends.
      expect(found.slice(1).map((check) => [check.deal, check.step])).toEqual(also);
      for (const failed of found.filter((check) => check.step !== "noted")) {
        const ofDeal = checks.filter((check) => check.deal === failed.deal);
        expect(ofDeal.at(-1)).toBe(failed);
      }
      const failing = new Set(found.map((check) => check.deal));
      for (const { deal_number } of failing.has(null) ? [] : replay.deals) {
        if (failing.has(deal_number)) continue;
        expect(checks.findLast((check) => check.deal === deal_number)?.step).toBe("match-delta");
      }
    },
  );
  test("[P25] every step but the calls of rank and suit, which are free, is among them", () => {
    const shown = new Set(TAMPERINGS.map(({ step }) => step));
    expect(STEPS.filter((step) => !shown.has(step))).toEqual(["rank", "suit"]);
  });
  test("[P25] with the suit called before play, the first trick belongs to the plays", () => {
    const replay = playedReplay(5, { deals: 1, suit_call: "before-play" });
    swap(replay.deals[0].tricks[0].cards, 0, 1);
    expect(failures(verify(replay))).toMatchObject([{ deal: 1, step: "plays" }]);
    const other = playedReplay(5, { deals: 1, suit_call: "before-play" });
    other.rules.suit_call = "after-first-trick";
    expect(failures(verify(other))).toEqual([]);
  });
  test("[P25, G33] with rank and suit called after it, the first trick comes before both", () => {
    const rules = { deals: 1, rank_call: "after-first-trick" } as const;
    const replay = playedReplay(5, rules);
    swap(replay.deals[0].tricks[0].cards, 0, 1);
    expect(failures(verify(replay))).toMatchObject([{ deal: 1, step: "blind-trick" }]);
    const other = playedReplay(5, rules);
    other.rules.rank_call = "before-play";
    expect(failures(verify(other))).toEqual([]);
    other.rules.suit_call = "before-play";
    other.rules.rank_call = "after-first-trick";
    expect(failures(verify(other))).toMatchObject([
      { step: "shape", detail: "rules.rank_call must be before-play with suit_call before-play" },
    ]);
  });

  /** A deal in which three, two, 64 and 70 are bid, and four passes follow. */
  const pastTheTwo = (): Frame => {
    const table = seatedTable({
      seed: 4,
      dealer: 0,
      rules: { auction: "ranks", deals: 1, weak_hand_below: 0 },
    });
    table.send(1, { type: "bid", rank: 3 });
    table.send(2, { type: "bid", rank: 2 });
    table.send(3, { type: "bid", bid: 64 });
    table.send(4, { type: "bid", bid: 70 });
    for (const seat of [0, 1, 2, 3] as const) table.send(seat, { type: "bid", bid: null });
    const { game, finished } = playUntil(table, inEnd, seeded(4));
    return asClaimed(replayOf(game, finished));
  };
  test.each<[string, string, (deal: Frame) => void]>([
    [
      "another called rank",
      "rank",
      (deal) => {
        deal.partner_rank = 5;
      },
    ],
    [
      "a bid without its rank",
      "auction",
      (deal) => {
        delete deal.bids[0].rank;
      },
    ],
    [
      "a stronger rank",
      "auction",
      (deal) => {
        deal.bids[1].rank = 1;
      },
    ],
    [
      "points with a rank that is not the two",
      "auction",
      (deal) => {
        deal.bids.at(-5).rank = 3;
      },
    ],
    [
      "points before the two",
      "auction",
      (deal) => {
        deal.bids[0] = { ...deal.bids[0], bid: 70 };
      },
    ],
    [
      "a pass with a rank",
      "auction",
      (deal) => {
        deal.bids.at(-1).rank = 2;
      },
    ],
    [
      "the rules of points",
      "auction",
      (deal) => {
        deal.rules = "points";
      },
    ],
  ])("[P25, G30] an auction by ranks with %s fails in its step", (_name, step, change) => {
    const replay = pastTheTwo();
    const [deal] = replay.deals;
    expect(failures(verify(replay))).toEqual([]);
    expect(deal.bids.map(({ bid, rank }: Frame) => [bid, rank])).toEqual([
      ...[
        [61, 3],
        [61, 2],
        [64, 2],
        [70, 2],
      ],
      ...Array.from({ length: 4 }, () => [-1, undefined]),
    ]);
    change(deal);
    if (deal.rules) replay.rules.auction = deal.rules;
    expect(failures(verify(replay))).toMatchObject([{ deal: 1, step }]);
  });

  test("[P25, G34] a deal that counts twice with the score of one that counts once fails", () => {
    const replay = playedReplay(
      56_498,
      { deals: 2, weak_hand_below: 10, thrown_in: "double" },
      { pass: 0.8 },
    );
    expect(failures(verify(replay))).toEqual([]);
    replay.rules.thrown_in = "same";
    expect(failures(verify(replay)).map(({ step }) => step)).toEqual(["match-delta", "match-delta"]);
  });
});

/** Every place of a value, as the keys that lead there. */
const places = (value: unknown, at: readonly string[] = []): string[][] =>
  value !== null && typeof value === "object"
    ? Object.entries(value).flatMap(([key, inner]) => [[...at, key], ...places(inner, [...at, key])])
    : [];
const parentOf = (root: Frame, place: readonly string[]): Frame =>
  place.slice(0, -1).reduce<Frame>((value, key) => value[key], root);
const pathTo = (place: readonly string[]): string =>
  place
    .map((key) => (/^\d+$/.test(key) ? `[${key}]` : `.${key}`))
    .join("")
    .slice(1);

const YOUNG_RULES = ["auction", "rank_call", "thrown_in", "match_points", "phrases", "hints"];

describe("anything at all", () => {
  const replay = playedReplay(1, { deals: 1, weak_hand_below: 10 }, { pass: 0.85 });
  const all = places(replay);

  test("[P25] each field, missing or of a wrong type, fails the shape by its name", () => {
    expect(new Set(replay.deals[0].thrown_in.map(({ reason }: Frame) => reason)).size).toBe(2);
    expect(all.length).toBeGreaterThan(400);
    for (const place of all) {
      const key = place.at(-1) as string;
      const isItem = /^\d+$/.test(key);
      for (const wrong of [undefined, true, { a: 1 }, 0.5]) {
        if (wrong === undefined && isItem) continue;
        // Replays of earlier servers lack some, and any boolean is one.
        if (wrong === undefined && YOUNG_RULES.includes(key)) continue;
        if (wrong === true && typeof parentOf(replay, place)[key] === "boolean") continue;
        if (key === "shuffle" && wrong === undefined) continue;
        const changed = structuredClone(replay);
        const parent = parentOf(changed, place);
        if (wrong === undefined) delete parent[key];
        else parent[key] = wrong;
        const [first, ...others] = failures(verify(changed));
        expect(first, pathTo(place)).toMatchObject({ step: "shape" });
        // An object without the fields it needs is told by the first of these.
        expect(first?.detail.slice(0, pathTo(place).length)).toBe(pathTo(place));
        expect(others).toEqual([]);
      }
    }
  });

  test("[P25] each number that is no player's choice and no rule, one higher, is found", () => {
    const free = /^rules\.|\.bids\[\d+\]\.bid$|\.partner_rank$/;
    const numbers = all.filter(
      (place) =>
        typeof parentOf(replay, place)[place.at(-1) as string] === "number" && !free.test(pathTo(place)),
    );
    expect(numbers.length).toBeGreaterThan(200);
    for (const place of numbers) {
      const changed = structuredClone(replay);
      parentOf(changed, place)[place.at(-1) as string] += 1;
      expect(failures(verify(changed)).length, pathTo(place)).toBeGreaterThan(0);
    }
  });

  test.each([
    ["nothing", undefined],
    ["null", null],
    ["a number", 7],
    ["a text", "replay"],
    ["a list", []],
    ["an empty object", {}],
    ["a refusal", { code: "unauthorized", reason: "no token", recovery: "noop" }],
    ["a replay without deals", { ...replay, deals: [] }],
    ["an id that steers a terminal", { ...replay, game_id: "\u001b[2J" }],
  ])("[P25] %s is no replay, and no error", (_, given) => {
    expect(verify(given)).toMatchObject([{ deal: null, step: "shape", holds: false }]);
  });

  test("[P25] a thousand random changes never throw, and what they say is short", () => {
    const random = seeded(25);
    const values = [null, -1, 0, 1, 4, 5, 39, 40, 61, 120, 2 ** 53, "", "ff", "weak_hand", "cups", [], {}];
    const tally = { held: 0, failed: 0 };
    for (let round = 0; round < 1_000; round++) {
      const changed = structuredClone(replay);
      for (let changes = 1 + random.int(3); changes > 0; changes--) {
        const place = random.pick(places(changed));
        const parent = parentOf(changed, place);
        const key = place.at(-1) as string;
        const way = Array.isArray(parent) ? random.int(3) : 2;
        if (way === 0) parent.splice(Number(key), 1);
        else if (way === 1) parent.push(structuredClone(parent[Number(key)]));
        else parent[key] = random.pick(values);
      }
      const found = failures(verify(changed));
      tally[found.length > 0 ? "failed" : "held"] += 1;
      for (const { detail } of found) expect(detail.length).toBeLessThan(250);
    }
    expect(tally.failed).toBeGreaterThan(800);
  });
});
