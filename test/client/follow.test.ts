import { isDeepStrictEqual } from "node:util";
import { expect, test } from "vitest";
import { EVEN, mustAct, randomMove } from "../../dev/clients/moves.ts";
import { seeded } from "../../dev/clients/random.ts";
import { moveDue, nextMoveAt } from "../../src/actor/game/bots.ts";
import { broadcastOf } from "../../src/actor/sockets/broadcast.ts";
import { isGap, isPublic, reduce } from "../../src/client/reducer.ts";
import { handOver, removeBot, removePlayer, resume, seatBots } from "../../src/shared/game/bots.ts";
import { grace } from "../../src/shared/game/clock.ts";
import type { Event } from "../../src/shared/game/events.ts";
import { evolveAll, stepsFrom } from "../../src/shared/game/evolve.ts";
import type { Decision } from "../../src/shared/game/rejection.ts";
import { connect, disconnect, replaceSeat, takeBotSeat } from "../../src/shared/game/seating.ts";
import { SEATS } from "../../src/shared/game/seats.ts";
import { type Game, isWaiting } from "../../src/shared/game/state.ts";
import type { ServerMessage } from "../../src/shared/protocol/server.ts";
import type { Snapshot } from "../../src/shared/protocol/snapshot.ts";
import { type Viewer, viewFor } from "../../src/shared/protocol/view.ts";
import { PACE, tableOf } from "../support/bots.ts";
import { openTable, seatedTable, step } from "../support/table.ts";

const viewers: readonly Viewer[] = [...SEATS, "observer"];
const wire = (value: unknown) => JSON.parse(JSON.stringify(value));

test("[S16] a snapshot that only followed the messages is the snapshot the server would send", () => {
  const phases = new Set<string>();
  let compared = 0;
  for (let seed = 1; seed <= 8; seed++) {
    const random = seeded(seed);
    const suit_call = seed % 2 === 0 ? "before-play" : "after-first-trick";
    const table = seatedTable({
      ...{ seed, rules: { deals: 1 + (seed % 2), weak_hand_below: 5, suit_call } },
      isShuffleKept: true,
    });
    const snapshots = new Map<Viewer, Snapshot>(
      viewers.map((viewer) => [viewer, wire(viewFor(table.game, viewer, 0))]),
    );
    const hear = (before: Game, events: readonly Event[]) => {
      const after = evolveAll(before, events);
      const { framesFor } = broadcastOf(before.revision, stepsFrom(before, events, 0), {
        now: 0,
        observers: 0,
      });
      for (const viewer of viewers) {
        for (const frame of framesFor(viewer, "batch")) {
          const message = JSON.parse(frame) as ServerMessage;
          // The unasked snapshots are left out, so that everything has to come from the events.
          if (message.message_type === "sync") continue;
          const snapshot = snapshots.get(viewer) as Snapshot;
          if (isPublic(message)) expect(isGap(snapshot, message)).toBe(false);
          snapshots.set(viewer, reduce(snapshot, message));
        }
        const view = wire(viewFor(after, viewer, 0));
        const followed = snapshots.get(viewer) as Snapshot;
        // What a player may do in its turn is asked for.
        const mayMove = viewer !== "observer" && (mustAct(view) || view.phase === "shuffle");
        const wanted = mayMove ? { ...view, allowed: followed.allowed } : view;
        if (!isDeepStrictEqual(followed, wanted)) expect(followed).toEqual(wanted);
        compared += 1;
      }
      phases.add(after.phase.name);
    };
    let deals = 0;
    while (deals < 3) {
      if (table.game.phase.name === "shuffle") {
        const before = table.game;
        hear(before, table.reveal());
        continue;
      }
      const { before, events } = step(table, random, { ...EVEN, commit: 0.2 });
      hear(before, events);
      if (events.some(({ type }) => type === "deal-ended")) deals += 1;
      if (!random.chance(0.05)) continue;
      const seat = random.pick(SEATS);
      for (const change of [disconnect(table.game, seat, 0), connect(table.game, seat)]) {
        hear(table.game, change);
        table.happen(change);
      }
    }
  }
  expect(phases.size).toBeGreaterThanOrEqual(8);
  expect(compared).toBeGreaterThan(2_000);
});

const CHANGES_HANDS = new Set(["seat-replaced", "bot-seat-taken", "seat-removed"]);

test("[S16, C1, B6, S20] the same with bots, stand-ins, hosts who hand seats over, a clock and time that runs out", {
  timeout: 30_000,
}, () => {
  const happened = new Set<string>();
  let compared = 0;
  for (let seed = 1; seed <= 6; seed++) {
    const random = seeded(seed);
    const players = seed % 4 === 0 ? [] : SEATS.filter((seat) => seat <= seed % 4);
    const suit_call = seed % 2 === 0 ? "before-play" : "after-first-trick";
    const turn_seconds = seed % 3 === 0 ? null : 30;
    const table = tableOf(players, { seed, rules: { deals: 1, turn_seconds, suit_call } });
    const snapshots = new Map<Viewer, Snapshot>(
      viewers.map((viewer) => [viewer, wire(viewFor(table.game, viewer, 0))]),
    );
    const hear = (events: readonly Event[]) => {
      const before = table.game;
      const { now } = table.context;
      table.happen(events);
      const { framesFor } = broadcastOf(before.revision, stepsFrom(before, events, now), {
        now,
        observers: 0,
      });
      const extended = events.some(({ type }) => type === "clock-extended");
      for (const { type } of events) happened.add(type);
      // Whoever has the seat from now on comes with a connection of its own, or is sent a snapshot at the deal's end.
      const changed = SEATS.filter(
        (seat) =>
          events.some((event) => CHANGES_HANDS.has(event.type) && "seat" in event && event.seat === seat) ||
          (isWaiting(before, seat) && !isWaiting(table.game, seat)),
      );
      for (const viewer of viewers) {
        for (const frame of framesFor(viewer, "batch")) {
          const message = JSON.parse(frame) as ServerMessage;
          // Time that is given is told by a snapshot alone.
          if (message.message_type === "sync" && !extended) continue;
          const snapshot = snapshots.get(viewer) as Snapshot;
          if (isPublic(message)) expect(isGap(snapshot, message)).toBe(false);
          snapshots.set(viewer, reduce(snapshot, message));
        }
        const view = wire(viewFor(table.game, viewer, 0)) as Snapshot;
        if (viewer !== "observer" && changed.includes(viewer)) snapshots.set(viewer, view);
        const followed = snapshots.get(viewer) as Snapshot;
        // What a player may do in its turn is asked for, and comes with the snapshot at a deal's end.
        const asksFor = view.current_player_id === viewer || events.some(({ type }) => type === "deal-ended");
        if (asksFor && viewer !== "observer")
          snapshots.set(viewer, { ...followed, allowed: view.allowed ?? [] });
        if (!isDeepStrictEqual(snapshots.get(viewer), view)) expect(snapshots.get(viewer)).toEqual(view);
        compared += 1;
      }
    };
    const answers = () => {
      const seat = random.pick(SEATS.filter((at) => table.game.seats[at].occupant?.acting.by !== "bot"));
      const move = randomMove(table.view(seat), random);
      const decision = move && table.ask(seat, move);
      if (decision?.ok) hear([...resume(table.game, seat, table.context.now), ...decision.value]);
    };
    for (let moves = 0; moves < 180; moves++) {
      const { now } = table.context;
      const at = nextMoveAt(table.game, PACE);
      const hasPlayers = SEATS.some((seat) => table.game.seats[seat].occupant?.acting.by !== "bot");
      if (Number.isFinite(at)) table.wait(Math.max(0, at - now));
      const events = moveDue(table.game, PACE, table.context, random.int(1e6));
      if (events && !(hasPlayers && random.chance(0.3))) hear(events);
      if (hasPlayers && (!events || random.chance(0.3))) answers();
      if (!events && !hasPlayers) break;
      if (random.chance(0.03)) table.wait(60_000);
      if (random.chance(0.05)) hear(grace(table.game, table.context.now));
      const seat = random.pick(SEATS);
      const { occupant } = table.game.seats[seat];
      if (random.chance(0.1) && occupant?.acting.by !== "bot")
        hear(
          occupant?.connected ? disconnect(table.game, seat, table.context.now) : connect(table.game, seat),
        );
      const handed = handOver(table.game, seat, random.pick(["host", 3]), table.context.now);
      if (handed.ok && random.chance(0.3)) hear(handed.value);
      if (occupant?.acting.by === "bot" && random.chance(0.01))
        hear(takeBotSeat(seat, { name: "Ida", nonce: "", request: null }, seat, table.context.now));
      if (occupant?.acting.by !== "bot" && random.chance(0.01))
        hear(replaceSeat(seat, { name: "Ugo", by: "host" }, table.context.now));
      const removed = removePlayer(table.game, seat, "host");
      if (removed.ok && random.chance(0.005)) hear(removed.value);
    }
  }
  for (const type of [
    "turn-missed",
    "stand-in-seated",
    "player-resumed",
    "clock-extended",
    "bot-seat-taken",
    "seat-replaced",
    "seat-removed",
    "next-deal-begun",
    "deal-ended",
  ])
    expect(happened).toContain(type);
  expect(compared).toBeGreaterThan(2_500);
});

test("[S16, B6] bots that sit down, go and give their seats away in ready are followed too", () => {
  const table = openTable();
  let snapshot = wire(viewFor(table.game, "observer", 0)) as Snapshot;
  const hear = (decided: readonly Event[] | Decision) => {
    const events = "ok" in decided ? (decided.ok ? decided.value : []) : decided;
    expect(events.length).toBeGreaterThan(0);
    const { framesFor } = broadcastOf(table.game.revision, stepsFrom(table.game, events, table.context.now), {
      now: table.context.now,
      observers: 0,
    });
    table.happen(events);
    for (const frame of framesFor("observer", "batch")) snapshot = reduce(snapshot, JSON.parse(frame));
    expect(snapshot).toEqual(wire(viewFor(table.game, "observer", 0)));
  };
  hear(seatBots(table.game, [1, 3], "random", table.context));
  hear(removeBot(table.game, 1, "host"));
  hear(takeBotSeat(3, { name: "Ida", nonce: "", request: null }, 3, table.context.now));
  hear(seatBots(table.game, null, "rule", table.context));
  expect(snapshot).toMatchObject({
    phase: "bid",
    players: { 3: { name: "Ida", bot: false, connected: false } },
  });
});
