import { isDeepStrictEqual } from "node:util";
import { expect, test } from "vitest";
import { broadcastOf } from "../../src/actor/broadcast.ts";
import { follow, isGap, isPublic } from "../../src/client/follow.ts";
import type { ServerMessage, Snapshot } from "../../src/client/messages.ts";
import type { Event } from "../../src/shared/game/events.ts";
import { evolveAll } from "../../src/shared/game/evolve.ts";
import { connect, disconnect } from "../../src/shared/game/seating.ts";
import { SEATS } from "../../src/shared/game/seats.ts";
import type { Game } from "../../src/shared/game/state.ts";
import { type Viewer, viewFor } from "../../src/shared/game/view.ts";
import { mustAct } from "../support/moves.ts";
import { seeded } from "../support/random.ts";
import { seatedTable, step } from "../support/table.ts";

const viewers: readonly Viewer[] = [...SEATS, "observer"];
const wire = (value: unknown) => JSON.parse(JSON.stringify(value));

test("[S16] a picture that only followed the messages is the picture the server would send", () => {
  const phases = new Set<string>();
  let compared = 0;
  for (let seed = 1; seed <= 8; seed++) {
    const random = seeded(seed);
    const suit_call = seed % 2 === 0 ? "before-play" : "after-first-trick";
    const table = seatedTable({ seed, rules: { deals: 1 + (seed % 2), weak_hand_below: 5, suit_call } });
    const pictures = new Map<Viewer, Snapshot>(
      viewers.map((viewer) => [viewer, wire(viewFor(table.game, viewer, 0))]),
    );
    const hear = (before: Game, events: readonly Event[]) => {
      const after = evolveAll(before, events);
      const { framesFor } = broadcastOf(before, events, { now: 0, observers: 0 });
      for (const viewer of viewers) {
        for (const frame of framesFor(viewer)) {
          const message = JSON.parse(frame) as ServerMessage;
          // The unasked pictures are left out, so that everything has to come from the events.
          if (message.message_type === "sync") continue;
          const picture = pictures.get(viewer) as Snapshot;
          if (isPublic(message)) expect(isGap(picture, message)).toBe(false);
          pictures.set(viewer, follow(picture, message));
        }
        const view = wire(viewFor(after, viewer, 0));
        const followed = pictures.get(viewer) as Snapshot;
        // What a player may do in its turn is asked for.
        const wanted = viewer !== "observer" && mustAct(view) ? { ...view, allowed: followed.allowed } : view;
        if (!isDeepStrictEqual(followed, wanted)) expect(followed).toEqual(wanted);
        compared += 1;
      }
      phases.add(after.phase.name);
    };
    let deals = 0;
    while (deals < 3) {
      const { before, events } = step(table, random);
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
  expect(phases.size).toBeGreaterThanOrEqual(7);
  expect(compared).toBeGreaterThan(2_000);
});
