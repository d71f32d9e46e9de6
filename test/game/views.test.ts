import { describe, expect, test } from "vitest";
import { seeded } from "../../dev/clients/random.ts";
import { ORDERS } from "../../dev/clients/rules.ts";
import { evolve } from "../../src/shared/game/evolve.ts";
import type { PhaseName } from "../../src/shared/game/phase.ts";
import { SEATS } from "../../src/shared/game/seats.ts";
import type { Game } from "../../src/shared/game/state.ts";
import { callsForSync, handsChanged } from "../../src/shared/protocol/announcements.ts";
import type { Snapshot } from "../../src/shared/protocol/snapshot.ts";
import { publicStatus, viewFor } from "../../src/shared/protocol/view.ts";
import { cardsShown, fieldsOf, heard } from "../support/hearing.ts";
import { commitmentByHand, shuffleByHand } from "../support/referee.ts";
import { inEnd, openTable, playUntil, seatedTable, sitDown, type Table } from "../support/table.ts";

const VIEWERS = [0, 1, 2, 3, 4, "observer"] as const;

/* Field names as the protocol fixes them. */
const ALWAYS = [
  "game_id phase revision turn deal_number rules players scores match_scores current_player_id current_leader_id",
  "caller_id bid partner_rank trump_suit partner_id deal_factor trick trick_history cards_left deal_commitment epoch observers deadline",
]
  .join(" ")
  .split(" ");
const OF_PHASE: Record<PhaseName, readonly string[]> = {
  ready: [],
  shuffle: ["nonce_commitments", "shuffle_deadline"],
  bid: ["bids"],
  "call-partner-rank": ["bids"],
  "play-first-trick": ["bids"],
  "call-partner-suit": ["bids"],
  "play-tricks": ["bids"],
  "trick-won": ["bids", "trick_cards", "trick_points", "winner_id"],
  end: ["bids", "end_state"],
};
const OWN = ["player_id", "hand", "allowed"];
const STANDING =
  "phase current_player_id current_leader_id caller_id bid partner_rank trump_suit partner_id deal_factor deal_number deadline".split(
    " ",
  );
const END =
  "winner_ids caller_id partner_id bid caller_side_points final_scores match_delta deal_reveal ready ready_deadline match_over next_deal_commitment".split(
    " ",
  );
const sorted = (names: readonly string[]) => [...new Set(names)].toSorted();

/** A table of two one-deal matches, with the views of everyone after each move. */
const watched = (seed: string, rules = {}): { table: Table; views: Snapshot[] } => {
  const table = openTable({ seed, rules: { deals: 1, ...rules } });
  const views = VIEWERS.map((viewer) => table.view(viewer));
  sitDown(table, { committed: ["", "c1", "", "d2", ""], isShuffleKept: true });
  views.push(...VIEWERS.map((viewer) => table.view(viewer)));
  const played = seatedTable({
    seed,
    rules: { deals: 1, ...rules },
    nonces: ["a1", "", "b2", "", ""],
    committed: ["", "c1", "", "", ""],
  });
  const look = () => views.push(...VIEWERS.map((viewer) => played.view(viewer)));
  look();
  playUntil(played, ({ dealNumber, phase }) => dealNumber === 2 && phase.name === "end", seeded(12), {
    each: look,
  });
  return { table: played, views };
};

test("[P12] a snapshot has every field of its phase and its viewer's role, and no other", () => {
  const phases = new Set<string>();
  for (const rules of [{}, ...ORDERS]) {
    for (const view of watched("fields", rules).views) {
      phases.add(view.phase);
      const role = view.role === "observer" ? ["role"] : OWN;
      expect(sorted(Object.keys(view))).toEqual(sorted([...ALWAYS, ...OF_PHASE[view.phase], ...role]));
    }
  }
  expect(phases).toEqual(new Set(Object.keys(OF_PHASE)));
});

test("[P12] cards are spelled out in full, except by number in allowed", () => {
  for (const view of watched("spelled").views) {
    for (const card of [...view.trick.map(({ card }) => card), ...(view.hand ?? [])]) {
      expect(sorted(Object.keys(card))).toEqual(["card_id", "rank", "suit"]);
    }
    for (const trick of view.trick_history)
      expect(sorted(Object.keys(trick))).toEqual(["cards", "points", "winner_id"]);
  }
});

test("[P12] a phase change announces the standing that the same viewer's snapshot shows, and no more", () => {
  const { table } = watched("standing");
  for (const viewer of VIEWERS) {
    for (const { body, event, after } of heard(null, table.log, viewer)) {
      if (body.message_type !== "phase.change") continue;
      const extra = [
        ...(event.type === "thrown-in" ? ["reason"] : []),
        ...(body.phase === "end" ? ["end_state"] : []),
        ...(["ready", "shuffle", "bid"].includes(body.phase) ? ["deal_commitment"] : []),
        ...(body.phase === "shuffle" ? OF_PHASE.shuffle : []),
      ];
      expect(sorted(Object.keys(body))).toEqual(sorted(["message_type", ...STANDING, ...extra]));
      expect(viewFor(after, viewer, 0)).toMatchObject(
        Object.fromEntries(STANDING.map((name) => [name, body[name]])),
      );
    }
  }
});

test("[P12] the other announcements have the fields the protocol lists", () => {
  const { table } = watched("bodies");
  const fields: Record<string, string> = {
    "player.join": "player_id name bot",
    "player.ready": "player_id name bot ready_deadline",
    "bid.placed": "player_id bid highest_bid highest_bidder_id current_player_id deadline",
    "trick.played": "player_id card trick current_player_id deadline",
    "trick.won": "winner_id points trick_cards scores current_player_id",
    "score.update": "scores delta",
  };
  const seen = new Set<string>();
  for (const { body, kind } of heard(null, table.log, "observer")) {
    const names = fields[body.message_type];
    if (kind !== "public" || names === undefined) continue;
    seen.add(body.message_type);
    const optional = body.message_type === "trick.played" && "revealed_partner_id" in body;
    expect(sorted(Object.keys(body))).toEqual(
      sorted(["message_type", ...names.split(" "), ...(optional ? ["revealed_partner_id"] : [])]),
    );
    expect(Object.values(body).every((value) => value !== undefined)).toBe(true);
  }
  expect(sorted([...seen])).toEqual(sorted(Object.keys(fields)));
});

test("[P12] end_state has the fields the protocol lists, ranking once the match is over", () => {
  for (const deals of [1, 2]) {
    const table = playUntil(seatedTable({ rules: { deals }, seed: "end" }), inEnd, seeded(1));
    const end = table.view("observer").end_state ?? {};
    expect(sorted(Object.keys(end))).toEqual(sorted([...END, ...(deals === 1 ? ["ranking"] : [])]));
    expect(fieldsOf(end)).toContain("secret");
  }
});

test("[P12] announcements name who acts next, and the points as they then stand", () => {
  const { table } = watched("next");
  let totals = [0, 0, 0, 0, 0];
  let tricks = 0;
  for (const { body, kind, after } of heard(null, table.log, "observer")) {
    if (kind !== "public") continue;
    if (body.message_type === "phase.change" && body.phase === "bid") totals = [0, 0, 0, 0, 0];
    if (body.message_type === "trick.played") {
      const next = body.trick.length === 5 ? null : (body.player_id + 1) % 5;
      expect(body.current_player_id).toBe(next);
      expect(body.trick.at(-1)).toEqual({ player_id: body.player_id, card: body.card });
    }
    if (body.message_type === "trick.won") {
      tricks += 1;
      totals = totals.map((sum, seat) => sum + (seat === body.winner_id ? body.points : 0));
      const last = "tricks" in after.phase && after.phase.tricks.length === 8;
      expect(body.current_player_id).toBe(last ? null : body.winner_id);
      expect(body.trick_cards).toHaveLength(5);
    }
    if (body.message_type === "trick.won" || body.message_type === "score.update") {
      expect(body.scores).toEqual(totals.map((points, seat) => ({ player_id: seat, points })));
    }
    if (body.message_type === "score.update")
      expect(totals[body.delta.player_id]).toBeGreaterThanOrEqual(body.delta.points);
    if (body.message_type === "bid.placed") {
      const bids = "bids" in after.phase ? after.phase.bids : [];
      const high = Math.max(0, ...bids.map(({ bid }) => bid ?? 0));
      expect(body.highest_bid).toBe(high || null);
      expect(body.highest_bidder_id).toBe(bids.find(({ bid }) => bid === high)?.seat ?? null);
      expect(body.current_player_id).toBe(viewFor(after, "observer", 0).current_player_id);
    }
  }
  expect(tricks).toBe(16);
});

describe("the reveal", () => {
  test("[P13] it appears in end and not before, to anyone", () => {
    const { table } = watched("reveal");
    let game: Game | null = null;
    for (const event of table.log) {
      const before: Game | null = game;
      game = evolve(game, event);
      for (const viewer of VIEWERS) {
        const text = JSON.stringify([
          viewFor(game, viewer, 0),
          before ? heard(before, [event], viewer).map(({ body }) => body) : [],
        ]);
        expect(text.includes("deal_reveal")).toBe(game.phase.name === "end");
        expect(text).not.toContain(game.secret);
      }
    }
  });

  test.each([0, 1, 2, 3])("[P13] with it anyone can repeat the shuffle: table %i", (seed) => {
    const table = seatedTable({
      seed,
      rules: { weak_hand_below: 9 },
      nonces: seed ? ["", "ff", "", "", "0"] : ["", "", "", "", ""],
    });
    playUntil(table, inEnd, seeded(seed + 2));
    const view = table.view("observer");
    const reveal = view.end_state?.deal_reveal;
    if (!reveal) throw new Error("no reveal");
    expect(commitmentByHand(reveal.secret)).toBe(view.deal_commitment);
    const hands = shuffleByHand(
      view.game_id,
      reveal.deal_number,
      reveal.attempt,
      reveal.secret,
      reveal.nonces,
    );
    const played = SEATS.map((seat) =>
      view.trick_history
        .flatMap(({ cards }) => cards.filter(({ player_id }) => player_id === seat))
        .map(({ card }) => card.card_id)
        .toSorted((a, b) => a - b),
    );
    expect(played).toEqual(hands.map((hand) => hand.toSorted((a, b) => a - b)));
    expect(reveal.attempt).toBe(table.log.filter(({ type }) => type === "thrown-in").length);
  });
});

test("[V2] at every step hands, trick and tricks taken are forty different cards", () => {
  const { views } = watched("partition");
  for (let at = 6; at < views.length; at += 6) {
    const [first, ...rest] = views.slice(at, at + 6) as [Snapshot, ...Snapshot[]];
    if (first.phase === "shuffle") continue;
    const hands = [first, ...rest].flatMap(({ hand }) => (hand ?? []).map(({ card_id }) => card_id));
    const table = [...first.trick, ...first.trick_history.flatMap(({ cards }) => cards)];
    const all = [...hands, ...table.map(({ card }) => card.card_id)];
    expect(all.toSorted((a, b) => a - b)).toEqual([...Array(40).keys()]);
    expect(first.cards_left.map(({ count }) => count)).toEqual(
      [first, ...rest].slice(0, 5).map(({ hand }) => hand?.length),
    );
  }
});

test("[P8] everyone is sent a snapshot on entering trick-won and end and after a restore, and at no other time", () => {
  const { table } = watched("sync");
  table.happen([{ type: "game-restored" }]);
  let game: Game | null = null;
  let snapshots = 0;
  for (const event of table.log) {
    const was: PhaseName | undefined = game?.phase.name;
    game = evolve(game, event);
    const entered = game.phase.name !== was && (game.phase.name === "trick-won" || game.phase.name === "end");
    expect(callsForSync(event)).toBe(entered || event.type === "game-restored");
    if (callsForSync(event)) snapshots += 1;
  }
  expect(snapshots).toBe(2 * 8 + 1);
});

test("[P9] hand.update goes to the owner after each deal, own play and reorder, with the hand as it is then", () => {
  const { table } = watched("hands");
  let game: Game | null = null;
  const counted = { dealt: 0, played: 0, reordered: 0 };
  for (const event of table.log) {
    const before: Game | null = game;
    game = evolve(game, event);
    const changed = SEATS.filter((seat) => {
      const held = (of: Game | null) => (of && "hands" in of.phase ? of.phase.hands[seat].join() : "");
      return held(game) !== held(before) && game?.phase.name !== "end";
    });
    if (event.type === "hand-reordered") {
      expect(handsChanged(event, game)).toEqual([event.seat]);
      expect(game.revision).toBe(before?.revision);
      counted.reordered += 1;
    } else {
      expect(handsChanged(event, game)).toEqual(event.type === "thrown-in" ? [] : changed);
    }
    if (event.type === "dealt") counted.dealt += 1;
    if (event.type === "card-played") counted.played += 1;
    for (const seat of handsChanged(event, game)) {
      const [update] = heard(before, [event], seat).filter(({ kind }) => kind === "hand");
      expect(update?.body).toEqual({
        message_type: "hand.update",
        player_id: seat,
        hand: viewFor(game, seat, 0).hand,
      });
    }
  }
  expect(counted.dealt).toBeGreaterThanOrEqual(2);
  expect(counted.played).toBe(80);
  expect(counted.reordered).toBeGreaterThan(0);
});

test("[P11] the public status shows phase, seats, observers and revision, and no card, partner or secret", () => {
  const { table } = watched("status");
  let game: Game | null = null;
  for (const event of table.log) {
    game = evolve(game, event);
    const status = publicStatus(game, 3);
    expect(sorted(Object.keys(status))).toEqual(
      sorted("game_id phase deal_number deal_commitment seats rules observers revision epoch".split(" ")),
    );
    expect(sorted(Object.keys(status.seats[0]))).toEqual(["bot", "connected", "name", "player_id"]);
    expect(cardsShown(status).size).toBe(0);
    expect(status).toMatchObject({ phase: game.phase.name, observers: 3, revision: game.revision });
  }
});
