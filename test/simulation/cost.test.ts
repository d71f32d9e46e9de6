import { beforeAll, describe, expect, test } from "vitest";
import { billFor, type Line, sumOf, sumOnPlan } from "../../dev/cost/bill.ts";
import { type Played, playMatch } from "../../dev/cost/match.ts";
import { ESTIMATES, PRICES } from "../../dev/cost/prices.ts";
import { COUNTS, emptyMetrics } from "../../src/shared/metrics.ts";

/** Dollars for a thousand games like `match`. */
const thousand = (match: Played, object: "hibernating" | "awake" = "hibernating", whose?: Line["whose"]) =>
  1_000 * sumOf(billFor(match, object), whose);

describe("[M5] what a thousand games of fifteen minutes cost", () => {
  let five: Played;
  let alone: Played;
  let ten: Played;
  beforeAll(async () => {
    five = await playMatch({ seed: 1, observers: 5, heartbeatSeconds: 5 });
    alone = await playMatch({ seed: 1, observers: 0, heartbeatSeconds: 5 });
    ten = await playMatch({ seed: 1, observers: 5, heartbeatSeconds: 10 });
  });

  test("[M5] at most a dollar at Cloudflare, beating every 5 s, with five observers", () => {
    expect(thousand(five, "hibernating", "Cloudflare")).toBeLessThan(1);
    expect(thousand(alone, "hibernating", "Cloudflare")).toBeLessThan(1);
  });

  test("[M5] less when it beats every 10 s, and several times as much if the object could not sleep", () => {
    const [beating, seldom] = [
      thousand(five, "hibernating", "Cloudflare"),
      thousand(ten, "hibernating", "Cloudflare"),
    ];
    expect(seldom).toBeLessThan(beating);
    expect(thousand(five, "awake", "Cloudflare")).toBeGreaterThan(3 * beating);
    expect(thousand(ten)).toBeLessThan(thousand(five));
  });

  test("[M5] it was a match as people play it", () => {
    for (const { tally, deals, sleeps } of [five, alone, ten]) {
      expect(deals).toBeGreaterThanOrEqual(2);
      expect(tally.counts.actions).toBeGreaterThan(150);
      expect(tally.counts.actions).toBeLessThan(300);
      expect(sleeps).toBeGreaterThanOrEqual(1);
      expect(tally.counts.recoveries).toBe(0);
    }
    // Nobody pays for being watched but with the watchers' coming.
    expect(five.tally.counts.requests - alone.tally.counts.requests).toBeLessThan(20);
    expect(five.tally.counts.messages_out).toBeGreaterThan(1.3 * alone.tally.counts.messages_out);
  });

  test("[M5] the same seed is the same bill", async () => {
    const again = await playMatch({ seed: 1, observers: 5, heartbeatSeconds: 5 });
    expect(billFor(again, "hibernating")).toEqual(billFor(five, "hibernating"));
  });
});

test("[M5] a bill is what was counted times the prices", () => {
  const tally = emptyMetrics(0);
  const counts = {
    ...tally.counts,
    requests: 10,
    alarms: 5,
    messages_in: 40,
    rows_written: 7,
    alarms_set: 3,
  };
  const match: Played = {
    tally: { ...tally, counts: { ...counts, awake_ms: 2_000, redis_commands: 9, redis_bytes: 1e9 } },
    edgeRequests: 2,
    logLines: 0,
    deals: 0,
    sleeps: 0,
    openMs: 900_000,
    stored: 0,
    keptMs: 0,
  };
  const bill = billFor(match, "hibernating");
  const amountOf = (what: RegExp, of = bill) => of.find((line) => what.test(line.what))?.amount;
  expect(amountOf(/^requests to the object/)).toBe(10 + 5 + 40 / PRICES.object.messagesPerRequest);
  expect(amountOf(/^rows written/)).toBe(10);
  const events = 10 + 5 + 40;
  expect(amountOf(/^GB-s/)).toBeCloseTo((2 + (events * ESTIMATES.objectMsPerEvent) / 1_000) * 0.128, 9);
  expect(amountOf(/^GB-s/, billFor(match, "awake"))).toBeCloseTo(900 * 0.128, 9);
  expect(amountOf(/^commands/)).toBe(9);
  expect(sumOf(bill, "Upstash")).toBeCloseTo(9 * 0.2e-5 + 0.03, 12);
  expect(sumOf(bill, "Cloudflare") + sumOf(bill, "Upstash")).toBeCloseTo(sumOf(bill), 12);
  // A gigabyte is a fiftieth of what ten dollars a month have in them.
  expect(sumOnPlan(bill)).toBeCloseTo(sumOf(bill, "Cloudflare") + 0.2, 12);
  for (const { amount, dollars } of bill) expect(dollars).toBeGreaterThanOrEqual(0 * amount);
  expect(Object.keys(counts)).toEqual([...COUNTS]);
});
