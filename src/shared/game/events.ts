import type { Bid } from "./auction.ts";
import type { CardId, Rank, Suit } from "./cards.ts";
import type { Level } from "./levels.ts";
import type { Rules } from "./rules.ts";
import type { BySeat, Seat } from "./seats.ts";
import type { Hand, Shuffle } from "./shuffle.ts";
import type { KeyedRequest, Loss } from "./state.ts";

/** Why a deal was thrown in [G6, G10]. */
export type ThrowInReason = "weak_hand" | "all_passed";

/** Who changed the occupant of a seat: the seat of a player, or the host. */
export type Actor = Seat | "host";

/** Marks what a bot did for a player who did not act [C2, C4]. */
interface Automatic {
  readonly auto?: true;
}

/** What happens to the game as a whole. */
export type GameEvent =
  | {
      readonly type: "game-created";
      readonly id: string;
      readonly rules: Rules;
      readonly dealer: Seat;
      readonly secret: string;
      /** The key of the hashes of action ids; rows of earlier versions do not have it. */
      readonly answersKey?: string;
      readonly at: number;
      /**
       * The request, if it had an idempotency key, and the name of the creator if the creator took the first seat
       * [H16].
       */
      readonly request: KeyedRequest | null;
      readonly creator: string | null;
    }
  /**
   * `loss` is present when moves may have been lost [R7]. `versionsFrom` is above all versions that may have been given
   * out since the restored state [T11]; rows of 1.0.0 do not have it.
   */
  | { readonly type: "game-restored"; readonly loss?: Loss; readonly versionsFrom?: number }
  | { readonly type: "host-revoked" }
  | { readonly type: "rules-changed"; readonly rules: Rules }
  /** A wrong code was tried; with the fifth all open codes are void [T12]. */
  | { readonly type: "seat-code-missed" }
  | { readonly type: "clock-extended"; readonly until: number }
  | { readonly type: "game-ended"; readonly reason: string };

/** What happens to one seat: who holds it, who acts for it, and whether its player is connected. */
export type SeatEvent =
  | {
      readonly type: "seat-taken";
      readonly seat: Seat;
      readonly name: string;
      readonly nonce: string;
      /** The commitment to a nonce; absent for none. */
      readonly commitment?: string;
      readonly at: number;
      /** The request, if it had an idempotency key [H16]. */
      readonly request: KeyedRequest | null;
    }
  | {
      readonly type: "seat-freed";
      readonly seat: Seat;
      readonly name: string;
      readonly bot: boolean;
      readonly by?: Actor;
    }
  /** The seat's tokens are void. Its player or another person gets a new one. */
  | { readonly type: "seat-replaced"; readonly seat: Seat; readonly name: string; readonly by: Actor }
  /** A newcomer gets the seat of a bot, and waits while players hold cards. */
  | {
      readonly type: "bot-seat-taken";
      readonly seat: Seat;
      readonly name: string;
      readonly nonce: string;
      readonly commitment?: string;
      readonly at: number;
      readonly by: Actor;
      readonly request: KeyedRequest | null;
    }
  /** A bot gets the seat of a player for good. */
  | {
      readonly type: "seat-removed";
      readonly seat: Seat;
      readonly name: string;
      readonly level: Level;
      readonly by: Actor;
    }
  /** Stored by 1.0 when a seat's tokens were replaced. It has no announcement. */
  | { readonly type: "seat-reissued"; readonly seat: Seat; readonly name: string | null }
  | {
      readonly type: "bot-seated";
      readonly seat: Seat;
      readonly name: string;
      readonly level: Level;
      readonly at: number;
    }
  /** Stored by 1.0 when a player got the seat of a bot. It has no announcement. */
  | { readonly type: "bot-replaced"; readonly seat: Seat; readonly name: string; readonly at: number }
  /** A code that gives this seat to another device of its player, until `until` (epoch ms). Only its hash is known [T12]. */
  | {
      readonly type: "seat-code-made";
      readonly seat: Seat;
      readonly hash: string;
      readonly until: number;
    }
  | { readonly type: "seat-code-redeemed"; readonly seat: Seat }
  | { readonly type: "turn-missed"; readonly seat: Seat }
  | { readonly type: "stand-in-seated"; readonly seat: Seat }
  | { readonly type: "player-resumed"; readonly seat: Seat }
  /** `connection` is the number of the seat's connection; absent when no new one was opened [S22]. */
  | { readonly type: "player-joined"; readonly seat: Seat; readonly connection?: number }
  | {
      readonly type: "player-reconnected";
      readonly seat: Seat;
      readonly connection?: number;
      readonly by?: Actor;
    }
  | { readonly type: "player-left"; readonly seat: Seat; readonly at: number; readonly by?: Actor };

/** What happens in a deal, from the players' requests for it to its end. */
export type DealEvent =
  /** `at` is present when a player asked; the first request starts the countdown for the others [S9]. */
  | {
      readonly type: "player-readied";
      readonly seat: Seat;
      readonly nonce: string;
      readonly commitment?: string;
      readonly at?: number;
    }
  | { readonly type: "next-deal-begun" }
  /** The server waits for nonces until `deadline` (epoch ms) [G41]. */
  | { readonly type: "shuffle-begun"; readonly deadline: number }
  | { readonly type: "shuffle-restarted"; readonly deadline: number }
  /** The shuffle ends with the nonces that were revealed, "" for none. */
  | { readonly type: "nonces-revealed"; readonly nonces: BySeat<string> }
  | {
      readonly type: "thrown-in";
      readonly reason: ThrowInReason;
      readonly attempt: number;
      readonly dealer: Seat;
    }
  /** 1.0 did not store the shuffle, which was always 1. */
  | { readonly type: "dealt"; readonly hands: BySeat<Hand>; readonly shuffle?: Shuffle }
  | ({ readonly type: "bid-placed" } & Bid & Automatic)
  /** `rank` is the called rank after an auction by ranks [G32]. */
  | { readonly type: "auction-won"; readonly caller: Seat; readonly bid: number; readonly rank?: Rank }
  | ({ readonly type: "rank-called"; readonly rank: Rank } & Automatic)
  | { readonly type: "blind-trick-completed" }
  | { readonly type: "trump-named"; readonly suit: Suit; readonly partner: Seat }
  | ({ readonly type: "first-trick-opened" } & Automatic)
  | { readonly type: "trick-led" }
  | ({ readonly type: "card-played"; readonly seat: Seat; readonly card: CardId } & Automatic)
  | { readonly type: "trick-won" }
  | ({ readonly type: "trick-rested" } & Automatic)
  | { readonly type: "deal-ended"; readonly nextSecret: string }
  | { readonly type: "hand-reordered"; readonly seat: Seat; readonly hand: Hand };

/** Everything that can happen to a game. The state is a fold of events and of the times at which they happened. */
export type Event = GameEvent | SeatEvent | DealEvent;
