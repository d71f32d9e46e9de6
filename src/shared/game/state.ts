import { auctionAfter, type Bid } from "./auction.ts";
import type { CardId, Rank, Suit } from "./cards.ts";
import { isBot, type SeatState } from "./occupant.ts";
import type { Phase } from "./phase.ts";
import type { Rules } from "./rules.ts";
import type { Standing } from "./scoring.ts";
import { type BySeat, SEATS, type Seat, seatAfter } from "./seats.ts";
import type { Hand, Shuffle } from "./shuffle.ts";

/** A request with an idempotency key: the digest of the key and the fingerprint of the request [H16]. */
export interface KeyedRequest {
  readonly key: string;
  /** Null for a request that 1.0 stored. */
  readonly fingerprint: string | null;
}

/** What the answer to a join contained. A repeat of the request gets the same answer [H16]. */
export interface Joined extends KeyedRequest {
  readonly seat: Seat;
  readonly version: number;
  readonly name: string;
  /** Epoch ms. */
  readonly at: number;
}

/** A finished deal, with everything that its replay needs. */
export interface FinishedDeal {
  readonly dealNumber: number;
  readonly dealer: Seat;
  /** How many attempts were thrown in before. */
  readonly attempt: number;
  /** In how many of them all passed [G34]. */
  readonly allPassed: number;
  readonly secret: string;
  readonly shuffle: Shuffle;
  readonly nonces: BySeat<string>;
  /** The commitments whose nonces were not revealed, "" for none. */
  readonly unrevealed: BySeat<string>;
  readonly bids: readonly Bid[];
  readonly rank: Rank;
  readonly suit: Suit;
  /** The forty cards in the order of play. */
  readonly plays: readonly CardId[];
  /** The commitment to the secret of the next deal, which was published when this deal ended. */
  readonly nextCommitment: string;
}

/** How the game was created. */
export interface Creation {
  /** Epoch ms. */
  readonly at: number;
  /** Null for a request without a key. */
  readonly request: KeyedRequest | null;
  /** The name of the creator if the creator took the first seat, or null. */
  readonly creator: string | null;
}

/** What may have been lost with the actor's storage [R7]. */
export interface Loss {
  /** Whether players may have seen the end of the current deal, and with it the deal's secret. */
  readonly secretTold: boolean;
}

/** The time of the turn, epoch ms. */
export interface Clock {
  /** When the turn of the seat began. */
  readonly askedAt: number;
  /** The turn does not run out before this time; 0 for no such time [C6]. */
  readonly graceUntil: number;
}

/** The live state of one game, secrets included. Finished deals are kept apart from it. */
export interface Game {
  readonly id: string;
  /** 1 at creation, +1 at each restore from Redis [P4]. */
  readonly epoch: number;
  /** 0 at creation, +1 for each public message [P3]. */
  readonly revision: number;
  /** 0 at creation, +1 with every bid, call and card, and each time cards are dealt [P26]. */
  readonly turn: number;
  readonly rules: Rules;
  readonly seats: BySeat<SeatState>;
  /** The number of the current deal, in `end` of the deal that has just finished; 1 for the first. */
  readonly dealNumber: number;
  /** The dealer of that deal. */
  readonly dealer: Seat;
  /** The shuffle of that deal. */
  readonly shuffle: Shuffle;
  /** The secret of the deal in preparation or in play; in `end` of the next deal. */
  readonly secret: string;
  /** Match standings. In `end` they include the deal that has just finished. */
  readonly standings: BySeat<Standing>;
  /** Finished deals of the current match. */
  readonly dealsPlayed: number;
  readonly creation: Creation;
  /** The latest joins with an idempotency key, oldest first. */
  readonly joined: readonly Joined[];
  /** Rises when the host's tokens are revoked. A token contains the version it was made for [T6]. */
  readonly hostVersion: number;
  /** How many wrong seat codes were tried since the last code was made [T12]. */
  readonly codeMisses: number;
  /** The lower bound of new versions. It is above all versions that a restore may have lost [T11]. */
  readonly versionsFrom: number;
  /** What the latest restore may have lost, until the next deal; null for nothing. */
  readonly loss: Loss | null;
  readonly phase: Phase;
  readonly clock: Clock;
  /** Why the game was ended for good, or null. */
  readonly ended: string | null;
}

/** The seat after the dealer. It bids first, and leads first if the rules say `eldest` [G7]. */
export const eldestOf = (game: Game): Seat => seatAfter(game.dealer);

/** The seat that leads the first trick after `caller` has won the auction [G15]. */
export const firstLeader = (game: Game, caller: Seat): Seat =>
  game.rules.first_lead === "caller" ? caller : eldestOf(game);

/** The seat on turn, or null when no seat is on turn. */
export const turnOf = (game: Game): Seat | null => {
  const { phase } = game;
  switch (phase.name) {
    case "ready":
    case "shuffle":
    case "end":
      return null;
    case "bid": {
      const standing = auctionAfter(eldestOf(game), phase.bids);
      return standing.kind === "open" ? standing.turn : null;
    }
    case "call-partner-rank":
    case "call-partner-suit":
      return phase.caller;
    case "trick-won":
      return phase.leader;
    case "play-first-trick":
    case "play-tricks":
      return phase.trick.length === SEATS.length || phase.tricks.length === 8
        ? null
        : (((phase.leader + phase.trick.length) % 5) as Seat);
  }
};

/** The seat that leads the current or the next trick; null while it is not known [G15]. */
export const leaderOf = (game: Game): Seat | null => {
  const { phase } = game;
  switch (phase.name) {
    case "ready":
    case "shuffle":
    case "end":
      return null;
    case "bid":
      return game.rules.first_lead === "eldest" ? eldestOf(game) : null;
    default:
      return phase.leader;
  }
};

/** Whether a newcomer in `seat` waits for the end of the deal and sees what observers see [B13]. */
export const isWaiting = ({ seats }: Game, seat: Seat): boolean =>
  seats[seat].occupant?.acting.by === "bot-for-newcomer";

/**
 * Whether `seat` may ask for the next deal now [G27]. A seat may ask once. A player may ask again after a bot asked for
 * it, and brings its own nonce [C4].
 */
export const mayAskForNext = ({ phase, seats }: Game, seat: Seat): boolean =>
  phase.name === "end" && (!phase.readied.includes(seat) || isBot(seats[seat].occupant));

/** The seats without an occupant. */
export const freeSeats = (game: Game): readonly Seat[] => SEATS.filter((seat) => !game.seats[seat].occupant);

/** The cards that `seat` holds now. */
export const handOf = (game: Game, seat: Seat): Hand => ("hands" in game.phase ? game.phase.hands[seat] : []);

/** Whether the deal that has just ended was the last of the match [G25, G35]. */
export const isMatchOver = ({ phase, dealsPlayed, rules, standings }: Game): boolean => {
  if (phase.name !== "end") return false;
  const { deals, match_points: goal } = rules;
  return dealsPlayed >= deals || (goal !== null && SEATS.some((seat) => standings[seat].score >= goal));
};
