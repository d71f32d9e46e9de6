import type { CardId, Rank, Suit } from "./cards.ts";
import type { Level } from "./levels.ts";
import type { Rules } from "./rules.ts";
import type { BySeat, Seat } from "./seats.ts";
import type { Hand } from "./shuffle.ts";
import type { KeyedRequest, Loss } from "./state.ts";

/** Why a deal was thrown in [G6, G10]. */
export type ThrowInReason = "weak_hand" | "all_passed";

/** Who has had something done to a seat: the seat of a player, or the host. */
export type Actor = Seat | "host";

/** On what a bot does for a player who does not act [C2, C4]. */
interface Automatic {
  readonly auto?: true;
}

/** Everything that can happen to a game. State is a fold of these, and of when they happened, and of nothing else. */
export type Event =
  | {
      readonly type: "game-created";
      readonly id: string;
      readonly rules: Rules;
      readonly dealer: Seat;
      readonly secret: string;
      readonly at: number;
      /** The request, if it may be repeated, and the name of the creator who takes the first seat with it [H16]. */
      readonly request: KeyedRequest | null;
      readonly creator: string | null;
    }
  /** `loss` when moves may have been lost; absent when they were not [R7]. */
  | { readonly type: "game-restored"; readonly loss?: Loss }
  | { readonly type: "host-revoked" }
  | {
      readonly type: "seat-taken";
      readonly seat: Seat;
      readonly name: string;
      readonly nonce: string;
      readonly at: number;
      /** The request, if it may be repeated [H16]. */
      readonly request: KeyedRequest | null;
    }
  | {
      readonly type: "seat-freed";
      readonly seat: Seat;
      readonly name: string;
      readonly bot: boolean;
      readonly by?: Actor;
    }
  /** A seat's tokens are void, and somebody gets another: its player, or who takes it from them. */
  | { readonly type: "seat-replaced"; readonly seat: Seat; readonly name: string; readonly by: Actor }
  /** A bot's seat is given to a newcomer, who waits while cards are out. */
  | {
      readonly type: "bot-seat-taken";
      readonly seat: Seat;
      readonly name: string;
      readonly nonce: string;
      readonly at: number;
      readonly by: Actor;
      readonly request: KeyedRequest | null;
    }
  /** A player's seat is given to a bot for good. */
  | {
      readonly type: "seat-removed";
      readonly seat: Seat;
      readonly name: string;
      readonly level: Level;
      readonly by: Actor;
    }
  /** What 1.0 stored when a seat's tokens were replaced; nobody was told. */
  | { readonly type: "seat-reissued"; readonly seat: Seat; readonly name: string | null }
  | {
      readonly type: "bot-seated";
      readonly seat: Seat;
      readonly name: string;
      readonly level: Level;
      readonly at: number;
    }
  /** What 1.0 stored when a bot's seat was given to a player; nobody was told. */
  | { readonly type: "bot-replaced"; readonly seat: Seat; readonly name: string; readonly at: number }
  | { readonly type: "turn-missed"; readonly seat: Seat }
  | { readonly type: "stand-in-seated"; readonly seat: Seat }
  | { readonly type: "player-resumed"; readonly seat: Seat }
  | { readonly type: "clock-extended"; readonly until: number }
  | { readonly type: "player-joined"; readonly seat: Seat }
  | { readonly type: "player-reconnected"; readonly seat: Seat; readonly by?: Actor }
  | { readonly type: "player-left"; readonly seat: Seat; readonly at: number; readonly by?: Actor }
  | { readonly type: "player-readied"; readonly seat: Seat; readonly nonce: string }
  | { readonly type: "next-deal-begun" }
  | {
      readonly type: "thrown-in";
      readonly reason: ThrowInReason;
      readonly attempt: number;
      readonly dealer: Seat;
    }
  | { readonly type: "dealt"; readonly hands: BySeat<Hand> }
  | ({ readonly type: "bid-placed"; readonly seat: Seat; readonly bid: number | null } & Automatic)
  | { readonly type: "auction-won"; readonly caller: Seat; readonly bid: number }
  | ({ readonly type: "rank-called"; readonly rank: Rank } & Automatic)
  | { readonly type: "blind-trick-completed" }
  | { readonly type: "trump-named"; readonly suit: Suit; readonly partner: Seat }
  | ({ readonly type: "first-trick-opened" } & Automatic)
  | { readonly type: "trick-led" }
  | ({ readonly type: "card-played"; readonly seat: Seat; readonly card: CardId } & Automatic)
  | { readonly type: "trick-won" }
  | ({ readonly type: "trick-rested" } & Automatic)
  | { readonly type: "deal-ended"; readonly nextSecret: string }
  | { readonly type: "hand-reordered"; readonly seat: Seat; readonly hand: Hand }
  | { readonly type: "game-ended"; readonly reason: string };

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
 * What everyone is told of each event, in order. Each announcement raises the revision by one, so that the revision
 * is the number of public messages since creation [P3].
 */
export const ANNOUNCED = {
  "game-created": [],
  "game-restored": [],
  "seat-taken": [],
  "host-revoked": [],
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
  "clock-extended": [],
  "player-joined": ["player.join"],
  "player-reconnected": ["player.reconnect"],
  "player-left": ["player.leave"],
  "player-readied": ["player.ready"],
  "next-deal-begun": [],
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
  "game-ended": ["game.ended"],
} as const satisfies Record<Event["type"], readonly Announcement[]>;

/** The revision after `events` that happen at `revision`: one more for each announcement [P3]. */
export const revisionAfter = (revision: number, events: readonly Event[]): number =>
  events.reduce((sum, { type }) => sum + ANNOUNCED[type].length, revision);
