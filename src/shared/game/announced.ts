import type { Event } from "./events.ts";

/** The public messages of the protocol that announce events. */
export type Announcement =
  | "player.join"
  | "player.leave"
  | "player.reconnect"
  | "player.ready"
  | "seat.reissued"
  | "phase.change"
  | "bid.placed"
  | "trick.played"
  | "trick.won"
  | "score.update"
  | "game.ended";

/**
 * The announcements of each event, in order. Each one raises the revision by one, so the revision is the number of
 * public messages since creation [P3].
 */
export const ANNOUNCED = {
  "game-created": [],
  "game-restored": [],
  "host-revoked": [],
  "rules-changed": ["phase.change"],
  "seat-code-made": [],
  "seat-code-missed": [],
  "seat-code-redeemed": [],
  "clock-extended": [],
  "game-ended": ["game.ended"],
  "seat-taken": [],
  "seat-freed": ["player.leave"],
  "seat-replaced": ["seat.reissued"],
  "bot-seat-taken": ["seat.reissued"],
  "seat-removed": ["seat.reissued"],
  "seat-reissued": [],
  "bot-seated": ["player.join"],
  "bot-replaced": [],
  "turn-missed": [],
  "stand-in-seated": [],
  "player-resumed": [],
  "player-joined": ["player.join"],
  "player-reconnected": ["player.reconnect"],
  "player-left": ["player.leave"],
  "player-readied": ["player.ready"],
  "next-deal-begun": [],
  "shuffle-begun": ["phase.change"],
  "shuffle-restarted": [],
  "nonces-revealed": [],
  "thrown-in": ["phase.change"],
  dealt: ["phase.change"],
  "bid-placed": ["bid.placed"],
  "auction-won": ["phase.change"],
  "rank-called": ["phase.change"],
  "blind-trick-completed": ["phase.change"],
  "trump-named": [],
  "first-trick-opened": ["phase.change"],
  "trick-led": ["phase.change"],
  "card-played": ["trick.played"],
  "trick-won": ["trick.won", "score.update"],
  "trick-rested": ["phase.change"],
  "deal-ended": ["phase.change"],
  "hand-reordered": [],
} as const satisfies Record<Event["type"], readonly Announcement[]>;

/**
 * Whether `event` raises `turn`: a bid, a call, a card, or cards that are dealt, also if they are thrown in
 * [P26].
 */
const countsAsTurn = (event: Event): boolean => {
  switch (event.type) {
    case "dealt":
    case "bid-placed":
    case "rank-called":
    case "trump-named":
    case "card-played":
      return true;
    case "thrown-in":
      return event.reason === "weak_hand";
    default:
      return false;
  }
};

/** The turn after `events`, starting from `turn` [P26]. */
export const turnAfter = (turn: number, events: readonly Event[]): number =>
  turn + events.filter(countsAsTurn).length;

/** The revision after `events`, starting from `revision`: one more for each announcement [P3]. */
export const revisionAfter = (revision: number, events: readonly Event[]): number =>
  events.reduce((sum, { type }) => sum + ANNOUNCED[type].length, revision);
