import { expect, test } from "vitest";
import { seeded } from "../../dev/clients/random.ts";
import { broadcastOf } from "../../src/actor/sockets/broadcast.ts";
import { ANNOUNCED } from "../../src/shared/game/announced.ts";
import type { Event } from "../../src/shared/game/events.ts";
import { evolve, stepsFrom } from "../../src/shared/game/evolve.ts";
import { SEATS } from "../../src/shared/game/seats.ts";
import { TOLD_APART } from "../../src/shared/protocol/announcements.ts";
import { secretPartner, type Viewer, viewFor } from "../../src/shared/protocol/view.ts";
import { inEnd, playUntil, seatedTable } from "../support/table.ts";

const WATCHERS = 50;

test("[V5] a public message is encoded once however many watch, and once more for a secret partner who is told more", () => {
  let partners = 0;
  let messages = 0;
  for (let seed = 0; seed < 10; seed += 1) {
    const { log } = playUntil(seatedTable({ seed }), inEnd, seeded(seed));
    let before = evolve(null, log[0] as Event);
    for (const event of log.slice(1)) {
      const after = evolve(before, event);
      const encoded: string[] = [];
      let shared = 0;
      const encode = (message: object) => {
        if ("message_type" in message) encoded.push(String(message.message_type));
        if ("trick_history" in message) shared += 1;
        return JSON.stringify(message);
      };
      const steps = stepsFrom(before, [event], 0);
      const { framesFor } = broadcastOf(before.revision, steps, { now: 0, observers: WATCHERS, encode });
      for (let watcher = 0; watcher < WATCHERS; watcher += 1) framesFor("observer", "single");
      for (const seat of SEATS) framesFor(seat, "single");
      const kinds = secretPartner(after) === undefined ? 1 : 2;
      const announced: readonly string[] = ANNOUNCED[event.type];
      const apart = announced.filter((type) => type === TOLD_APART).length;
      const expected = announced.length + (kinds - 1) * apart;
      expect(encoded.filter((type) => announced.includes(type)).length).toBe(expected);
      // One snapshot for all who watch, and one for each seat, of which most is encoded once for each kind.
      const snapshots = encoded.filter((type) => type === "sync").length;
      expect([0, 1 + SEATS.length]).toContain(snapshots);
      expect(shared).toBe(snapshots === 0 ? 0 : kinds);
      partners += kinds - 1;
      messages += announced.length;
      before = after;
    }
  }
  expect(partners).toBeGreaterThan(50);
  expect(messages).toBeGreaterThan(500);
});

test("[P8] the snapshot that everyone is sent is the snapshot that each would get who asks", () => {
  const viewers: readonly Viewer[] = ["observer", ...SEATS];
  let compared = 0;
  for (let seed = 0; seed < 5; seed += 1) {
    const { log } = playUntil(seatedTable({ seed }), inEnd, seeded(seed));
    let before = evolve(null, log[0] as Event);
    for (const event of log.slice(1)) {
      const steps = stepsFrom(before, [event], 0);
      const after = steps[0]?.after ?? before;
      const { framesFor } = broadcastOf(before.revision, steps, { now: 0, observers: WATCHERS });
      for (const viewer of viewers) {
        const snapshots = framesFor(viewer, "single")
          .map((text) => JSON.parse(text))
          .filter(isSnapshot);
        for (const { snapshot, role, player_id } of snapshots) {
          expect(snapshot).toEqual(viewFor(after, viewer, WATCHERS));
          expect(role ?? player_id).toBe(viewer);
          compared += 1;
        }
      }
      before = after;
    }
  }
  expect(compared).toBe(5 * 8 * viewers.length);
});

const isSnapshot = ({ message_type }: { message_type: string }): boolean => message_type === "sync";
