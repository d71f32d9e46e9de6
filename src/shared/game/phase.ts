import type { Bid } from "./auction.ts";
import { type CardId, cardId, type Rank, type Suit } from "./cards.ts";
import { type BySeat, SEATS, type Seat } from "./seats.ts";
import type { Hand } from "./shuffle.ts";
import type { FinishedTrick, PlayedCard } from "./tricks.ts";

/** Seats are filling, or the next attempt at a deal is due. */
export interface Ready {
  readonly name: "ready";
  readonly attempt: number;
  /** The number of attempts at this deal in which all passed [G34]. */
  readonly allPassed: number;
}

/** Five players are ready. The server waits for the nonces that players have committed to [G41]. */
export interface Shuffling {
  readonly name: "shuffle";
  readonly attempt: number;
  readonly allPassed: number;
  /** When the cards are dealt at the latest, epoch ms. */
  readonly deadline: number;
  /** How often the time has begun again [G43]. */
  readonly restarts: number;
}

/** The fields of all phases in which players hold cards. */
interface Dealt {
  readonly attempt: number;
  readonly allPassed: number;
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

/** The called suit, and the partner that follows from it: the seat that was dealt the called card. */
export interface Trump {
  readonly suit: Suit;
  readonly partner: Seat;
}

/** From the end of the auction to the eighth trick. */
export interface Playing extends Called {
  readonly name: "call-partner-rank" | "play-first-trick" | "call-partner-suit" | "trick-won" | "play-tricks";
  /** Null before the call. */
  readonly rank: Rank | null;
  readonly trump: Trump | null;
  /** The seat that leads the trick on the table, or that has just taken one. */
  readonly leader: Seat;
  readonly trick: readonly PlayedCard[];
  readonly tricks: readonly FinishedTrick[];
  /** Card points taken by each seat. */
  readonly points: BySeat<number>;
}

/** The deal is over, and its secret is public. */
export interface End {
  readonly name: "end";
  readonly attempt: number;
  readonly allPassed: number;
  readonly secret: string;
  readonly nonces: BySeat<string>;
  /** The commitments whose nonces were not revealed, "" for none. */
  readonly unrevealed: BySeat<string>;
  readonly bids: readonly Bid[];
  readonly caller: Seat;
  readonly bid: number;
  readonly rank: Rank;
  readonly trump: Trump;
  readonly tricks: readonly FinishedTrick[];
  readonly points: BySeat<number>;
  /** The seats that have asked for the next deal. */
  readonly readied: readonly Seat[];
  /** When the first player asked, epoch ms; null before that [S9]. */
  readonly askedAt: number | null;
}

export type Phase = Ready | Shuffling | Bidding | Playing | End;
export type PhaseName = Phase["name"];

/** The phases in which a card may be played [G17]. */
const PLAY_PHASES = ["play-first-trick", "play-tricks", "trick-won"] as const satisfies PhaseName[];

/** Whether the seats' nonces belong to the deal in this phase, so that newcomers have to wait for its end [B13]. */
export const isUnderWay = (phase: Phase): boolean => "hands" in phase || phase.name === "shuffle";

/** Whether a card may be played in this phase [G17]. */
export const isCardDue = (phase: Phase): phase is Playing => PLAY_PHASES.some((name) => name === phase.name);

export const isPlaying = (phase: Phase): phase is Playing => "leader" in phase;

/**
 * The seat that holds `card` or has played it. It is the seat that was dealt the card, since cards do not change hands
 * [G16].
 */
export const holderOf = (phase: Playing, card: CardId): Seat | null =>
  SEATS.find((seat) => phase.hands[seat].includes(card)) ?? playerOf(phase, card);

/** The seat that has played `card` face up, or null. */
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

/** The partner as everyone may know it: after the called card was played face up, or after the deal [G20]. */
export const revealedPartner = (phase: Phase): Seat | null => {
  if (phase.name === "end") return phase.trump.partner;
  if (!isPlaying(phase)) return null;
  const card = calledCard(phase);
  return card === null ? null : playerOf(phase, card);
};

/** The called card; null before both calls. */
export const calledCard = ({ rank, trump }: Pick<Playing, "rank" | "trump">): CardId | null =>
  rank === null || trump === null ? null : cardId(trump.suit, rank);
