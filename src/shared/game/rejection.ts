import type { Seat } from "./seats.ts";
import type { PhaseName } from "./state.ts";

/** Why the game does not allow something, with the evidence. Carries no card and no secret. */
export type GameRejection =
  | { readonly kind: "wrong-phase"; readonly phase: PhaseName; readonly message: string }
  | { readonly kind: "not-your-turn"; readonly turn: Seat | null }
  | { readonly kind: "bid-out-of-range"; readonly lowest: number; readonly highest: number }
  | { readonly kind: "no-such-card" }
  | { readonly kind: "card-not-held" }
  | { readonly kind: "not-the-hand" }
  | { readonly kind: "nothing-held" }
  | { readonly kind: "already-ready" }
  | { readonly kind: "table-full" }
  /** An idempotency key that stands for another request. */
  | { readonly kind: "key-reused" }
  /** A newcomer has to wait for the end of the deal. */
  | { readonly kind: "waiting" }
  | { readonly kind: "seat-free" }
  | { readonly kind: "seat-taken"; readonly seat: Seat }
  | { readonly kind: "no-bot"; readonly seat: Seat }
  | { readonly kind: "bot-already"; readonly seat: Seat }
  /** `awayMs` is null for a player who is connected. */
  | { readonly kind: "not-away"; readonly awayMs: number | null; readonly neededMs: number };
