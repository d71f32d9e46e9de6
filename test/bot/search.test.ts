import { describe, expect, test } from "vitest";
import { seeded } from "../../dev/clients/random.ts";
import { contestsFrom } from "../../dev/ladder/climb.ts";
import { chooseMove } from "../../src/bot/levels.ts";
import { type Observation, observationIn, putInto } from "../../src/bot/observation.ts";
import { Deal } from "../../src/bot/playout/deal.ts";
import { playByRule } from "../../src/bot/playout/rule.ts";
import { COUNT } from "../../src/bot/playout/slots.ts";
import { Suspicion } from "../../src/bot/playout/suspicion.ts";
import { bestRank, worthWithRank } from "../../src/bot/playout/worth.ts";
import { Rng, sourceFrom } from "../../src/bot/rng.ts";
import { MARGIN, reserveIn, success, weighOptions } from "../../src/bot/search/choose.ts";
import { Likelihood } from "../../src/bot/search/likelihood.ts";
import { BY_EVIDENCE, searchMove } from "../../src/bot/search/search.ts";
import { Worlds } from "../../src/bot/search/worlds.ts";
import { cardId, SUITS } from "../../src/shared/game/cards.ts";
import type { Seat } from "../../src/shared/game/seats.ts";
import type { Snapshot } from "../../src/shared/protocol/snapshot.ts";
import { auction, playUntil, seatedTable, seatsToAct, type Table } from "../support/table.ts";

const seen = (view: Snapshot): { readonly seen: Observation; readonly evidence: Likelihood } => {
  const evidence = new Likelihood(view);
  const found = observationIn(view, evidence);
  if (!found) throw new Error("the view has no hand");
  return { seen: found, evidence };
};
const countIn = (hands: Uint16Array, seat: number): number =>
  [0, 1, 2, 3].reduce((sum, suit) => sum + (COUNT[hands[seat * 4 + suit] as number] as number), 0);

/** A deal of the ladder at the first card after the suit was called, every seat of it playing by rule. */
const afterTheCall = (seed: number): Table => {
  const [contest] = contestsFrom(seed, 1);
  if (!contest) throw new Error("no deal");
  const { hands, caller } = contest;
  const table = auction(
    seatedTable({ hands: [hands], dealer: ((caller + 4) % 5) as Seat }),
    caller as Seat,
    90,
  );
  while (table.view("observer").trump_suit === null || table.view("observer").trick_history.length < 2) {
    const [seat = 0] = seatsToAct(table);
    const move = chooseMove("rule", table.view(seat), sourceFrom(1));
    if (!move) throw new Error("nothing to say");
    table.send(seat, move);
  }
  return table;
};

describe("[B11] the worlds that a search samples", () => {
  test("have every unseen card in one other hand, as many as each seat holds, and the own hand as it is", () => {
    for (const seed of [1, 2, 3]) {
      const table = playUntil(
        seatedTable({ seed }),
        (game) => game.phase.name === "play-tricks",
        seeded(seed),
      );
      const [seat = 0] = seatsToAct(table);
      const { seen: known, evidence } = seen(table.view(seat));
      const worlds = new Worlds(known, evidence, new Rng(seed));
      for (let world = 0; world < 50; world++) {
        const hands = worlds.next();
        for (let other = 0; other < 5; other++) expect(countIn(hands, other)).toBe(known.deal.left[other]);
        for (let suit = 0; suit < 4; suit++) {
          const held = [0, 1, 2, 3, 4].map((other) => hands[other * 4 + suit] as number);
          expect(held.reduce((sum, set) => sum + set, 0)).toBe(known.deal.live[suit]);
          expect(held[seat]).toBe(known.deal.hands[seat * 4 + suit]);
        }
      }
    }
  });

  test("come as often as they are plausible", () => {
    const table = seatedTable({ seed: 5 });
    const [seat = 0] = seatsToAct(table);
    const { seen: known } = seen(table.view(seat));
    const other = (seat + 1) % 5;
    const suit = [0, 1, 2, 3].find((at) => (known.deal.hands[seat * 4 + at] as number) < 512) ?? 0;
    // Three times as plausible where the next seat holds the ace of a suit: 3/4 ÷ (3/4 + 3/4) instead of a quarter.
    const plausible = {
      played: new Uint16Array(20),
      likelihood: (at: number, dealt: Uint16Array, place: number) =>
        at === other && ((dealt[place + suit] as number) & 512) !== 0 ? Math.log(3) : 0,
    };
    const worlds = new Worlds(known, plausible, new Rng(9));
    let held = 0;
    for (let world = 0; world < 8_000; world++)
      if ((worlds.next()[other * 4 + suit] as number) & 512) held += 1;
    expect(held / 8_000).toBeGreaterThan(0.43);
    expect(held / 8_000).toBeLessThan(0.57);
  });

  test("give the caller more of the trumps that it has named than anybody else", () => {
    const trumps = { caller: 0, other: 0 };
    for (let seed = 1; seed <= 12; seed++) {
      const table = afterTheCall(seed);
      const [turn = 0] = seatsToAct(table);
      const { caller_id: caller, trump_suit: trump } = table.view("observer");
      if (caller === null || trump === null || turn === caller) continue;
      const { seen: known, evidence } = seen(table.view(turn));
      const worlds = new Worlds(known, evidence, new Rng(seed));
      for (let world = 0; world < 100; world++) {
        const hands = worlds.next();
        for (const seat of [0, 1, 2, 3, 4].filter((at) => at !== turn)) {
          const count = COUNT[hands[seat * 4 + SUITS.indexOf(trump)] as number] as number;
          if (seat === caller) trumps.caller += count;
          else trumps.other += count / 3;
        }
      }
    }
    expect(trumps.caller).toBeGreaterThan(1.5 * trumps.other);
  });

  test("give a bidder a hand that is worth more than its bid, because it keeps some of it back", () => {
    let worth = 0;
    let count = 0;
    for (let seed = 1; seed <= 6; seed++) {
      const table = seatedTable({ seed });
      const [bidder = 0] = seatsToAct(table);
      table.send(bidder, { type: "bid", bid: 80 });
      const [seat = 0] = seatsToAct(table);
      const { seen: known, evidence } = seen(table.view(seat));
      const worlds = new Worlds(known, evidence, new Rng(seed));
      for (let world = 0; world < 60; world++) {
        const hands = worlds.next();
        worth += worthWithRank(hands, bidder, bestRank(hands, bidder));
        count += 1;
      }
    }
    expect(worth / count).toBeGreaterThan(87);
  });

  test("in the blind trick do not stay with the suit in which they begin", () => {
    // Two equally plausible suits of a caller: exchanging them one card at a time leads through worse hands.
    const table = seatedTable({ seed: 5 });
    const [seat = 0] = seatsToAct(table);
    const { seen: known } = seen(table.view(seat));
    const other = (seat + 1) % 5;
    const long = (dealt: Uint16Array, at: number) =>
      Math.max(...[0, 1, 2, 3].map((suit) => COUNT[dealt[at + suit] as number] as number));
    const plausible = {
      played: new Uint16Array(20),
      likelihood: (at: number, dealt: Uint16Array, place: number) =>
        at === other ? 4 * Math.min(5, long(dealt, place)) : 0,
    };
    const suits = new Set<number>();
    const worlds = new Worlds(known, plausible, new Rng(4));
    for (let world = 0; world < 64; world++) {
      const hands = worlds.next();
      const counts = [0, 1, 2, 3].map((suit) => COUNT[hands[other * 4 + suit] as number] as number);
      suits.add(counts.indexOf(Math.max(...counts)));
    }
    expect(suits.size).toBeGreaterThanOrEqual(3);
  });
});

describe("[B11] what a search takes", () => {
  test("is what plays out best for its side where there is one world, but for a margin that the usual has", () => {
    let differing = 0;
    let usual = 0;
    for (let seed = 1; seed <= 60; seed++) {
      const table = playUntil(
        seatedTable({ seed, rules: { deals: 1 } }),
        (game) => "tricks" in game.phase && game.phase.tricks.length === 1 + (seed % 6),
        seeded(seed),
      );
      const { phase } = table.game;
      const [seat = 0] = seatsToAct(table);
      const { seen: known } = seen(table.view(seat));
      if (!("hands" in phase) || known.deal.unnamed) continue;
      const all = new Uint16Array(20);
      for (const [at, hand] of phase.hands.entries()) putInto(all, at, hand);
      const slots = new Uint8Array(8);
      const options = [...slots.slice(0, known.deal.list(seat, slots, 0))].map((slot) => ({
        move: slot,
        begin: (deal: Deal, suspicion: Suspicion) => {
          suspicion.note(deal, slot);
          deal.play(slot);
        },
      }));
      const deal = new Deal();
      const made = options.map(({ begin }) => {
        const suspicion = new Suspicion();
        deal.copy(known.deal);
        suspicion.copy(known.suspicion);
        deal.hands.set(all);
        begin(deal, suspicion);
        // The caller's own playouts are judged by a little less than they give.
        const reserve = seat === deal.caller ? reserveIn(known.deal) : 0;
        const context = success(playByRule(deal, suspicion) - reserve, 90);
        return deal.isOnCallersSide(seat) ? context : 1 - context;
      });
      const [first, ...others] = options;
      if (!first || others.length === 0) continue;
      const trial = { bid: 90, worlds: { next: () => all }, playouts: 1 };
      const at = options.indexOf(weighOptions(known, [first, ...others], trial)[0].option);
      const most = Math.max(...made);
      const isUsual = most - (made[0] ?? 0) <= MARGIN;
      expect(made[at]).toBe(isUsual ? made[0] : most);
      if (!isUsual) differing += 1;
      else if (made[0] !== most) usual += 1;
    }
    expect(differing).toBeGreaterThan(10);
    expect(usual).toBeGreaterThan(0);
  });

  test("in the blind trick is judged for the side on which each card leaves the seat", () => {
    let sided = 0;
    for (let seed = 1; seed <= 40; seed++) {
      const table = playUntil(
        seatedTable({ seed, rules: { deals: 1 } }),
        (game) => game.phase.name === "play-first-trick" && game.phase.trick.length === 1 + (seed % 4),
        seeded(seed),
      );
      const { phase } = table.game;
      const [seat = 0] = seatsToAct(table);
      const { seen: known } = seen(table.view(seat));
      if (!("hands" in phase)) continue;
      const all = new Uint16Array(20);
      for (const [at, hand] of phase.hands.entries()) putInto(all, at, hand);
      const slots = new Uint8Array(8);
      const [first, ...others] = [...slots.slice(0, known.deal.list(seat, slots, 0))].map((slot) => ({
        move: slot,
        begin: (deal: Deal, suspicion: Suspicion) => {
          suspicion.note(deal, slot);
          deal.play(slot);
        },
      }));
      if (!first) continue;
      const trial = { bid: 90, worlds: { next: () => all }, playouts: 1 };
      for (const { option, value, odds, made } of weighOptions(known, [first, ...others], trial)) {
        const deal = new Deal();
        deal.copy(known.deal);
        deal.hands.set(all);
        option.begin(deal, new Suspicion());
        const points = playByRule(deal, new Suspicion());
        const isCallers = deal.isOnCallersSide(seat);
        expect(value).toBeCloseTo(isCallers ? success(points, 90) : 1 - success(points, 90), 9);
        expect(odds).toBe(Number(points >= 90 === isCallers));
        expect(made).toBe(Number(points >= 90));
        sided += Number(isCallers);
      }
    }
    expect(sided).toBeGreaterThan(20);
  });

  test("is bounded by its playouts, whatever it holds", () => {
    const table = afterTheCall(3);
    const [seat = 0] = seatsToAct(table);
    const view = table.view(seat);
    const [asked] = view.allowed ?? [];
    if (!asked) throw new Error("nothing is asked");
    for (const playouts of [50, 400]) {
      let counted = 0;
      const onPlayout = () => {
        counted += 1;
      };
      searchMove(asked, view, sourceFrom(1), { ...BY_EVIDENCE, playouts, onPlayout });
      expect(counted).toBeLessThanOrEqual(playouts);
      expect(counted).toBeGreaterThan(playouts / 2);
    }
  });

  test("is a pass on a hand of nothing, and a bid on one that makes it alone", () => {
    const weak = SUITS.flatMap((suit) => [cardId(suit, 2), cardId(suit, 4)]);
    const strong = [1, 3, 10, 9, 8, 7, 6, 5].map((rank) => cardId(SUITS[0], rank as 1));
    const rest = Array.from({ length: 40 }, (_, card) => card).filter(
      (card) => !weak.includes(card) && !strong.includes(card),
    );
    const hands = [strong, weak, rest.slice(0, 8), rest.slice(8, 16), rest.slice(16, 24)] as never;
    const bidOf = (seat: Seat) => {
      const table = seatedTable({
        hands: [hands],
        dealer: ((seat + 4) % 5) as Seat,
        rules: { weak_hand_below: 0 },
      });
      const move = chooseMove("search", table.view(seat), sourceFrom(2));
      return move?.message_type === "bid" && "bid" in move ? move.bid : Number.NaN;
    };
    expect(bidOf(1)).toBe(-1);
    expect(bidOf(0)).toBeGreaterThanOrEqual(61);
  });
});
