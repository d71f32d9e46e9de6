/** The five seats. The turn goes upwards, and from 4 to 0 [G3]. */
export const SEATS = [0, 1, 2, 3, 4] as const;
export type Seat = (typeof SEATS)[number];

/** One value for each seat, in seat order. */
export type BySeat<T> = readonly [T, T, T, T, T];

/** One value for each seat, made by `make`. */
export const bySeat = <T>(make: (seat: Seat) => T): BySeat<T> => SEATS.map(make) as unknown as BySeat<T>;

/** A copy of `all` in which `seat` has `value`. */
export const withSeat = <T>(all: BySeat<T>, seat: Seat, value: T): BySeat<T> =>
  all.with(seat, value) as unknown as BySeat<T>;

/** The seat whose turn comes after `seat`. */
export const seatAfter = (seat: Seat): Seat => ((seat + 1) % 5) as Seat;

/** The seat whose turn comes before `seat`. */
export const seatBefore = (seat: Seat): Seat => ((seat + 4) % 5) as Seat;

/** The five seats in turn order, starting with `first`. */
export const turnOrder = (first: Seat): readonly Seat[] =>
  SEATS.map((offset) => ((first + offset) % 5) as Seat);
