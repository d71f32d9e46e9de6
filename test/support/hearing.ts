import type { Event } from "../../src/shared/game/events.ts";
import { evolve } from "../../src/shared/game/evolve.ts";
import type { Game } from "../../src/shared/game/state.ts";
import { callsForSync, handsChanged, handUpdate, seenBy } from "../../src/shared/protocol/announcements.ts";
import type { Snapshot } from "../../src/shared/protocol/snapshot.ts";
import { type Viewer, viewFor } from "../../src/shared/protocol/view.ts";

/** One message to one viewer, with its event and the game after that event. */
interface Heard {
  readonly event: Event;
  readonly after: Game;
  readonly kind: "public" | "hand" | "sync";
  // biome-ignore lint/suspicious/noExplicitAny: a message is read like parsed JSON
  readonly body: any;
}

/** The messages to `viewer` when `events` follow `before`, in the order that the protocol defines. */
export const heard = (before: Game | null, events: readonly Event[], viewer: Viewer): readonly Heard[] => {
  let game = before;
  return events.flatMap((event): Heard[] => {
    game = evolve(game, event);
    const after = game;
    const told = seenBy(event, after, viewer).map((body) => ({
      event,
      after,
      kind: "public" as const,
      body,
    }));
    const own =
      viewer !== "observer" && handsChanged(event, after).includes(viewer)
        ? [{ event, after, kind: "hand" as const, body: handUpdate(after, viewer) }]
        : [];
    const snapshot = callsForSync(event)
      ? [{ event, after, kind: "sync" as const, body: viewFor(after, viewer, 0) as Snapshot }]
      : [];
    return [...told, ...own, ...snapshot];
  });
};

/** The ids of all cards in `value`: objects with a `card_id`, and lists of numbers under `cards` or `hand`. */
export const cardsShown = (value: unknown, name = ""): ReadonlySet<number> => {
  const found = new Set<number>();
  const look = (at: unknown, key: string): void => {
    if (typeof at === "number" && (key === "cards" || key === "hand" || key === "card")) found.add(at);
    if (typeof at !== "object" || at === null) return;
    if ("card_id" in at) found.add(at.card_id as number);
    for (const [inner, part] of Object.entries(at)) look(part, Array.isArray(at) ? key : inner);
  };
  look(value, name);
  return found;
};

/** All field names in `value`. */
export const fieldsOf = (value: unknown): ReadonlySet<string> => {
  const found = new Set<string>();
  JSON.stringify(value, (key, part) => {
    if (key !== "" && !/^\d+$/.test(key)) found.add(key);
    return part;
  });
  return found;
};
