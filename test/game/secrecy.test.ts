import { describe, expect, test, vi } from "vitest";
import { faceOf, handsWith } from "../../dev/clients/cards.ts";
import { type Move, randomMove, wildMove } from "../../dev/clients/moves.ts";
import { type Random, seeded } from "../../dev/clients/random.ts";
import { randomDealRules } from "../../dev/clients/rules.ts";
import type { Event } from "../../src/shared/game/events.ts";
import { evolve } from "../../src/shared/game/evolve.ts";
import { type BySeat, SEATS, type Seat } from "../../src/shared/game/seats.ts";
import type { Hand } from "../../src/shared/game/shuffle.ts";
import type { Game } from "../../src/shared/game/state.ts";
import { seenBy } from "../../src/shared/protocol/announcements.ts";
import { refusalOf } from "../../src/shared/protocol/refusal.ts";
import { publicStatus, secretPartner, type Viewer, viewFor } from "../../src/shared/protocol/view.ts";
import { cardsShown, fieldsOf, heard } from "../support/hearing.ts";
import { inEnd, playUntil, type Setup, seatedTable, seatsToAct, type Table } from "../support/table.ts";

// Many deals in one test: seconds on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const VIEWERS: readonly Viewer[] = [...SEATS, "observer"];
const randomRules = (random: Random): Setup["rules"] => randomDealRules(random);

/** Every name a snapshot or event may use at any depth, as the protocol fixes them, and the rules' own. */
const NAMES = new Set(
  [
    "message_type game_id phase revision turn deal_number rules players name seat connected bot scores match_scores points",
    "player_id current_player_id current_leader_id caller_id bid partner_rank trump_suit partner_id trick card suit",
    "rank card_id trick_history winner_id cards cards_left count deal_commitment epoch observers bids trick_cards",
    "trick_points end_state winner_ids caller_side_points final_scores match_delta deal_reveal attempt secret nonces",
    "ready ready_deadline match_over ranking next_deal_commitment hand allowed min max ranks suits role reason highest_bid",
    "highest_bidder_id revealed_partner_id delta suit_call first_lead weak_hand_below minimum_bid multiplier phrases deals",
    "turn_seconds deadline auto auction rank_call thrown_in match_points hints highest_rank deal_factor",
    "nonce_commitments shuffle_deadline commitments shuffle",
  ]
    .join(" ")
    .split(" "),
);

test("[V1] nothing sent to anyone shows a card in another's hand, at any step of fifteen deals", () => {
  const random = seeded(101);
  let looked = 0;
  for (let round = 0; round < 15; round++) {
    const committed = round % 2 === 0 ? ({ committed: ["a1", "", "", "b2", ""] } as const) : {};
    const table = seatedTable({ seed: `v1 ${round}`, rules: randomRules(random) ?? {}, ...committed });
    playUntil(table, inEnd, random, { temper: { pass: 0.5, leap: 0.2, reorder: 0.1, nonce: 0 } });
    let game: Game | null = null;
    for (const event of table.log) {
      const before: Game | null = game;
      game = evolve(game, event);
      for (const viewer of VIEWERS) {
        const { phase } = game;
        const others = SEATS.filter((seat) => seat !== viewer);
        const hidden = "hands" in phase ? others.flatMap((seat) => phase.hands[seat]) : [];
        const sent = [
          viewFor(game, viewer, 1),
          ...(before ? heard(before, [event], viewer).map(({ body }) => body) : []),
        ];
        for (const message of sent) {
          const shown = cardsShown(message);
          expect(hidden.filter((card) => shown.has(card))).toEqual([]);
          looked += 1;
        }
      }
    }
  }
  expect(looked).toBeGreaterThan(10_000);
});

test("[V1] the search for cards finds them wherever a message has them", () => {
  const table = playUntil(
    seatedTable({ seed: "search" }),
    ({ phase }) => phase.name === "trick-won",
    seeded(1),
  );
  const own = table.view(2);
  const open = own.trick_history.flatMap(({ cards }) => cards.map(({ card }) => card.card_id));
  const held = own.hand?.map(({ card_id }) => card_id) ?? [];
  expect([...cardsShown(own)].toSorted()).toEqual([...open, ...held].toSorted());
  expect([...cardsShown(own.hand)].toSorted()).toEqual(held.toSorted());
  const leader = table.view(own.current_player_id as Seat);
  expect([...cardsShown(leader.allowed)].toSorted()).toEqual(
    leader.hand?.map(({ card_id }) => card_id).toSorted(),
  );
});

test("[V1] snapshots and events use the protocol's field names and no others", () => {
  const random = seeded(102);
  for (let round = 0; round < 6; round++) {
    const table = playUntil(
      seatedTable({
        ...{ seed: `names ${round}`, rules: { ...randomRules(random), deals: 1 } },
        committed: ["", "c1", "", "d2", ""],
      }),
      inEnd,
      random,
    );
    for (const viewer of VIEWERS) {
      const sent = heard(null, table.log, viewer).flatMap(({ body, after }) => [
        body,
        viewFor(after, viewer, 0),
      ]);
      expect([...fieldsOf(sent)].filter((name) => !NAMES.has(name))).toEqual([]);
    }
  }
});

test("[V1] hand.update shows its owner's hand and nothing else", () => {
  const table = playUntil(seatedTable({ seed: "update" }), inEnd, seeded(8));
  for (const seat of SEATS) {
    for (const { kind, body, after } of heard(null, table.log, seat)) {
      if (kind !== "hand") continue;
      const held = "hands" in after.phase ? after.phase.hands[seat] : [];
      expect(body).toEqual({ message_type: "hand.update", player_id: seat, hand: held.map(faceOf) });
    }
  }
});

test("[V3] partner_id is null for all but the holder until the called card is face up", () => {
  const random = seeded(103);
  const counted = { secret: 0, solo: 0, public: 0 };
  for (let round = 0; round < 60; round++) {
    const table = seatedTable({ seed: `v3 ${round}`, rules: randomRules(random) ?? {} });
    let dealt: BySeat<Hand> | null = null;
    let game: Game | null = null;
    playUntil(table, inEnd, random);
    for (const event of table.log) {
      if (event.type === "dealt") dealt = event.hands;
      game = evolve(game, event);
      const view = viewFor(game, "observer", 0);
      const { partner_rank, trump_suit } = view;
      const wanted = (card: number) => faceOf(card).rank === partner_rank && faceOf(card).suit === trump_suit;
      const holder = trump_suit ? (SEATS.find((seat) => dealt?.[seat].some(wanted)) ?? null) : null;
      const faceUp = [...view.trick, ...view.trick_history.flatMap(({ cards }) => cards)];
      const isPublic =
        holder !== null && (view.phase === "end" || faceUp.some(({ card }) => wanted(card.card_id)));
      for (const viewer of VIEWERS) {
        const expected = isPublic || viewer === holder ? holder : null;
        expect(viewFor(game, viewer, 0).partner_id).toBe(expected);
        expect(secretPartner(game) === viewer).toBe(holder !== null && !isPublic && viewer === holder);
        for (const body of seenBy(event, game, viewer)) {
          if ("partner_id" in body) expect(body.partner_id).toBe(expected);
          if ("revealed_partner_id" in body)
            expect([isPublic, body.revealed_partner_id]).toEqual([true, holder]);
        }
      }
      if (holder !== null) counted[isPublic ? "public" : holder === view.caller_id ? "solo" : "secret"] += 1;
    }
  }
  for (const count of Object.values(counted)) expect(count).toBeGreaterThan(100);
});

test("[V4] every event is the same for all who do not hold the called card", () => {
  const random = seeded(104);
  for (let round = 0; round < 12; round++) {
    const table = playUntil(seatedTable({ seed: `same ${round}` }), inEnd, random);
    let game: Game | null = null;
    for (const event of table.log) {
      game = evolve(game, event);
      const after = game;
      const told = VIEWERS.filter((viewer) => secretPartner(after) !== viewer).map((viewer) =>
        JSON.stringify(seenBy(event, after, viewer)),
      );
      expect(new Set(told).size).toBe(1);
    }
  }
});

/** Two tables alike but for two cards that seats `a` and `b` have exchanged: the called card, and another. */
interface Twins {
  readonly tables: readonly [Table, Table];
  readonly a: Seat;
  readonly b: Seat;
  readonly calledCard: number;
  readonly other: number;
}

const twins = (seed: number, random: Random): Twins => {
  const [a, b] = random.shuffled(SEATS) as [Seat, Seat];
  const hands = handsWith({}, seed, 0);
  const [calledCard, other] = [random.pick(hands[a]), random.pick(hands[b])];
  const swap = (card: number) => (card === calledCard ? other : card === other ? calledCard : card);
  const setup = { rules: { ...randomRules(random), weak_hand_below: 0 }, dealer: random.pick(SEATS) };
  const swapped = hands.map((hand) => hand.map(swap)) as unknown as BySeat<Hand>;
  return {
    // The same cards again after an auction in which all have passed.
    tables: [
      seatedTable({ ...setup, hands: Array.from({ length: 20 }, () => hands) }),
      seatedTable({ ...setup, hands: Array.from({ length: 20 }, () => swapped) }),
    ],
    a,
    b,
    calledCard,
    other,
  };
};

/** A move for `seat` in the first twin that can be made in both; null once the difference would show. */
const twinMove = (
  { tables: [first], a, b, calledCard, other }: Twins,
  seat: Seat,
  random: Random,
): Move | null => {
  const view = first.view(seat);
  const face = faceOf(calledCard);
  if (view.phase === "call-partner-rank")
    return { message_type: "call-partner-rank", partner_rank: face.rank as 1 };
  if (view.phase === "call-partner-suit")
    return { message_type: "call-partner-suit", partner_suit: face.suit };
  const choice = view.allowed?.find(({ message_type }) => message_type === "bid");
  if (choice) {
    // The called card is the twins' own, and somebody bids.
    const isLast = view.bids?.length === 4 && view.bids.every(({ bid }) => bid < 0);
    const isOpen = choice.bids !== undefined || (choice.ranks ?? []).includes(face.rank as 1);
    if (!isOpen || !(isLast || random.chance(0.5))) return { message_type: "bid", bid: -1 };
    return choice.bids
      ? { message_type: "bid", bid: Math.min(120, choice.bids.min + random.int(12)) }
      : { message_type: "bid", rank: face.rank as 1 };
  }
  const move = randomMove(view, random, { pass: 0.5, leap: 0.2, reorder: 0.1, nonce: 0 }) as Move;
  if (move.message_type !== "play" || (seat !== a && seat !== b)) return move;
  const safe = view.allowed
    ?.find(({ cards }) => cards)
    ?.cards?.filter((card) => card !== calledCard && card !== other);
  return safe?.length ? { message_type: "play", card: random.pick(safe) } : null;
};

describe("the called card in one hand or another", () => {
  test("[V4] whoever else holds it, all that a viewer is sent is the same until it shows", () => {
    const random = seeded(105);
    const counted = { deals: 0, compared: 0, afterSuit: 0, caller: 0, refusals: 0, lateTricks: 0 };
    for (let round = 0; round < 150; round++) {
      const pair = twins(round, random);
      const { tables, a, b, calledCard, other } = pair;
      const outside = VIEWERS.filter((viewer) => viewer !== a && viewer !== b);
      const swap = (card: number) => (card === calledCard ? other : card === other ? calledCard : card);
      const compare = (tell: (table: Table, index: 0 | 1) => unknown) => {
        expect(JSON.stringify(tell(tables[1], 1))).toBe(JSON.stringify(tell(tables[0], 0)));
        counted.compared += 1;
      };
      for (const viewer of outside) {
        compare((table) => heard(null, table.log, viewer).map(({ body }) => body));
      }
      while (!inEnd(tables[0].game)) {
        const seat = random.pick(seatsToAct(tables[0]));
        const move = twinMove(pair, seat, random);
        if (move === null) break;
        const twin: Move =
          move.message_type === "reorder" && (seat === a || seat === b)
            ? { ...move, hand: move.hand.map(swap) }
            : move;
        const before = tables.map(({ game }) => game);
        const events = [tables[0].send(seat, move), tables[1].send(seat, twin)] as const;
        for (const viewer of outside) {
          compare((table) => table.view(viewer));
          compare((_, index) =>
            heard(before[index] as Game, events[index] as Event[], viewer).map(({ body }) => body),
          );
        }
        compare((table) => publicStatus(table.game, 0));
        const asker = random.pick(outside.filter((viewer): viewer is Seat => viewer !== "observer"));
        const wild = random.chance(0.5)
          ? wildMove(random)
          : ({ message_type: "play", card: calledCard } as const);
        compare((table) => {
          const answer = table.ask(asker, wild);
          if (!answer.ok) counted.refusals += 1;
          return answer.ok ? "ok" : [answer.error, refusalOf(answer.error)];
        });
        if (tables[0].game.phase.name === "trick-won") counted.lateTricks += 1;
        if (tables[0].view("observer").trump_suit) counted.afterSuit += 1;
      }
      counted.deals += 1;
      if (tables[0].view("observer").caller_id === a) counted.caller += 1;
    }
    expect(counted.deals).toBe(150);
    expect(counted.caller).toBeGreaterThan(10);
    expect(counted.afterSuit).toBeGreaterThan(2_000);
    expect(counted.lateTricks).toBeGreaterThan(700);
    expect(counted.refusals).toBeGreaterThan(2_000);
  });

  test("[V4] the comparison is not blind: the two who exchanged the cards do see a difference", () => {
    const random = seeded(106);
    const { tables, a, b } = twins(1, random);
    for (const viewer of [a, b]) {
      expect(JSON.stringify(tables[0].view(viewer))).not.toBe(JSON.stringify(tables[1].view(viewer)));
    }
  });
});
