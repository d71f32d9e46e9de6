import { DECK_POINTS } from "./cards.ts";
import type { Rules } from "./rules.ts";
import { type BySeat, bySeat, SEATS, type Seat } from "./seats.ts";

/** The contract of a deal. `partner` is the caller's own seat when the caller plays alone. */
export interface Contract {
  readonly caller: Seat;
  readonly partner: Seat;
  readonly bid: number;
}

export interface DealScore {
  readonly callerSidePoints: number;
  readonly made: boolean;
  readonly winners: readonly Seat[];
  /** The change of each seat's match score. The sum is zero. */
  readonly delta: BySeat<number>;
}

/** The factor of a bid. With `ladder` a bid over 70 counts twice, over 80 three times, … over 110 six times [G24]. */
export const multiplierFor = (bid: number, multiplier: Rules["multiplier"]): number =>
  multiplier === "none" ? 1 : 1 + [70, 80, 90, 100, 110].filter((step) => bid > step).length;

/** The score of a deal, from the card points that each seat has taken [G21-G24]. */
export const scoreDeal = (
  { caller, partner, bid }: Contract,
  points: BySeat<number>,
  multiplier: Rules["multiplier"],
): DealScore => {
  const onCallerSide = (seat: Seat) => seat === caller || seat === partner;
  const callerSidePoints = SEATS.filter(onCallerSide).reduce<number>((sum, seat) => sum + points[seat], 0);
  const made = callerSidePoints >= bid;
  const cappotto = callerSidePoints === DECK_POINTS || callerSidePoints === 0;
  const unit = (made ? 1 : -1) * (cappotto ? 2 : 1) * multiplierFor(bid, multiplier);
  const share = (seat: Seat): number => {
    if (seat === caller) return caller === partner ? 4 : 2;
    return seat === partner ? 1 : -1;
  };
  return {
    callerSidePoints,
    made,
    winners: SEATS.filter((seat) => onCallerSide(seat) === made),
    delta: bySeat((seat) => share(seat) * unit),
  };
};

/** What a seat has reached in a match. */
export interface Standing {
  readonly score: number;
  /** Auctions won. */
  readonly called: number;
  /** Contracts made as caller. */
  readonly made: number;
}

/** The seats in their final order: by match score, auctions won, contracts made, seat number [G26]. */
export const rankingOf = (standings: BySeat<Standing>): readonly Seat[] =>
  [...SEATS].sort((a, b) => {
    const [x, y] = [standings[a], standings[b]];
    return y.score - x.score || y.called - x.called || y.made - x.made || a - b;
  });

/** The standings at the beginning of a match. */
export const freshStandings = (): BySeat<Standing> => bySeat(() => ({ score: 0, called: 0, made: 0 }));
