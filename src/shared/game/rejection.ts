import type { Result } from "../result.ts";
import type { Rank } from "./cards.ts";
import type { Event } from "./events.ts";
import type { PhaseName } from "./phase.ts";
import type { RuleConflict } from "./rules.ts";
import type { Seat } from "./seats.ts";

/** Why the game refuses something, with the evidence. Contains no card and no secret. */
export type GameRejection =
  | { readonly kind: "wrong-phase"; readonly phase: PhaseName; readonly message: string }
  | { readonly kind: "not-your-turn"; readonly turn: Seat | null }
  | { readonly kind: "bid-out-of-range"; readonly lowest: number; readonly highest: number }
  /** A weaker rank has to be bid, one of these. */
  | { readonly kind: "bid-not-weaker"; readonly ranks: readonly Rank[] }
  /** A rank was bid in an auction by points. */
  | { readonly kind: "no-rank-auction" }
  /** A rule does not go with the others. */
  | ({ readonly kind: "rules-conflict" } & RuleConflict)
  | { readonly kind: "no-such-card" }
  | { readonly kind: "card-not-held" }
  | { readonly kind: "not-the-hand" }
  | { readonly kind: "nothing-held" }
  | { readonly kind: "already-ready" }
  | { readonly kind: "phrases-off" }
  /** The seat has no open commitment to a nonce. */
  | { readonly kind: "nothing-committed" }
  /** The nonce does not fit the commitment of the seat. */
  | { readonly kind: "other-nonce" }
  /** No open seat code is this one. */
  | { readonly kind: "bad-code" }
  | { readonly kind: "table-full" }
  /** The idempotency key belongs to another request. */
  | { readonly kind: "key-reused" }
  /** A newcomer has to wait for the end of the deal. */
  | { readonly kind: "waiting" }
  | { readonly kind: "seat-free" }
  | { readonly kind: "seat-taken"; readonly seat: Seat }
  | { readonly kind: "no-bot"; readonly seat: Seat }
  | { readonly kind: "bot-already"; readonly seat: Seat }
  /** The table does not wait for this seat. */
  | { readonly kind: "not-asked"; readonly seat: Seat }
  | { readonly kind: "asked-lately"; readonly askedMs: number; readonly neededMs: number };

/** The events of something that the game allows, or why it refuses it. */
export type Decision = Result<readonly Event[], GameRejection>;
