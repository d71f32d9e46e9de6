import { describe, expect, test } from "vitest";
import { commitmentOf, commitTo } from "../../dev/clients/nonces.ts";
import { seeded } from "../../dev/clients/random.ts";
import { broadcastOf } from "../../src/actor/sockets/broadcast.ts";
import { handOver, removePlayer, seatBots } from "../../src/shared/game/bots.ts";
import { endShuffle, restartShuffle } from "../../src/shared/game/commit-reveal.ts";
import type { Event } from "../../src/shared/game/events.ts";
import { stepsFrom } from "../../src/shared/game/evolve.ts";
import {
  connect,
  countAway,
  freeSeat,
  replaceSeat,
  takeBotSeat,
  takeSeat,
} from "../../src/shared/game/seating.ts";
import type { Seat } from "../../src/shared/game/seats.ts";
import type { Snapshot } from "../../src/shared/protocol/snapshot.ts";
import { withoutShuffle } from "../../src/shared/protocol/view.ts";
import { shuffleByHand } from "../support/referee.ts";
import {
  auction,
  inEnd,
  openTable,
  playUntil,
  seatedTable,
  secretOf,
  sitDown,
  type Table,
} from "../support/table.ts";

const NONCES = ["", "c1", "", "D2d2", ""] as const;
const none = ["", "", "", "", ""] as const;
const committed = ["", commitmentOf("c1"), "", commitmentOf("D2d2"), ""];

/** Five players, two of them with commitments and one with an open nonce, in the shuffle of the first deal. */
const shuffling = (seed = "shuffle"): Table =>
  sitDown(openTable({ seed, isShuffleKept: true }), {
    nonces: ["a0", "", "", "", ""],
    committed: NONCES,
    isShuffleKept: true,
  });
const typesOf = (events: readonly Event[]) => events.map(({ type }) => type);
const attemptOf = ({ game }: Table) => ("attempt" in game.phase ? game.phase.attempt : -1);
const handsOf = (table: Table) => ("hands" in table.game.phase ? table.game.phase.hands : []);

describe("the phase", () => {
  test("[G41] begins when the fifth player sits down, with all commitments and five seconds", () => {
    const table = shuffling();
    for (const viewer of [0, 3, "observer"] as const)
      expect(table.view(viewer)).toMatchObject({
        phase: "shuffle",
        deal_number: 1,
        nonce_commitments: [commitmentOf("a0"), committed[1], "", committed[3], ""],
        shuffle_deadline: table.context.now + 5_000,
        current_player_id: null,
      });
    expect(table.view(3).allowed).toEqual([{ message_type: "reveal" }]);
    expect(table.view(0).allowed).toEqual([]);
    expect(table.view("observer")).not.toHaveProperty("bids");
  });

  test("[G41] does not begin on a table without commitments, with nonces sent openly or with bots alone", () => {
    for (const nonces of [none, ["a0", "b1", "", "", "e4"]] as const)
      expect(typesOf(seatedTable({ nonces }).log)).not.toContain("shuffle-begun");
    const bots = openTable();
    const seated = seatBots(bots.game, null, "rule", bots.context);
    expect(seated.ok && typesOf(seated.value).at(-1)).toBe("dealt");
  });

  test("[G41] begins with one person who has committed among four bots", () => {
    const table = openTable();
    const arrival = { name: "Ada", nonce: "", commitment: commitmentOf("aa"), request: null };
    const taken = takeSeat(table.game, 2, arrival, table.context);
    if (taken.ok) table.happen(taken.value);
    const seated = seatBots(table.game, null, "rule", table.context);
    expect(seated.ok && typesOf(seated.value).at(-1)).toBe("shuffle-begun");
  });

  test("[G41] follows the end when all five have asked, one with a commitment, and leads to the next deal", () => {
    const table = auction(seatedTable({ seed: "next", isShuffleKept: true }), 0);
    playUntil(table, inEnd, seeded(2));
    for (const seat of [0, 1, 2, 3] as const) table.send(seat, { type: "next-deal", nonce: "" });
    const events = table.send(4, { type: "next-deal", nonce: "", commitment: commitTo("e4") });
    expect(typesOf(events)).toEqual(["player-readied", "next-deal-begun", "shuffle-begun"]);
    expect(table.view(1)).toMatchObject({ phase: "shuffle", deal_number: 2 });
    expect(table.view(1)).not.toHaveProperty("end_state");
    table.reveal();
    expect(handsOf(table)).toEqual(
      shuffleByHand("TEST01", 2, attemptOf(table), secretOf("next", 2), ["", "", "", "", "e4"]),
    );
  });

  test("[G41] also begins when the others count as having asked", () => {
    const table = auction(seatedTable({ seed: "away" }), 0);
    playUntil(table, inEnd, seeded(2));
    const asked = table.ask(0, { type: "next-deal", nonce: "", commitment: commitTo("a0") });
    if (asked.ok) table.happen(asked.value);
    table.wait(60_000);
    expect(typesOf(countAway(table.game, table.context)).at(-1)).toBe("shuffle-begun");
  });
});

describe("the nonces", () => {
  const reveal = (table: Table, seat: Seat, nonce: string) => table.refused(seat, { type: "reveal", nonce });

  test("[P42] one that fits is accepted without an event, and any other is refused", () => {
    const table = shuffling();
    expect(table.ask(1, { type: "reveal", nonce: "c1" })).toEqual({ ok: true, value: [] });
    expect(reveal(table, 1, "C1")).toEqual({ kind: "other-nonce" });
    expect(reveal(table, 3, "c1")).toEqual({ kind: "other-nonce" });
    expect(reveal(table, 0, "a0")).toEqual({ kind: "nothing-committed" });
    expect(reveal(table, 2, "ab")).toEqual({ kind: "nothing-committed" });
    table.reveal();
    expect(reveal(table, 1, "c1")).toEqual({ kind: "wrong-phase", phase: "bid", message: "reveal" });
  });

  test("[G40] all of them make the cards, and are told with their commitments at the end", () => {
    const table = shuffling("all");
    table.reveal();
    const nonces = ["a0", "c1", "", "D2d2", ""];
    const hands = shuffleByHand("TEST01", 1, attemptOf(table), secretOf("all", 1), nonces);
    expect(handsOf(table)).toEqual(hands);
    playUntil(auction(table, 0), inEnd, seeded(4));
    expect(table.view(0).end_state?.deal_reveal).toMatchObject({
      nonces,
      commitments: [commitmentOf("a0"), committed[1], "", committed[3], ""],
      shuffle: 2,
    });
  });

  test("[G41] one that is missing counts as none, and its commitment stays beside it", () => {
    const table = shuffling("missing");
    table.happen(endShuffle(table.game, ["", "", "", "D2d2", ""], table.context));
    const nonces = ["a0", "", "", "D2d2", ""];
    expect(handsOf(table)).toEqual(
      shuffleByHand("TEST01", 1, attemptOf(table), secretOf("missing", 1), nonces),
    );
    playUntil(auction(table, 0), inEnd, seeded(4));
    expect(table.view(0).end_state?.deal_reveal).toMatchObject({
      nonces,
      commitments: [commitmentOf("a0"), committed[1], "", committed[3], ""],
    });
    for (const seat of [0, 1, 2, 3, 4] as const) table.send(seat, { type: "next-deal", nonce: "" });
    expect(table.game.phase.name).toBe("bid");
  });

  test("[G10] [G41] all attempts of a deal use the same ones, without another shuffle", () => {
    const table = shuffling("again");
    table.reveal();
    for (let passes = 0; passes < 5; passes += 1)
      table.send(table.view("observer").current_player_id as Seat, { type: "bid", bid: null });
    expect(table.log.filter(({ type }) => type === "shuffle-begun")).toHaveLength(1);
    const attempt = attemptOf(table);
    expect(attempt).toBeGreaterThan(0);
    const nonces = ["a0", "c1", "", "D2d2", ""];
    expect(handsOf(table)).toEqual(shuffleByHand("TEST01", 1, attempt, secretOf("again", 1), nonces));
  });
});

describe("[G40] a commitment", () => {
  test("[G40] leaves with its player while seats fill and between deals", () => {
    const table = openTable();
    const arrival = { name: "Ada", nonce: "", commitment: commitmentOf("aa"), request: null };
    const sit = () => {
      const taken = takeSeat(table.game, 2, arrival, table.context);
      if (taken.ok) table.happen(taken.value);
      expect(table.game.seats[2].commitment).toBe(commitmentOf("aa"));
    };
    sit();
    table.happen(replaceSeat(2, { name: "Ada", by: "host" }, 0));
    expect(table.game.seats[2].commitment).toBe("");
    const freed = freeSeat(table.game, 2, 2);
    if (freed.ok) table.happen(freed.value);
    sit();
    const removed = removePlayer(table.game, 2, "host");
    if (removed.ok) table.happen(removed.value);
    expect(table.game.seats[2].commitment).toBe("");
  });

  test("[G40] stays once the shuffle has begun, whatever becomes of its player", () => {
    const table = shuffling();
    expect(freeSeat(table.game, 1, "host")).toMatchObject({ ok: false, error: { kind: "wrong-phase" } });
    table.happen(replaceSeat(1, { name: "Other", by: "host" }, 0));
    const removed = removePlayer(table.game, 3, "host");
    if (removed.ok) table.happen(removed.value);
    expect(table.view(0).nonce_commitments).toEqual([commitmentOf("a0"), committed[1], "", committed[3], ""]);
    const left = handOver(table.game, 4, 4, 0);
    expect(left.ok).toBe(true);
  });

  test("[B13] [G40] of a newcomer does not count in the shuffle of others, and the newcomer waits", () => {
    const table = shuffling();
    const removed = removePlayer(table.game, 3, "host");
    if (removed.ok) table.happen(removed.value);
    const arrival = { name: "Neo", nonce: "", commitment: commitmentOf("ee"), request: null };
    table.happen(takeBotSeat(3, arrival, 3, 0));
    expect(table.view(3)).toMatchObject({ waiting: true, allowed: [], hand: [] });
    expect(table.view(0).nonce_commitments?.[3]).toBe(committed[3]);
  });
});

test("[G43] a wake gives five seconds again, twice, and raises no revision", () => {
  const table = shuffling();
  const { revision, turn } = table.game;
  for (const restarts of [1, 2]) {
    table.wait(3_000);
    const events = restartShuffle(table.game, table.context.now);
    expect(events).toEqual([{ type: "shuffle-restarted", deadline: table.context.now + 5_000 }]);
    table.happen(events);
    expect(table.game).toMatchObject({ revision, turn, phase: { restarts } });
  }
  expect(restartShuffle(table.game, table.context.now)).toEqual([]);
  table.reveal();
  expect(restartShuffle(table.game, table.context.now)).toEqual([]);
});

describe("[P40] sockets without batches", () => {
  const messages = (texts: readonly string[]) => texts.map((text) => JSON.parse(text));
  const broadcast = (table: Table, events: readonly Event[]) =>
    broadcastOf(table.game.revision, stepsFrom(table.game, events, 0), { now: 0, observers: 0 });

  test("[P40] hear `ready` with the revision of the shuffle, and a snapshot with the bid", () => {
    const table = auction(seatedTable({ seed: "old", isShuffleKept: true }), 0);
    playUntil(table, inEnd, seeded(2));
    for (const seat of [0, 1, 2, 3] as const) table.send(seat, { type: "next-deal", nonce: "" });
    const asked = table.ask(4, { type: "next-deal", nonce: "", commitment: commitTo("e4") });
    if (!asked.ok) throw new Error("refused");
    const begun = broadcast(table, asked.value);
    const [former] = messages(begun.framesFor(4, "single")).slice(-1);
    const [now] = messages(begun.framesFor(4, "batch")).slice(-1);
    expect(now).toMatchObject({ phase: "shuffle", nonce_commitments: ["", "", "", "", commitmentOf("e4")] });
    expect(former).toMatchObject({ phase: "ready", revision: now.revision, deal_number: 2 });
    expect(former.deal_commitment).toBe(now.deal_commitment);
    expect(Object.keys(former).filter((name) => name.includes("nonce") || name.includes("shuffle"))).toEqual(
      [],
    );
    table.happen(asked.value);

    const dealt = broadcast(table, endShuffle(table.game, ["", "", "", "", "e4"], table.context));
    const types = (framing: "single" | "batch") =>
      messages(dealt.framesFor(4, framing)).map(
        (message) => message.snapshot?.phase ?? message.phase ?? message.message_type,
      );
    expect(types("single")).toEqual([...types("batch"), "bid"]);
    expect(types("batch").at(-1)).toBe("hand.update");
  });

  test("[P40] see no shuffle in a snapshot either, and cannot reveal", () => {
    const table = shuffling();
    const seen = withoutShuffle(table.view(3));
    expect(seen).toMatchObject({ phase: "ready", allowed: [] });
    expect(Object.keys(seen)).not.toContain("nonce_commitments");
    expect(Object.keys(seen)).not.toContain("shuffle_deadline");
    const ready: Snapshot = openTable().view("observer");
    expect(withoutShuffle(ready)).toBe(ready);
  });

  test("[P40] [G43] are told nothing of the shuffle when it begins again", () => {
    const table = shuffling();
    const again = broadcast(table, restartShuffle(table.game, table.context.now));
    expect(messages(again.framesFor(3, "batch"))).toMatchObject([{ snapshot: { phase: "shuffle" } }]);
    expect(messages(again.framesFor(3, "single"))).toMatchObject([{ snapshot: { phase: "ready" } }]);
  });

  test("[P40] other events have one list of frames for all", () => {
    const table = seatedTable({ seed: "same" });
    const { framesFor } = broadcast(table, connect(table.game, 1));
    expect(framesFor(1, "single")).toBe(framesFor(1, "batch"));
  });
});
