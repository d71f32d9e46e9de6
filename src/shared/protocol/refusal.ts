import type { GameRejection } from "../game/rejection.ts";
import type { Seat } from "../game/seats.ts";

/** All public codes of refusals [P20]. */
export const CODES = [
  "unauthorized",
  "join_failed",
  "duplicate_connection_handled",
  "invalid_turn",
  "invalid_card",
  "invalid_bid",
  "invalid_action",
  "forbidden",
  "desync",
  "game_unavailable",
  "routing_failed",
] as const;
export type Code = (typeof CODES)[number];

/** What a refused client may do: fetch a snapshot, try again or differently, or nothing. */
export const RECOVERIES = ["sync", "retry", "noop"] as const;
export type Recovery = (typeof RECOVERIES)[number];

/** Why something was refused, with the evidence. Contains no card and no secret. */
export type Rejection =
  | { readonly kind: "malformed"; readonly detail: string }
  | { readonly kind: "other-major"; readonly version: string; readonly ours: string }
  | { readonly kind: "bad-token"; readonly detail: string }
  | { readonly kind: "not-joined" }
  /** Another connection has the seat. */
  | { readonly kind: "replaced" }
  | { readonly kind: "not-a-player"; readonly role: string }
  | { readonly kind: "other-game" }
  | { readonly kind: "other-seat"; readonly seat: Seat }
  | { readonly kind: "role-needed"; readonly role: string }
  | { readonly kind: "origin-refused" }
  | {
      readonly kind: "stale";
      readonly what: "revision" | "turn";
      readonly expected: number;
      readonly current: number;
    }
  /** A phrase follows another one of the same player too soon. */
  | { readonly kind: "too-soon"; readonly everyMs: number }
  /** A nonce of the seat waits already, from another message. */
  | { readonly kind: "already-revealed" }
  | GameRejection
  | { readonly kind: "game-exists" }
  | { readonly kind: "no-such-game" }
  | { readonly kind: "no-room" }
  | { readonly kind: "still-secret" }
  | { readonly kind: "no-such-path" }
  | { readonly kind: "too-many-requests"; readonly retryAfterSeconds: number }
  /** A sender is over its limit. `most` is the limit in words, such as "100 messages in 20 s" [S19]. */
  | { readonly kind: "flooded"; readonly most: string; readonly retryAfterSeconds: number }
  | { readonly kind: "too-large"; readonly limit: number }
  | { readonly kind: "not-json-type" }
  | { readonly kind: "unavailable" }
  /** The stored game cannot be read [R8]. */
  | { readonly kind: "unreadable" }
  /** A later version has stored the game [R9]. */
  | { readonly kind: "newer" }
  | { readonly kind: "unreachable" };

export interface Refusal {
  readonly code: Code;
  readonly reason: string;
  readonly recovery: Recovery;
}

/** The public code and words of a rejection. No other place translates rejections [P20]. */
export const refusalOf = (rejection: Rejection): Refusal => {
  const say = (code: Code, recovery: Recovery, reason: string): Refusal => ({ code, reason, recovery });
  switch (rejection.kind) {
    case "malformed":
      return say("invalid_action", "retry", rejection.detail);
    case "other-major":
      return say(
        "join_failed",
        "noop",
        `this server speaks version ${rejection.ours}, not ${rejection.version}`,
      );
    case "bad-token":
      return say("unauthorized", "noop", rejection.detail);
    case "replaced":
      return say("duplicate_connection_handled", "noop", "another connection has taken this seat");
    case "not-joined":
      return say("unauthorized", "retry", "send join with a token first");
    case "not-a-player":
      return say("forbidden", "noop", `a token of role ${rejection.role} may watch, not act`);
    case "other-game":
      return say("forbidden", "noop", "the token is for another game");
    case "other-seat":
      return say("forbidden", "noop", `the token is for seat ${rejection.seat}`);
    case "role-needed":
      return say("forbidden", "noop", `this needs a ${rejection.role} token`);
    case "origin-refused":
      return say("forbidden", "noop", "connections from this origin are not allowed");
    case "stale":
      return say(
        "desync",
        "sync",
        `expected ${rejection.what} ${rejection.expected}, the game is at ${rejection.current}`,
      );
    case "wrong-phase":
      return say(
        "invalid_action",
        "noop",
        `${rejection.message} is not possible in phase ${rejection.phase}`,
      );
    case "not-your-turn":
      return say(
        "invalid_turn",
        "noop",
        rejection.turn === null ? "nobody is on turn" : `it is the turn of seat ${rejection.turn}`,
      );
    case "bid-out-of-range":
      return say(
        "invalid_bid",
        "retry",
        `bid a whole number from ${rejection.lowest} to ${rejection.highest}, or -1 to pass`,
      );
    case "bid-not-weaker":
      return say("invalid_bid", "retry", `bid one of the ranks ${rejection.ranks.join(", ")}, or -1 to pass`);
    case "no-rank-auction":
      return say("invalid_action", "retry", "rank: the auction of this table is by points");
    case "rules-conflict":
      return say("invalid_action", "retry", `rules.${rejection.rule}: ${rejection.needed}`);
    case "no-such-card":
      return say(
        "invalid_card",
        "retry",
        "no such card: suits are coins, cups, swords, clubs, ranks 1 to 10, ids 0 to 39",
      );
    case "card-not-held":
      return say("invalid_card", "retry", "that card is not in your hand");
    case "not-the-hand":
      return say("invalid_card", "retry", "hand must name every card you hold, once each");
    case "nothing-held":
      return say("invalid_action", "noop", "you hold no cards to put in order");
    case "already-ready":
      return say("invalid_action", "noop", "you have already asked for the next deal");
    case "phrases-off":
      return say("invalid_action", "noop", "the rules of this table have phrases turned off");
    case "nothing-committed":
      return say("invalid_action", "noop", "this seat has no commitment to a nonce that is not revealed");
    case "other-nonce":
      return say("invalid_action", "retry", "the nonce does not fit the commitment of this seat");
    case "already-revealed":
      return say("invalid_action", "noop", "you have already revealed your nonce");
    case "bad-code":
      return say("unauthorized", "noop", "the code is wrong, used or too old: ask for a new one");
    case "too-soon":
      return say("invalid_action", "retry", `one phrase in ${rejection.everyMs / 1000} s`);
    case "table-full":
      return say("join_failed", "noop", "all five seats are taken");
    case "key-reused":
      return say("join_failed", "noop", "this Idempotency-Key stands for another request: draw a new one");
    case "waiting":
      return say(
        "forbidden",
        "noop",
        "a bot plays this deal to its end for you; you play from the next one on",
      );
    case "seat-free":
      return say("invalid_action", "noop", "nobody sits there");
    case "seat-taken":
      return say("join_failed", "noop", `a player has taken seat ${rejection.seat}`);
    case "no-bot":
      return say("invalid_action", "noop", `seat ${rejection.seat} is a player's, not a bot's`);
    case "bot-already":
      return say("invalid_action", "noop", `a bot already plays for seat ${rejection.seat}`);
    case "not-asked":
      return say("invalid_action", "noop", `the table does not wait for seat ${rejection.seat}`);
    case "asked-lately": {
      const { askedMs, neededMs } = rejection;
      return say(
        "invalid_action",
        "retry",
        `a bot may play for this player ${neededMs / 1000} s after its turn began; it has been ${Math.floor(askedMs / 1000)} s`,
      );
    }
    case "still-secret":
      return say("invalid_action", "noop", "no deal has ended yet: the cards are still secret");
    case "game-exists":
      return say("join_failed", "retry", "that game id is in use");
    case "no-such-game":
      return say("join_failed", "noop", "there is no such game");
    case "no-room":
      return say("join_failed", "retry", "too many watch from here: bring the token with the upgrade");
    case "no-such-path":
      return say("invalid_action", "noop", "there is nothing at this path for this method");
    case "too-many-requests":
      return say("join_failed", "retry", `too many requests: try again in ${rejection.retryAfterSeconds} s`);
    case "flooded":
      return say(
        "invalid_action",
        "retry",
        `at most ${rejection.most}: try again in ${rejection.retryAfterSeconds} s`,
      );
    case "too-large":
      return say("invalid_action", "noop", `the body is larger than ${rejection.limit} bytes`);
    case "not-json-type":
      return say("invalid_action", "noop", "send the body as application/json");
    case "unavailable":
    case "newer":
      return say("game_unavailable", "retry", "the game cannot be served right now; try again");
    case "unreadable":
      return say(
        "game_unavailable",
        "retry",
        "what is stored of this game cannot be read; its host can end it",
      );
    case "unreachable":
      return say("routing_failed", "retry", "the game could not be reached; try again");
  }
};
