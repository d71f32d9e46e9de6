import { expect, test } from "vitest";
import { broadcastOf } from "../../src/actor/broadcast.ts";
import { ANNOUNCED, type Event } from "../../src/shared/game/events.ts";
import { evolve } from "../../src/shared/game/evolve.ts";
import { SEATS } from "../../src/shared/game/seats.ts";
import { isPartnerInSecret } from "../../src/shared/game/view.ts";
import { seeded } from "../support/random.ts";
import { inEnd, playUntil, seatedTable } from "../support/table.ts";

const WATCHERS = 50;

test("[V5] a public message is encoded once however many watch, and once more for a secret partner alone", () => {
  let partners = 0;
  let messages = 0;
  for (let seed = 0; seed < 10; seed += 1) {
    const { log } = playUntil(seatedTable({ seed }), inEnd, seeded(seed));
    let before = evolve(null, log[0] as Event);
    for (const event of log.slice(1)) {
      const after = evolve(before, event);
      const encoded: string[] = [];
      const encode = (message: object) => {
        encoded.push((message as { message_type: string }).message_type);
        return JSON.stringify(message);
      };
      const { framesFor } = broadcastOf(before, [event], { now: 0, observers: WATCHERS, encode });
      for (let watcher = 0; watcher < WATCHERS; watcher += 1) framesFor("observer");
      for (const seat of SEATS) framesFor(seat);
      const kinds = SEATS.some((seat) => isPartnerInSecret(after, seat)) ? 2 : 1;
      const announced: readonly string[] = ANNOUNCED[event.type];
      expect(encoded.filter((type) => announced.includes(type)).length).toBe(kinds * announced.length);
      // One picture for all who watch, and one for each seat.
      const pictures = encoded.filter((type) => type === "sync").length;
      expect([0, 1 + SEATS.length]).toContain(pictures);
      partners += kinds - 1;
      messages += announced.length;
      before = after;
    }
  }
  expect(partners).toBeGreaterThan(50);
  expect(messages).toBeGreaterThan(500);
});
