import { isDeepStrictEqual } from "node:util";
import { expect, test } from "vitest";
import { isPromised, type Move, randomMove, type Temper, wildMove } from "../../dev/clients/moves.ts";
import { type Random, seeded } from "../../dev/clients/random.ts";
import { ORDERS, randomDealRules } from "../../dev/clients/rules.ts";
import { evolve } from "../../src/shared/game/evolve.ts";
import { DEFAULT_RULES, type Rules } from "../../src/shared/game/rules.ts";
import { type BySeat, SEATS, type Seat } from "../../src/shared/game/seats.ts";
import type { Game } from "../../src/shared/game/state.ts";
import type { Snapshot } from "../../src/shared/protocol/snapshot.ts";
import type { Viewer } from "../../src/shared/protocol/view.ts";
import { Referee } from "../support/referee.ts";
import { matchOver, seatedTable, seatsToAct, secretOf, type Table } from "../support/table.ts";

/*
 * Whole matches against the referee, who knows SPEC.md and not src/. FUZZ_SEED moves the range of seeds and
 * FUZZ_MATCHES its length; a failing match names its seed.
 */
const FIRST = Number(process.env.FUZZ_SEED ?? 1);
const MATCHES = Number(process.env.FUZZ_MATCHES ?? 500);

const randomRules = (random: Random): Rules => ({
  ...DEFAULT_RULES,
  ...randomDealRules(random),
  weak_hand_below: random.pick([0, 3, 5, 5, 7, 10]),
  deals: random.pick([1, 4, 12]),
  match_points: random.pick([null, 5, 8]),
  turn_seconds: random.pick([null, 5, 300]),
});
const randomTemper = (random: Random): Temper => ({
  pass: random.pick([0.2, 0.5, 0.85]),
  leap: random.pick([0, 0.1, 1]),
  reorder: 0.05,
  nonce: 0.5,
  commit: random.pick([0, 0.5]),
});

const counted = {
  deals: 0,
  solos: 0,
  partners: 0,
  made: 0,
  weak: 0,
  passed: 0,
  lopsided: 0,
  blindCalls: 0,
  doubled: 0,
  fourfold: 0,
  goals: 0,
  moves: 0,
};
const phases = new Map<string, number>();
const rejections = new Map<string, number>();
const axes = new Map<string, number>();
const orders = new Map<string, number>();
const count = (in_: Map<string, number>, name: string) => in_.set(name, (in_.get(name) ?? 0) + 1);

/** The fields of the snapshot that the referee speaks of must be as the referee has them. */
const agree = (referee: Referee, table: Table, viewer: Viewer) => {
  const view: Partial<Snapshot> = table.view(viewer);
  const wanted = referee.snapshot(viewer);
  const shown = Object.fromEntries(Object.keys(wanted).map((name) => [name, view[name as keyof Snapshot]]));
  if (!isDeepStrictEqual(shown, wanted)) expect(shown).toEqual(wanted);
};

const wildOrClose = (random: Random, view: Snapshot): Move => {
  const held = view.hand?.map(({ card_id }) => card_id) ?? [];
  if (view.allowed?.some(({ cards }) => cards) && random.chance(0.2))
    return { message_type: "play", card: 40 };
  if (view.phase === "end" && random.chance(0.3)) return { message_type: "next-deal" };
  if (held.length > 0 && random.chance(0.3)) return { message_type: "play", card: random.pick(held) };
  if (random.chance(0.2)) return { message_type: "reorder", hand: held.length > 0 ? held.slice(1) : [] };
  return wildMove(random);
};

const playMatch = (seed: number): void => {
  const random = seeded(seed);
  const rules = randomRules(random);
  for (const [axis, value] of Object.entries(rules)) count(axes, `${axis} ${value}`);
  const { auction, rank_call, suit_call, first_lead } = rules;
  const order = `${auction}, rank ${rank_call}, suit ${suit_call}, ${first_lead} leads`;
  const temper = randomTemper(random);
  const dealer = random.pick(SEATS);
  const nonces = SEATS.map(() => (random.chance(0.5) ? random.hex(8) : "")) as unknown as BySeat<string>;
  const table = seatedTable({ seed, rules, dealer, nonces });
  const referee = new Referee("TEST01", rules, dealer, (deal) => secretOf(seed, deal));
  referee.nonces = [...nonces];
  referee.now = table.context.now;
  referee.deal();
  let blindCalls = 0;

  const tryWild = () => {
    const seat = random.pick(SEATS);
    const view = table.view(seat);
    const move = wildOrClose(random, view);
    const legal = referee.legal(seat, move);
    const before = table.game;
    const answer = table.attempt(seat, move);
    const what = `seat ${seat}, ${view.phase}, ${JSON.stringify(move)}`;
    if (answer.ok !== legal) expect.fail(`${what}: the referee says ${legal ? "legal" : "illegal"}`);
    if (legal !== isPromised(view, move)) expect.fail(`${what}: allowed says otherwise`);
    if (answer.ok) {
      referee.apply(seat, move);
      return;
    }
    count(rejections, answer.error.kind);
    if (table.game !== before) expect.fail(`${what}: refused, and yet another game`);
  };

  while (!matchOver(table.game)) {
    if (++counted.moves % 3 === 0) tryWild();
    if (matchOver(table.game)) break;
    const seat = random.pick(seatsToAct(table));
    const move = randomMove(table.view(seat), random, temper) as Move;
    if (!referee.legal(seat, move))
      expect.fail(`seat ${seat} is allowed what is illegal: ${JSON.stringify(move)}`);
    const wasBlind = referee.phase === "call-partner-suit" && referee.trick.length === 5;
    table.send(seat, move);
    referee.apply(seat, move);
    for (const viewer of ["observer", seat, random.pick(SEATS)] as Viewer[]) agree(referee, table, viewer);
    const { phase } = table.game;
    count(phases, phase.name);
    if (wasBlind && move.message_type === "call-partner-suit" && referee.partnerIsPublic) blindCalls += 1;
    if (phase.name === "end" && phase.readied.length === 0) {
      counted.deals += 1;
      count(orders, order);
      counted.doubled += Number(referee.factor === 2);
      counted.fourfold += Number(referee.factor === 4);
      counted[phase.trump.partner === phase.caller ? "solos" : "partners"] += 1;
      if (table.view("observer").end_state?.winner_ids.includes(phase.caller as Seat)) counted.made += 1;
      if (referee.sidePoints <= 10 || referee.sidePoints >= 110) counted.lopsided += 1;
    }
  }
  counted.goals += Number(table.game.dealsPlayed < rules.deals);
  counted.weak += referee.redeals.weak;
  counted.passed += referee.redeals.passed;
  counted.blindCalls += blindCalls;
  const folded = JSON.parse(JSON.stringify(table.log)).reduce(evolve, null) as Game;
  if (!isDeepStrictEqual(folded, table.game))
    expect(folded, "the log folds to another game").toEqual(table.game);
};

const PARTS = 20;
test.each(Array.from({ length: PARTS }, (_, part) => part))(
  `[G28] ${MATCHES} random matches, illegal moves among them, go as the referee says: part %i`,
  {
    timeout: 60_000,
  },
  (part) => {
    for (let seed = FIRST + part; seed < FIRST + MATCHES; seed += PARTS) {
      try {
        playMatch(seed);
      } catch (error) {
        throw new Error(`match of seed ${seed}: ${(error as Error).message}`, { cause: error });
      }
    }
  },
);

test("[G28] and the fuzz was not vacuous", () => {
  const scale = MATCHES / 500;
  expect(counted.deals).toBeGreaterThan(2_000 * scale);
  expect(orders.size).toBe(ORDERS.length);
  for (const [order, times] of orders) expect(times, order).toBeGreaterThan(100 * scale);
  for (const [name, least] of [
    ["solos", 50],
    ["partners", 300],
    ["made", 20],
    ["weak", 50],
    ["passed", 50],
    ["lopsided", 5],
    ["blindCalls", 20],
    ["doubled", 50],
    ["fourfold", 20],
    ["goals", 50],
  ] as const) {
    expect(counted[name], name).toBeGreaterThan(least * scale);
  }
  expect([...phases.keys()].toSorted()).toEqual(
    [
      "bid",
      "call-partner-rank",
      "call-partner-suit",
      "end",
      "play-first-trick",
      "play-tricks",
      "trick-won",
    ].toSorted(),
  );
  expect([...rejections.keys()].toSorted()).toEqual(
    [
      "already-ready",
      "bid-not-weaker",
      "bid-out-of-range",
      "card-not-held",
      "no-rank-auction",
      "no-such-card",
      "not-the-hand",
      "not-your-turn",
      "nothing-held",
      "wrong-phase",
    ].toSorted(),
  );
  for (const [kind, times] of rejections) expect(times, kind).toBeGreaterThan(10 * scale);
  for (const [axis, times] of axes) expect(times, axis).toBeGreaterThan(30 * scale);
});
