import type { Rank, Suit } from "../../shared/game/cards.ts";
import type { Seat } from "../../shared/game/seats.ts";

/*
 * What the strong bot thinks of a seat's choices, from the seat's own view. These are plain data, so that a worker can
 * send them.
 */

/** What a card does at the moment it is played, as its player may see it. */
export type Reason =
  /** It takes the trick of `points`, by a trump or in the suit that was led. */
  | { readonly kind: "trumps" | "takes"; readonly points: number }
  /** It gives its points to a trick that `seat` is winning, who is on the own side with `odds`. */
  | { readonly kind: "feeds"; readonly points: number; readonly seat: Seat; readonly odds: number }
  /** It keeps its points from a trick that `seat` is winning, who is on the other side with `odds`. */
  | { readonly kind: "withholds"; readonly seat: Seat; readonly odds: number }
  /** It throws a card without points into a trick. */
  | { readonly kind: "throws" }
  /** It leads a trump, a card with points or a card without. */
  | { readonly kind: "leads-trump" }
  | { readonly kind: "leads-points"; readonly points: number }
  | { readonly kind: "leads-low" }
  /** It is the called card and shows who the partner is. */
  | { readonly kind: "reveals" };

/** A choice of a seat after the auction. */
export type Told =
  | { readonly kind: "card"; readonly card: number; readonly reason: Reason }
  | { readonly kind: "rank"; readonly rank: Rank }
  | { readonly kind: "suit"; readonly suit: Suit };

/** A choice with the probability that the own side wins the deal after it. */
export type Rated = Told & {
  readonly odds: number;
};

/** The seat that is most likely the partner of the caller, as the advised seat may see it. */
export interface Suspect {
  readonly seat: Seat;
  readonly odds: number;
}

/** Advice for a choice of a card, a rank or a suit. */
export interface PlayAdvice {
  readonly about: "play";
  /** The choices, the advised one first and the others from best to worst. */
  readonly options: readonly Rated[];
  /** The probability that the contract is made, after the advised choice. */
  readonly made: number;
  /** Null while nobody can know, or everybody knows. */
  readonly suspect: Suspect | null;
}

/** Advice for a bid. */
export interface BidAdvice {
  readonly about: "bid";
  /** The highest bid that pays for this seat; 0 to pass. */
  readonly limit: number;
  /** The lowest bid that is allowed now. */
  readonly least: number;
  /** The rank that would be called. */
  readonly rank: Rank;
  /** The probability that each bid from `least` on would be made. */
  readonly odds: readonly number[];
}

export type Advice = PlayAdvice | BidAdvice;
