/** Where a seat is on the screen: 0 is below, then on against the clock, as the game goes round in Italy. */
export type Spot = 0 | 1 | 2 | 3 | 4;

/** The spot of `seat` for who sits at `below`; watchers have seat 0 below. */
export const spotOf = (seat: number, below: number | undefined): Spot =>
  ((seat - (below ?? 0) + 5) % 5) as Spot;

/** The five seats in the order of their spots. */
export const seatsAround = (below: number | undefined): readonly number[] =>
  [0, 1, 2, 3, 4].map((step) => ((below ?? 0) + step) % 5);
