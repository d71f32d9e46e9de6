import { expect, test } from "vitest";
import { climb, contestsFrom } from "../../dev/ladder/climb.ts";
import { playDuplicate } from "../../dev/ladder/duplicate.ts";
import { calibrationOf, type Forecast } from "../../dev/ladder/forecast.ts";
import { emptyMeter } from "../../dev/ladder/players.ts";
import { meanOf } from "../../dev/ladder/tally.ts";
import type { Seat } from "../../src/shared/game/seats.ts";

test("[B4] a calibration compares the forecasts of a role in a trick with what happened", () => {
  const forecasts = [
    [0.8, true],
    [0.6, false],
    [0.4, true],
    [0.2, false],
  ].map(
    ([odds, won]): Forecast => ({ seat: 0, role: "caller", trick: 2, odds: Number(odds), won: Boolean(won) }),
  );
  const other: Forecast = { seat: 1, role: "defender", trick: 0, odds: 1, won: true };
  const [caller, defender, ...none] = calibrationOf([...forecasts, other]);
  expect(caller).toMatchObject({ role: "caller", trick: 2, count: 4, happened: 50 });
  expect(caller?.predicted).toBeCloseTo(50);
  expect(caller?.brier).toBeCloseTo((0.04 + 0.36 + 0.36 + 0.04) / 4);
  expect(defender).toMatchObject({ role: "defender", count: 1, predicted: 100, brier: 0 });
  expect(none).toEqual([]);
});

test("[B4, B11] the forecasts of a deal are those of its seats, and tell afterwards whether their side won", () => {
  const meter = emptyMeter();
  const [outcome] = climb(contestsFrom(7, 1), { free: "search" }, 7, meter);
  if (!outcome) throw new Error("nobody has bid");
  expect(meter.forecasts.length).toBeGreaterThan(20);
  const made = outcome.points >= outcome.bid;
  for (const { seat, role, odds, won } of meter.forecasts) {
    expect(odds).toBeGreaterThanOrEqual(0);
    expect(odds).toBeLessThanOrEqual(1);
    expect(won).toBe(outcome.sides.includes(seat) === made);
    if (role === "caller" || role === "partner")
      expect(seat).toBe(outcome.sides[role === "caller" ? 0 : 1] as Seat);
  }
  expect(outcome.delta.reduce((sum, points) => sum + points, 0)).toBe(0);
});

test("[B4] in duplicate a seat of the same kind gains nothing, and one that plays at random loses", async () => {
  expect(await playDuplicate("rule", "rule", 3, 20)).toMatchObject({ gain: { mean: 0, low: 0, high: 0 } });
  const { gain, score, replaced } = await playDuplicate("random", "rule", 3, 60);
  expect(gain.mean).toBeCloseTo(score - replaced, 9);
  expect(replaced).toBeCloseTo(0, 9);
  expect(gain.high).toBeLessThan(0);
}, 60_000);

test("[B4] a mean has an interval of 95 %", () => {
  const { mean, low, high } = meanOf([1, 2, 3, 4]);
  expect(mean).toBe(2.5);
  expect(high - mean).toBeCloseTo(1.96 * Math.sqrt(5 / 3 / 4), 9);
  expect(mean - low).toBeCloseTo(high - mean, 9);
});
