import { describe, expect, test } from "vitest";
import type { PlayAdvice } from "../../src/bot/advice/advice.ts";
import { advise } from "../../src/bot/advice/advise.ts";
import { reasonOf } from "../../src/bot/advice/reason.ts";
import { chooseMove } from "../../src/bot/levels.ts";
import { Deal } from "../../src/bot/playout/deal.ts";
import { SLOT_OF } from "../../src/bot/playout/slots.ts";
import { sourceFrom } from "../../src/bot/rng.ts";
import { cardId, type Rank, SUITS, type Suit, strengthOf } from "../../src/shared/game/cards.ts";
import type { Snapshot } from "../../src/shared/protocol/snapshot.ts";
import { matchOver, seatedTable, seatsToAct } from "../support/table.ts";

/** The views of the seats on turn in a deal of bots. */
const viewsOf = (seed: number): readonly Snapshot[] => {
  const table = seatedTable({ seed, rules: { deals: 1 } });
  const random = sourceFrom(seed);
  const views: Snapshot[] = [];
  while (!matchOver(table.game)) {
    const [seat = 0] = seatsToAct(table);
    views.push(table.view(seat));
    const move = chooseMove("rule", table.view(seat), random);
    if (!move) throw new Error("nothing to say");
    table.send(seat, move);
  }
  return views;
};
const ONE_OF_EACH = (views: readonly Snapshot[]) =>
  ["bid", "call-partner-rank", "play-first-trick", "call-partner-suit", "play-tricks"].map((phase) => {
    const view = views.findLast((one) => one.phase === phase && one.trick_history.length < 4);
    if (!view) throw new Error(`no ${phase}`);
    return view;
  });

describe("[B15] advice", () => {
  test("names every choice that is allowed once, with odds, and the move of the strong bot first", () => {
    for (const view of ONE_OF_EACH(viewsOf(4))) {
      const advice = advise(view, 7);
      expect(advise(view, 7)).toEqual(advice);
      if (advice?.about === "bid") {
        const bids = view.allowed?.find(({ message_type }) => message_type === "bid")?.bids;
        expect(advice.least).toBe(bids?.min);
        expect(advice.odds).toHaveLength((bids?.max ?? 0) - (bids?.min ?? 0) + 1);
        expect([...advice.odds].sort((a, b) => b - a)).toEqual(advice.odds);
        continue;
      }
      const { options, made } = advice as PlayAdvice;
      const [best, ...others] = options;
      const move = chooseMove("search", view, sourceFrom(7));
      expect(Object.values(move ?? {})).toContain(Object.values(best ?? {})[1]);
      for (const { odds } of options) expect(odds >= 0 && odds <= 1).toBe(true);
      expect(made).toBeGreaterThanOrEqual(0);
      const cards = view.allowed?.find(({ message_type }) => message_type === "play")?.cards;
      if (cards)
        expect(options.map((option) => option.kind === "card" && option.card).sort()).toEqual(
          [...cards].sort(),
        );
      expect(others.length).toBeGreaterThan(0);
    }
  });

  test("is null for a seat that is not asked, and for an observer", () => {
    const table = seatedTable({ seed: 1 });
    const [turn = 0] = seatsToAct(table);
    expect(advise(table.view(((turn + 1) % 5) as 0), 1)).toBeNull();
    expect(advise(table.view("observer"), 1)).toBeNull();
  });

  test("suspects the partner only while it is hidden", () => {
    let suspected = 0;
    for (const seed of [1]) {
      for (const view of viewsOf(seed).filter(
        ({ phase }) => phase === "play-tricks" || phase === "trick-won",
      )) {
        const advice = advise(view, 1);
        if (advice?.about !== "play" || !advice.suspect) continue;
        suspected += 1;
        expect(view.partner_id).toBeNull();
        expect([view.player_id, view.caller_id]).not.toContain(advice.suspect.seat);
        expect(advice.suspect.odds).toBeGreaterThanOrEqual(0.25);
      }
    }
    expect(suspected).toBeGreaterThan(1);
  });
});

test("[B15] the reason for a card says what it does on the table", () => {
  const [COINS, CUPS] = SUITS;
  const slot = (suit: Suit, rank: Rank) => SLOT_OF[cardId(suit, rank)] as number;
  const deal = new Deal();
  deal.begin(0, strengthOf(cardId(COINS, 1)), 1, false);
  deal.name(SUITS.indexOf(COINS));
  const reason = (suit: Suit, rank: Rank, friend = 0.9) =>
    reasonOf(deal, slot(suit, rank), [1, friend, 0, 0, 0]);
  expect(reason(COINS, 2)).toEqual({ kind: "leads-trump" });
  expect(reason(CUPS, 2)).toEqual({ kind: "leads-low" });
  expect(reason(CUPS, 3)).toEqual({ kind: "leads-points", points: 10 });
  expect(reason(COINS, 1)).toEqual({ kind: "reveals" });
  deal.play(slot(CUPS, 10));
  expect(reason(COINS, 2)).toEqual({ kind: "trumps", points: 4 });
  expect(reason(CUPS, 1)).toEqual({ kind: "takes", points: 15 });
  expect(reason(CUPS, 9)).toEqual({ kind: "feeds", points: 3, seat: 1, odds: 0.9 });
  expect(reason(CUPS, 4)).toEqual({ kind: "throws" });
  expect(reason(CUPS, 4, 0.2)).toEqual({ kind: "withholds", seat: 1, odds: 0.8 });
});
