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

/** The factor of a deal after this number of attempts in which all passed: 2 after one, 4 after more [G34]. */
export const factorAfter = (allPassed: number, thrownIn: Rules["thrown_in"]): 1 | 2 | 4 => {
  if (thrownIn === "same" || allPassed === 0) return 1;
  return allPassed === 1 ? 2 : 4;
};

/** How many times a deal counts, apart from cappotto [G24, G34]. */
export const timesOf = (bid: number, allPassed: number, { multiplier, thrown_in }: Rules): number =>
  multiplierFor(bid, multiplier) * factorAfter(allPassed, thrown_in);

/** The score of a deal that counts `times`, from the card points that each seat has taken [G21-G24, G34]. */
export const scoreDeal = (
  { caller, partner, bid }: Contract,
  points: BySeat<number>,
  times: number,
): DealScore => {
  const onCallerSide = (seat: Seat) => seat === caller || seat === partner;
  const callerSidePoints = SEATS.filter(onCallerSide).reduce<number>((sum, seat) => sum + points[seat], 0);
  const made = callerSidePoints >= bid;
  const cappotto = callerSidePoints === DECK_POINTS || callerSidePoints === 0;
  const unit = (made ? 1 : -1) * (cappotto ? 2 : 1) * times;
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
