import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { countFrames, newGame, setStage, skip, toFirstCard } from "../stage.ts";

/*
 * Timers that a browser slows down, and clocks that are wrong.
 */

const stage = setStage();
const HOUR_MS = 3_600_000;

test.skipIf(skip)("[S7, S16] a hidden tab whose timers run once a minute stays at the table", async () => {
  const page = await stage.person();
  let closed = 0;
  page.on("websocket", (socket) => {
    socket.on("close", () => {
      closed += 1;
    });
  });
  const pongs = countFrames(page, "pong");
  await page.clock.install();
  const gameId = await newGame(page, { clock: "0" });
  await expect.poll(pongs).toBeGreaterThan(0);
  for (let minute = 0; minute < 10; minute += 1) {
    const before = pongs();
    await page.clock.fastForward(60_000);
    await expect.poll(pongs).toBe(before + 1);
  }
  expect(closed).toBe(0);
  expect(await page.locator(".banner").count()).toBe(0);
  const status = await stage.server.api.status(gameId);
  expect(status.ok && status.value.seats.filter(({ connected }) => connected)).toHaveLength(1);
});

const secondsOn = async (page: Page): Promise<number> => {
  const label = await page.locator(".seat[data-turn=true]").getAttribute("aria-label");
  return Number(/(\d+) seconds? left/.exec(label ?? "")?.[1]);
};

test.skipIf(skip).each([-30, 14, 30])(
  "[W24, C1] a clock that is wrong by %d hours changes neither the time of a turn nor the life of a token",
  async (hours) => {
    const page = await stage.person();
    const renewals: string[] = [];
    page.on("request", (request) => {
      if (request.url().endsWith("/renew")) renewals.push(request.url());
    });
    await page.clock.install({ time: Date.now() + hours * HOUR_MS });
    await newGame(page, { bots: true, clock: "60" });
    await toFirstCard(page);
    await page.reload();
    await page.locator(".hand[data-mine=true]").waitFor();
    expect(await secondsOn(page)).toBeGreaterThan(20);
    expect(await secondsOn(page)).toBeLessThanOrEqual(60);
    expect(renewals).toEqual([]);
  },
);
