import { rankOf } from "../../src/shared/game/cards.ts";
import type { Seat } from "../../src/shared/game/seats.ts";
import type { Snapshot } from "../../src/shared/protocol/snapshot.ts";

/** The side of a seat as it knows it: in the blind trick all but the caller are `unsure`. */
export const ROLES = ["caller", "partner", "defender", "unsure"] as const;
export type ForecastRole = (typeof ROLES)[number];

/** What a decision of `search` expected. */
export interface Forecast {
  readonly seat: Seat;
  readonly role: ForecastRole;
  /** The number of complete tricks. */
  readonly trick: number;
  /** The predicted probability that the seat's side wins the deal. */
  readonly odds: number;
  /** Whether it did, after the deal. */
  readonly won?: boolean;
}

/** The forecast of `seat`, which has the snapshot `view` and plays a card that promises `odds`. */
export const forecastOf = (view: Snapshot, seat: Seat, odds: number): Forecast => ({
  seat,
  role: roleIn(view, seat),
  trick: view.trick_history.length,
  odds,
});

const roleIn = (
  { caller_id, partner_rank, partner_id, trump_suit, hand }: Snapshot,
  seat: Seat,
): ForecastRole => {
  if (seat === caller_id) return "caller";
  if (trump_suit === null) return "unsure";
  const holds = (hand ?? []).some(
    ({ suit, card_id }) => suit === trump_suit && rankOf(card_id) === partner_rank,
  );
  return holds || partner_id === seat ? "partner" : "defender";
};

/** How a deal ended: the contract, the points of the caller's side, and the caller with the partner. */
interface End {
  readonly bid: number;
  readonly points: number;
  readonly sides: readonly Seat[];
}

/** `forecast` with what happened. */
export const settled = (forecast: Forecast, { bid, points, sides }: End): Forecast => ({
  ...forecast,
  won: sides.includes(forecast.seat) === points >= bid,
});

/** The average forecast of a role in a trick, and how often it came true. */
export interface Calibration {
  readonly role: ForecastRole;
  readonly trick: number;
  readonly count: number;
  readonly predicted: number;
  readonly happened: number;
  /** The mean square of the forecasts' errors. */
  readonly brier: number;
}

/** The calibration of each role in each trick, in percent; without those that have no forecast. */
export const calibrationOf = (forecasts: readonly Forecast[]): readonly Calibration[] =>
  ROLES.flatMap((role) =>
    Array.from({ length: 8 }, (_, trick) => {
      const of = forecasts.filter((one) => one.role === role && one.trick === trick);
      const mean = (value: (one: Forecast) => number) =>
        of.reduce((sum, one) => sum + value(one), 0) / of.length;
      return {
        role,
        trick,
        count: of.length,
        predicted: 100 * mean(({ odds }) => odds),
        happened: 100 * mean(({ won }) => Number(won)),
        brier: mean(({ odds, won }) => (odds - Number(won)) ** 2),
      };
    }).filter(({ count }) => count > 0),
  );
