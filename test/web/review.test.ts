import { describe, expect, test } from "vitest";
import type { Advice } from "../../src/bot/advice/advice.ts";
import { advise } from "../../src/bot/advice/advise.ts";
import { SEATS } from "../../src/shared/game/seats.ts";
import { claimedDeal, claimedReplay } from "../../src/shared/verify/claim.ts";
import { dealCode, dealIn } from "../../src/shared/verify/deal-link.ts";
import { type Steps, stepsOf } from "../../src/shared/verify/moments.ts";
import { hintOf, percent } from "../../src/web/i18n/advice.ts";
import { LANGUAGES } from "../../src/web/i18n/languages.ts";
import { tableAfter } from "../../src/web/model/deal-table.ts";
import { mayAdvise } from "../../src/web/model/hints.ts";
import { questionsOf, reviewOf } from "../../src/web/model/review.ts";
import { playedReplay } from "../support/replays.ts";
import { seatedTable } from "../support/table.ts";

const stepsIn = (given: unknown): Steps => {
  const replay = claimedReplay(given);
  const deal = replay.ok ? claimedDeal(replay.value.deals[0], 0) : replay;
  if (!replay.ok || !deal.ok) throw new Error("no deal");
  const steps = stepsOf(replay.value, deal.value);
  if (!steps.ok) throw new Error(steps.error);
  return steps.value;
};
const REPLAY = playedReplay(3, { deals: 1 });
const STEPS = stepsIn(REPLAY);

describe("[B15] a review", () => {
  test("asks each choice of the seat, with the view that the seat had, and none of another", () => {
    const all = SEATS.flatMap((seat) => questionsOf(STEPS, seat).map((question) => ({ seat, ...question })));
    expect(all.map(({ step }) => step).sort((a, b) => a - b)).toEqual(STEPS.moments.map((_, at) => at));
    for (const { seat, view } of all) {
      expect(view.player_id).toBe(seat);
      expect(view).not.toHaveProperty("hands");
      expect(view.end_state).toBeUndefined();
    }
  });

  test("gives the same figures from a replay and from its link", () => {
    const code = dealCode(REPLAY, 0, { seat: null, names: null });
    const linked = code.ok ? dealIn(code.value) : code;
    if (!linked.ok) throw new Error("no link");
    const [one, other] = [STEPS, stepsIn(linked.value.replay)].map((steps) => {
      const questions = questionsOf(steps, 1);
      return reviewOf(
        questions,
        questions.map(({ view, step }) => advise(view, step)),
        true,
      );
    });
    expect(one?.verdicts.length).toBeGreaterThan(6);
    expect(one?.curve).toHaveLength(9);
    expect(one?.curve.at(-1)).toEqual({ trick: 9, made: 1 });
    expect(other).toEqual(one);
  });

  test("shows the three choices that cost most, and none that cost little", () => {
    const questions = questionsOf(STEPS, 2);
    const costs = [0.02, 0.3, 0.1, 0.2, 0.06, 0, 0, 0];
    const plays = questions.filter(({ choice }) => choice.type === "play");
    const advice = questions.map(({ choice }): Advice | null => {
      if (choice.type !== "play") return null;
      const cost = costs[plays.findIndex((one) => one.choice === choice)] ?? 0;
      const reason = { kind: "throws" } as const;
      const made = { kind: "card", card: choice.card ?? 0, reason, odds: 0.5 } as const;
      const best = { ...made, card: (made.card + 1) % 40, odds: 0.5 + cost };
      return { about: "play", options: cost > 0 ? [best, made] : [made], made: 0.5, suspect: null };
    });
    const { worst, verdicts } = reviewOf(questions, advice, false);
    expect(worst.map(({ cost }) => Math.round(cost * 100))).toEqual([30, 20, 10]);
    expect(verdicts).toHaveLength(8);
    expect(worst[0]).toMatchObject({ tricks: 1, made: { odds: 0.5 }, best: { odds: 0.8 } });
  });

  test("judges bids by the highest one that pays", () => {
    const questions = questionsOf(STEPS, STEPS.moments[0]?.seat ?? 0).slice(0, 1);
    const kinds = (bid: number | null, limit: number) => {
      const asked = questions.map((one) => ({ ...one, choice: { type: "bid", bid } as const }));
      const odds = Array.from({ length: 60 }, (_, at) => 1 - at / 60);
      const [verdict] = reviewOf(asked, [{ about: "bid", limit, least: 61, rank: 1, odds }], true).bids;
      return verdict?.kind;
    };
    expect(kinds(70, 80)).toBe("fits");
    expect(kinds(90, 80)).toBe("too-high");
    expect(kinds(70, 0)).toBe("too-high");
    expect(kinds(null, 0)).toBe("fits");
    expect(kinds(null, 75)).toBe("too-timid");
  });
});

test("[W30] the steps of a deal show all hands, the trick until the next card, and who has taken it", () => {
  const begin = tableAfter(STEPS, 0);
  expect(begin.hands.map((hand) => hand.length)).toEqual([8, 8, 8, 8, 8]);
  expect(begin.last).toBeNull();
  const end = tableAfter(STEPS, STEPS.moments.length);
  expect(end.hands.flat()).toEqual([]);
  expect(end.points.reduce((sum, points) => sum + points, 0)).toBe(120);
  expect(end.winner).not.toBeNull();
  for (let count = 1; count <= STEPS.moments.length; count++) {
    const { last, trick, hands } = tableAfter(STEPS, count);
    if (last?.choice.type !== "play") continue;
    expect(trick.at(-1)).toEqual({ seat: last.seat, card: last.choice.card });
    expect(hands.flat()).not.toContain(last.choice.card);
  }
});

describe("[W31] a hint", () => {
  const viewer = { name: (seat: number) => `P${seat}`, isCaller: true };

  test("is one text in each language with the card, its odds, the reason, the partner and the next best", () => {
    const reason = { kind: "trumps", points: 14 } as const;
    const advice: Advice = {
      about: "play",
      options: [
        { kind: "card", card: 0, reason, odds: 0.62 },
        { kind: "card", card: 1, reason, odds: 0.55 },
      ],
      made: 0.62,
      suspect: { seat: 1, odds: 0.7 },
    };
    expect(hintOf(advice, "en", viewer)).toBe(
      "Ace of coins: your side wins with 62 %. Trumping wins 14 points. P1 is probably your partner, 70 %. Next best: Two of coins, 55 %.",
    );
    for (const language of LANGUAGES) {
      const text = hintOf(advice, language, viewer);
      for (const part of ["62 %", "14", "P1", "70 %", "55 %"]) expect(text).toContain(part);
      expect(hintOf(null, language, viewer).length).toBeGreaterThan(10);
    }
  });

  test("for a bid says how far to go, or to pass", () => {
    const odds = Array.from({ length: 60 }, (_, at) => 1 - at / 60);
    const bid = { about: "bid", least: 61, rank: 3, odds } as const;
    for (const language of LANGUAGES) {
      expect(hintOf({ ...bid, limit: 76 }, language, viewer)).toMatch(/76.*75 %/);
      expect(hintOf({ ...bid, limit: 0 }, language, viewer)).toMatch(/61.*100 %/);
    }
    expect(percent(0.005)).toBe("1 %");
  });

  test("is offered where all others are bots or the rules allow it, and to nobody who only watches", () => {
    const view = seatedTable({ seed: 1 }).view(2);
    const bots = view.players.map((player) => ({ ...player, bot: player.player_id !== 2 }));
    expect(mayAdvise(view)).toBe(false);
    expect(mayAdvise({ ...view, players: bots })).toBe(true);
    expect(mayAdvise({ ...view, rules: { ...view.rules, hints: true } })).toBe(true);
    expect(mayAdvise({ ...seatedTable({ seed: 1 }).view("observer"), players: bots })).toBe(false);
  });
});
