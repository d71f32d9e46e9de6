import { auctionAfter, type Bid } from "./auction.ts";
import { type CardId, cardId, type Rank, type Suit } from "./cards.ts";
import type { Level } from "./levels.ts";
import type { Rules } from "./rules.ts";
import type { Standing } from "./scoring.ts";
import { type BySeat, SEATS, type Seat, seatAfter } from "./seats.ts";
import type { Hand } from "./shuffle.ts";
import type { FinishedTrick, PlayedCard } from "./tricks.ts";

/** Who acts for a seat. */
export type Acting =
  /** Its player, who has let the time run out in as many turns running as `missed` says [C3]. */
  | { readonly by: "player"; readonly missed: number }
  /** A bot of its own [B5]. */
  | { readonly by: "bot"; readonly level: Level }
  /** A bot that plays the deal to its end for a newcomer, who is shown none of its cards [B13]. */
  | { readonly by: "bot-for-newcomer"; readonly level: Level }
  /** A bot for its player, until the player acts [C4]. */
  | { readonly by: "stand-in" };

/** Who holds a seat. */
export interface Occupant {
  readonly name: string;
  readonly acting: Acting;
  readonly connected: boolean;
  /** Whether a socket of this seat has ever been open: the first opening is a join, later ones reconnect. */
  readonly met: boolean;
  /** Epoch ms since when no socket is open; null while one is. */
  readonly awaySince: number | null;
}

/** A request that may be repeated: the digest of its idempotency key and the fingerprint of what it asked for [H16]. */
export interface KeyedRequest {
  readonly key: string;
  /** Null for a request that 1.0 has stored. */
  readonly fingerprint: string | null;
}

/** What the answer to a join said, so that the same request again gets the same answer [H16]. */
export interface Joined extends KeyedRequest {
  readonly seat: Seat;
  readonly version: number;
  readonly name: string;
  /** Epoch ms. */
  readonly at: number;
}

export interface SeatState {
  /** Raised when the seat's tokens are revoked; a token names the version it was made for [T6]. */
  readonly version: number;
  readonly occupant: Occupant | null;
  /** What its player added to the deal being prepared or played; "" for nothing. */
  readonly nonce: string;
}

/** Seats filling, or between a thrown-in deal and the next. */
export interface Ready {
  readonly name: "ready";
  readonly attempt: number;
}

/** Cards are out. */
interface Dealt {
  readonly attempt: number;
  /** Each hand in its owner's order. */
  readonly hands: BySeat<Hand>;
  readonly bids: readonly Bid[];
}

export interface Bidding extends Dealt {
  readonly name: "bid";
}

interface Called extends Dealt {
  readonly caller: Seat;
  readonly bid: number;
}

export interface RankCalling extends Called {
  readonly name: "call-partner-rank";
}

/** The suit, and with it the partner: the holder, as dealt, of the called card. */
export interface Trump {
  readonly suit: Suit;
  readonly partner: Seat;
}

/** From the call of the rank to the eighth trick. */
export interface Playing extends Called {
  readonly name: "play-first-trick" | "call-partner-suit" | "trick-won" | "play-tricks";
  readonly rank: Rank;
  readonly trump: Trump | null;
  /** Who leads the trick on the table, or has just taken one. */
  readonly leader: Seat;
  readonly trick: readonly PlayedCard[];
  readonly tricks: readonly FinishedTrick[];
  /** Card points taken by each seat. */
  readonly points: BySeat<number>;
}

/** The deal is over and its secret may be told. */
export interface End {
  readonly name: "end";
  readonly attempt: number;
  readonly secret: string;
  readonly nonces: BySeat<string>;
  readonly bids: readonly Bid[];
  readonly caller: Seat;
  readonly bid: number;
  readonly rank: Rank;
  readonly trump: Trump;
  readonly tricks: readonly FinishedTrick[];
  readonly points: BySeat<number>;
  /** Who has asked for the next deal. */
  readonly readied: readonly Seat[];
}

/** A deal that has ended, with all that it takes to play it again. */
export interface FinishedDeal {
  readonly dealNumber: number;
  readonly dealer: Seat;
  /** How many times it was thrown in before. */
  readonly attempt: number;
  readonly secret: string;
  readonly nonces: BySeat<string>;
  readonly bids: readonly Bid[];
  readonly rank: Rank;
  readonly suit: Suit;
  /** The forty cards in the order in which they were played. */
  readonly plays: readonly CardId[];
}

export type Phase = Ready | Bidding | RankCalling | Playing | End;
export type PhaseName = Phase["name"];

/** One table of five seats: everything the server knows of it, secrets included. */
export interface Game {
  readonly id: string;
  /** 1 at creation, +1 each time the game is restored from Redis [P4]. */
  readonly epoch: number;
  /** 0 at creation, +1 for every event that everyone can see [P3]. */
  readonly revision: number;
  readonly rules: Rules;
  readonly seats: BySeat<SeatState>;
  /** The deal in progress, or in `end` the one just finished; 1 for the first. */
  readonly dealNumber: number;
  /** The dealer of that deal. */
  readonly dealer: Seat;
  /** The secret of the deal to come or in progress; once a deal has ended, of the next one. */
  readonly secret: string;
  /** Match standings, this deal's included once it has ended. */
  readonly standings: BySeat<Standing>;
  /** Deals of the current match that have ended. */
  readonly dealsPlayed: number;
  /** The latest deals that have ended, oldest first, as many as the longest match has. */
  readonly finished: readonly FinishedDeal[];
  readonly creation: Creation;
  /** The latest joins that may be repeated, oldest first. */
  readonly joined: readonly Joined[];
  /** Raised when the host's tokens are revoked; a token names the version it was made for [T6]. */
  readonly hostVersion: number;
  /** What the latest restore may have lost, until the next deal; null when nothing was lost. */
  readonly loss: Loss | null;
  readonly phase: Phase;
  readonly clock: Clock;
  /** Why the game was ended for good, or null. */
  readonly ended: string | null;
}

/** How the game was made. */
export interface Creation {
  /** Epoch ms. */
  readonly at: number;
  /** Null when it was asked for without a key. */
  readonly request: KeyedRequest | null;
  /** The name of the creator who took the first seat, or null. */
  readonly creator: string | null;
}

/** What may have been lost with the actor's storage [R7]. */
export interface Loss {
  /** Whether the end of the deal that goes on may have been told, and its secret with it. */
  readonly secretTold: boolean;
}

/** The time of the turn, epoch ms. */
export interface Clock {
  /** Since when the seat on turn has been asked. */
  readonly askedAt: number;
  /** Before this the turn does not run out, whatever the rules say; 0 for nothing of the kind [C6]. */
  readonly graceUntil: number;
}

/** The first to bid, and under `eldest` to lead: the seat after the dealer [G7]. */
export const eldestOf = (game: Game): Seat => seatAfter(game.dealer);

/** Who leads the first trick once `caller` has won the auction [G15]. */
export const firstLeader = (game: Game, caller: Seat): Seat =>
  game.rules.first_lead === "caller" ? caller : eldestOf(game);

export const isPlaying = (phase: Phase): phase is Playing => "leader" in phase;

/** The seat that must act next, or null when nobody must. */
export const turnOf = (game: Game): Seat | null => {
  const { phase } = game;
  switch (phase.name) {
    case "ready":
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

/** Who leads the trick on the table or the one to come; null while that is not known [G15]. */
export const leaderOf = (game: Game): Seat | null => {
  const { phase } = game;
  switch (phase.name) {
    case "ready":
    case "end":
      return null;
    case "bid":
      return game.rules.first_lead === "eldest" ? eldestOf(game) : null;
    case "call-partner-rank":
      return firstLeader(game, phase.caller);
    default:
      return phase.leader;
  }
};

/** Who holds `card` or has played it: the holder as dealt, since no card changes hands before it is played [G16]. */
export const holderOf = (phase: Playing, card: CardId): Seat | null =>
  SEATS.find((seat) => phase.hands[seat].includes(card)) ?? playerOf(phase, card);

/** Who has played `card` face up, or null. */
const playerOf = ({ trick, tricks }: Playing, card: CardId): Seat | null => {
  const isIt = (played: PlayedCard) => played.card === card;
  const inTrick = trick.find(isIt);
  if (inTrick) return inTrick.seat;
  for (const { cards } of tricks) {
    const found = cards.find(isIt);
    if (found) return found.seat;
  }
  return null;
};

/** The partner as everyone may know it: once the called card has been played face up, or the deal has ended [G20]. */
export const revealedPartner = (phase: Phase): Seat | null => {
  if (phase.name === "end") return phase.trump.partner;
  if (!isPlaying(phase) || !phase.trump) return null;
  return playerOf(phase, cardId(phase.trump.suit, phase.rank));
};

/** Whether a bot acts for a seat: one of its own or a stand-in [B6]. */
export const isBot = (occupant: Occupant | null): boolean =>
  occupant !== null && occupant.acting.by !== "player";

/** Whether `seat` is held by a newcomer who waits for the deal's end, and is shown what observers are [B13]. */
export const isWaiting = ({ seats }: Game, seat: Seat): boolean =>
  seats[seat].occupant?.acting.by === "bot-for-newcomer";

/**
 * Whether `seat` may ask for the next deal now [G27]: once, but what a bot has said for a player, the player may say
 * again, with a nonce of its own [C4].
 */
export const mayAskForNext = ({ phase, seats }: Game, seat: Seat): boolean =>
  phase.name === "end" && (!phase.readied.includes(seat) || isBot(seats[seat].occupant));

/** The hand that `seat` holds now. */
export const handOf = (game: Game, seat: Seat): Hand => ("hands" in game.phase ? game.phase.hands[seat] : []);

/** Whether the deal that has just ended was the match's last [G25]. */
export const isMatchOver = (game: Game): boolean =>
  game.phase.name === "end" && game.dealsPlayed >= game.rules.deals;
