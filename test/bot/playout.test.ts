import { expect, test } from "vitest";
import { type Random, seeded } from "../../dev/clients/random.ts";
import { ORDERS } from "../../dev/clients/rules.ts";
import { observationIn, putInto } from "../../src/bot/observation.ts";
import { Deal, NONE } from "../../src/bot/playout/deal.ts";
import { dealRandomly, playRandomly } from "../../src/bot/playout/random.ts";
import { chooseSlot } from "../../src/bot/playout/rule.ts";
import { CARD_OF, POINTS, SLOT_OF, strengthOfRank } from "../../src/bot/playout/slots.ts";
import { Suspicion } from "../../src/bot/playout/suspicion.ts";
import { chooseCall } from "../../src/bot/playout/worth.ts";
import { Rng } from "../../src/bot/rng.ts";
import { DECK, pointsOf, type Rank, SUITS, strengthOf } from "../../src/shared/game/cards.ts";
import { decide } from "../../src/shared/game/decide.ts";
import { evolveAll } from "../../src/shared/game/evolve.ts";
import { isPlaying } from "../../src/shared/game/phase.ts";
import { type BySeat, type Seat, turnOrder } from "../../src/shared/game/seats.ts";
import type { Hand } from "../../src/shared/game/shuffle.ts";
import { type Game, turnOf } from "../../src/shared/game/state.ts";
import { viewFor } from "../../src/shared/protocol/view.ts";
import { seatedTable } from "../support/table.ts";

const [FIRST_SUIT] = SUITS;

test("[B12] the engine's cards are those of the rules", () => {
  expect([...SLOT_OF].sort((a, b) => a - b)).toEqual(DECK);
  for (const card of DECK) {
    const slot = SLOT_OF[card] as number;
    expect([CARD_OF[slot], POINTS[slot], slot % 10]).toEqual([card, pointsOf(card), strengthOf(card)]);
  }
});

const handsFrom = (random: Random): BySeat<Hand> => {
  const deck = random.shuffled(DECK);
  return [0, 8, 16, 24, 32].map((from) => deck.slice(from, from + 8)) as unknown as BySeat<Hand>;
};

/** A game for each way in which the rules of play differ, to which cards are dealt anew. */
const GAMES = ORDERS.map((order) => ({
  blind: order.suit_call === "after-first-trick",
  isOpen: order.rank_call === "after-first-trick",
  first_lead: order.first_lead,
  ready: seatedTable({ rules: { ...order, weak_hand_below: 0, deals: 1 } }).game,
}));

const contextOf = (hands: BySeat<Hand>) => ({ now: 0, deal: () => hands, newSecret: () => "00".repeat(32) });

/** `ready` with `hands` dealt, `caller` having won the auction and called `rank`, if it is called before play. */
const called = (ready: Game, hands: BySeat<Hand>, caller: Seat, rank: Rank): Game => {
  const context = contextOf(hands);
  let game = { ...ready, phase: { ...ready.phase, hands } } as Game;
  for (let seat = turnOf(game); game.phase.name === "bid" && seat !== null; seat = turnOf(game)) {
    const bid = ready.rules.auction === "ranks" ? { rank } : { bid: 70 };
    const wanted = seat === caller ? bid : { bid: null };
    const bidden = decide(game, seat, { type: "bid", ...wanted }, context);
    if (!bidden.ok) throw new Error("a bid was refused");
    game = evolveAll(game, bidden.value);
  }
  if (game.phase.name !== "call-partner-rank") return game;
  const named = decide(game, caller, { type: "call-partner-rank", rank }, context);
  if (!named.ok) throw new Error("a rank was refused");
  return evolveAll(game, named.value);
};

/** Random hands with a rank called, in a game and in the engine; the rounds go through all rules of play. */
const dealt = (random: Random, round: number) => {
  const { ready, blind, isOpen, first_lead } = GAMES[round % GAMES.length] as (typeof GAMES)[number];
  const hands = handsFrom(random);
  const caller = random.int(5) as Seat;
  const rank = (random.int(10) + 1) as Rank;
  const start = called(ready, hands, caller, rank);
  const deal = new Deal();
  const leader = first_lead === "caller" ? caller : (turnOrder(start.dealer)[1] ?? 0);
  deal.begin(caller, isOpen ? NONE : strengthOfRank(rank), leader, blind);
  for (const [seat, hand] of hands.entries()) putInto(deal.hands, seat, hand);
  return { start, caller, rank, deal, context: contextOf(hands) };
};

/** The game after the call of the rank, if that is due after the blind trick. */
const withRank = (game: Game, caller: Seat, rank: Rank, hands: BySeat<Hand>): Game => {
  if (game.phase.name !== "call-partner-rank") return game;
  const named = decide(game, caller, { type: "call-partner-rank", rank }, contextOf(hands));
  if (!named.ok) throw new Error("a rank was refused");
  return evolveAll(game, named.value);
};

test("[B12] 20,000 deals come out alike in the engine and by decide and evolve", () => {
  const random = seeded(20);
  let solo = 0;
  let shownEarly = 0;
  for (let round = 0; round < 20_000; round++) {
    const { start, caller, rank, deal, context } = dealt(random, round);
    let game = start;
    for (let seat = turnOf(game); seat !== null; seat = turnOf(game)) {
      if (game.phase.name === "call-partner-rank") {
        expect([deal.unnamed, deal.rank]).toEqual([true, NONE]);
        game = withRank(game, caller, rank, context.deal());
        deal.rank = strengthOfRank(rank);
      }
      const { phase } = game;
      if (!isPlaying(phase)) throw new Error("nothing is played");
      if (deal.unnamed !== (phase.name === "call-partner-suit")) expect.fail(`round ${round}: naming`);
      const suit = random.int(4);
      const card = random.pick(phase.hands[seat]);
      const action = deal.unnamed
        ? ({ type: "call-partner-suit", suit: SUITS[suit] ?? FIRST_SUIT } as const)
        : ({ type: "play", card } as const);
      if (!deal.unnamed && deal.turn !== seat) expect.fail(`round ${round}: seat ${seat} is on turn`);
      const decision = decide(game, seat, action, context);
      if (!decision.ok) throw new Error("a move was refused");
      game = evolveAll(game, decision.value);
      if (deal.unnamed) deal.name(suit);
      else deal.play(SLOT_OF[card] as number);
      if (deal.shown >= 0 && deal.tricks === 1 && deal.laid === 0) shownEarly += 1;
    }
    const { phase } = game;
    if (phase.name !== "end") throw new Error("the deal has not ended");
    const { points, trump } = phase;
    const side = points[caller] + (trump.partner === caller ? 0 : points[trump.partner]);
    if (trump.partner === caller) solo += 1;
    expect([[...deal.points], deal.partner, deal.made]).toEqual([[...points], trump.partner, side]);
  }
  expect(solo).toBeGreaterThan(2_000);
  expect(shownEarly).toBeGreaterThan(1_000);
});

test("[B12] random deals of one seed come out alike, share out 120 points and differ from another's", () => {
  const run = (seed: number) => {
    const rng = new Rng(seed);
    return Array.from({ length: 2_000 }, () => {
      const deal = new Deal();
      deal.begin(rng.below(5), rng.below(10), rng.below(5), true);
      dealRandomly(deal, rng);
      const made = playRandomly(deal, rng);
      expect(deal.points.reduce((sum, points) => sum + points, 0)).toBe(120);
      return made;
    });
  };
  expect(run(1)).toEqual(run(1));
  expect(run(2)).not.toEqual(run(1));
  // Each of a caller and four that may be its partner takes a fifth of the points.
  const made = run(3);
  expect(made.reduce((sum, points) => sum + points, 0) / made.length).toBeCloseTo(48, -1);
});

test("[B12] the rule level chooses alike in a deal of which it knows everything and in its own view of it", () => {
  const random = seeded(4);
  let chosen = 0;
  for (let round = 0; round < 120; round++) {
    const { start, caller, rank, deal, context } = dealt(random, round);
    let game = start;
    const suspicion = new Suspicion();
    for (let seat = turnOf(game); seat !== null; seat = turnOf(game)) {
      if (game.phase.name === "call-partner-rank") {
        const seen = observationIn(viewFor(game, seat, 0));
        expect(seen && chooseCall(seen.deal)).toEqual(chooseCall(deal));
        game = withRank(game, caller, rank, context.deal());
        deal.rank = strengthOfRank(rank);
      }
      const suit = random.int(4);
      const isNaming = deal.unnamed;
      const slot = isNaming ? 0 : chooseSlot(deal, suspicion);
      if (!isNaming) {
        const seen = observationIn(viewFor(game, seat, 0));
        if (!seen) throw new Error("a seat on turn sees nothing");
        expect(chooseSlot(seen.deal, seen.suspicion)).toBe(slot);
        chosen += 1;
      }
      const action = isNaming
        ? ({ type: "call-partner-suit", suit: SUITS[suit] ?? FIRST_SUIT } as const)
        : ({ type: "play", card: CARD_OF[slot] as number } as const);
      const decision = decide(game, seat, action, context);
      if (!decision.ok) throw new Error("a move was refused");
      game = evolveAll(game, decision.value);
      if (isNaming) deal.name(suit);
      else {
        suspicion.note(deal, slot);
        deal.play(slot);
      }
    }
  }
  expect(chosen).toBe(120 * 40);
});
