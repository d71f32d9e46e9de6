import type { Game } from "../game/state.ts";
import { ok, type Result } from "../result.ts";
import type { ClaimedDeal, ClaimedReplay } from "./claim.ts";
import type { Retraced } from "./retrace.ts";

/** The checks of a deal, in this order. A check is left out when the replay has nothing to check it against. */
export const STEPS = [
  /** The form of the replay or of a deal. */
  "shape",
  /** The secret matches the commitment. */
  "commitment",
  /** The commitment is the one that was noted before the deal. */
  "noted",
  /** The commitment is the one that the previous deal announced. */
  "chain",
  /** Each nonce fits its commitment. */
  "nonces",
  /** The commitments are the ones that were noted before anyone revealed a nonce. */
  "noted-nonces",
  /** The own nonce is the one that this player sent, and not another one. */
  "own-nonce",
  /** The own nonce counts, if this player revealed it. */
  "silence",
  "deal-number",
  /** The dealer follows from the previous deal and from the attempts in which all passed. */
  "dealer",
  /** The attempts that were thrown in are the ones that had to be. */
  "thrown-in",
  /** The shuffle. */
  "hands",
  "auction",
  "rank",
  /** The first trick, when it is played before the suit is called. */
  "blind-trick",
  "suit",
  "partner",
  /** Each card was played by the seat on turn, from its hand. */
  "plays",
  /** The winner and the points of each trick. */
  "tricks",
  "score",
  "match-delta",
] as const;
export type Step = (typeof STEPS)[number];

/** The nonce that a player committed to for a deal. */
export interface OwnNonce {
  readonly seat: number;
  readonly nonce: string;
  /** Whether the player sent it while the table waited for it. */
  readonly revealed: boolean;
}

/** What a player noted of a deal before its cards were dealt. */
export interface NotedDeal {
  /** The commitment to the secret. */
  readonly commitment?: string;
  /** The commitments to the nonces of the five seats, as the phase `shuffle` showed them. */
  readonly nonceCommitments?: readonly string[];
  readonly own?: OwnNonce;
}

/** What a check reads: the claims, and the game as replayed so far. */
export interface Sight {
  readonly replay: ClaimedReplay;
  readonly deal: ClaimedDeal;
  /** The previous deal of the replay; null for the first deal, and after a deal that could not be read. */
  readonly previous: ClaimedDeal | null;
  /** What was noted before the deal. */
  readonly noted: NotedDeal;
  readonly game: Game;
  /** Why each attempt so far was thrown in. */
  readonly thrownIn: Retraced["thrownIn"];
}

interface Seen {
  /** Short evidence. */
  readonly detail: string;
  /** The game after the check, if the check played on. */
  readonly game?: Game;
}

/** A check: its evidence, or why it fails; null when there is nothing to check against. */
export type Look = (sight: Sight) => Result<Seen, string> | null;

/** A check that holds. */
export const seen = (detail: string, game?: Game): Result<Seen, string> =>
  ok({ detail, ...(game ? { game } : {}) });
