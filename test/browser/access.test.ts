import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { PHONE } from "../../dev/clients/chromium.ts";
import type { Seat } from "../../src/shared/game/seats.ts";
import {
  bidMost,
  gameOf,
  handOf,
  keptBy,
  myTurn,
  newGame,
  playByItself,
  setStage,
  skip,
  still,
} from "./stage.ts";

const stage = setStage();
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe finds wrong on the page as it is, in a line each. */
const flaws = async (page: Page): Promise<readonly string[]> => {
  await still(page);
  if (!(await page.evaluate("'axe' in globalThis"))) await page.evaluate(axe);
  return page.evaluate(async () => {
    const { violations } = await (
      globalThis as unknown as {
        axe: {
          run: () => Promise<{
            violations: { id: string; nodes: { html: string; any: { message: string }[] }[] }[];
          }>;
        };
      }
    ).axe.run();
    return violations.map(
      ({ id, nodes }) =>
        `${id}: ${nodes.map(({ html, any }) => `${html.slice(0, 160)} ${any[0]?.message ?? ""}`).join(" | ")}`,
    );
  });
};

/** Makes the text twice as large, everywhere: every change is a transition, be it of no length, that takes some frames. */
const enlarge = async (page: Page): Promise<void> => {
  const size = () => page.evaluate<string>("getComputedStyle(document.documentElement).fontSize");
  const before = Number.parseFloat(await size());
  await page.evaluate(() => {
    document.documentElement.style.fontSize = "200%";
  });
  await expect.poll(size).toBe(`${2 * before}px`);
  await expect.poll(() => page.evaluate("document.getAnimations().length")).toBe(0);
};

test.skipIf(skip)("[W12] axe finds nothing wrong on any screen", { timeout: 120_000 }, async () => {
  const page = await stage.person({ reducedMotion: "reduce" });
  const found: Record<string, readonly string[]> = {};
  const look = async (name: string, at = page) => {
    const wrong = await flaws(at);
    if (wrong.length > 0) found[name] = wrong;
  };
  await page.goto("/");
  await page.locator("details.rules summary").click();
  await look("start");
  await page.locator(".aside .more .button").click();
  await page.locator(".howto").waitFor();
  await look("how to play");
  await page.keyboard.press("Escape");
  const gameId = await newGame(page);
  await page.locator(".qr").waitFor();
  await look("lobby");
  await page.locator(".lobby header .button").click();
  await look("menu");
  await page.keyboard.press("Escape");
  const guest = await stage.person();
  await guest.goto(`/g/${gameId}`);
  await guest.locator(".sitting").waitFor();
  await look("join", guest);
  await page.getByRole("button", { name: "Fill with bots" }).click();
  await page.locator(".ladder").waitFor();
  await look("auction");
  await bidMost(page);
  await page.locator(".ranks").waitFor();
  await look("rank");
  await page.locator(".ranks button").first().click();
  await page.locator(".hand[data-mine=true] button").first().click();
  await page.locator(".suits").waitFor();
  await look("suit");
  await page.locator(".suits button").last().click();
  await page.locator(".taken").waitFor();
  await look("trick");
  await guest.locator(".join .button.main").click();
  await guest.locator(".waiting").waitFor();
  await look("waiting", guest);
  await page.locator(".news").waitFor();
  await look("news");
  const player_id = Number(await page.locator(".seat[data-me=true]").getAttribute("data-seat")) as Seat;
  await playByItself(page);
  await page.locator(".result").waitFor({ timeout: 60_000 });
  await look("result");
  await page.locator(".result .more .button").first().click();
  await page.locator(".verdict").waitFor();
  await look("check");
  await page.keyboard.press("Escape");
  await page.locator("[data-opens=history]").click();
  await look("history");
  const { hostToken } = await keptBy(page, gameId);
  await stage.server.api.mint(gameId, hostToken, { role: "player", player_id });
  await page.locator(".over").waitFor();
  await look("seat lost");
  expect(found).toEqual({});
});

test.skipIf(skip)("[W11] Enter in the field of the name makes a table, and takes a seat in it", async () => {
  const [page, guest] = [await stage.person(), await stage.person()];
  await page.goto("/");
  await page.locator("input[name=nickname]").fill("Ada");
  await page.keyboard.press("Enter");
  await page.locator(".lobby").waitFor();
  await guest.goto(`/g/${gameOf(page)}`);
  await guest.locator("input[name=nickname]").fill("Bruno");
  await guest.keyboard.press("Enter");
  await guest.locator(".lobby").waitFor();
  expect(await guest.locator(".round li[data-seat] b").allInnerTexts()).toEqual(["Ada", "Bruno"]);
});

test.skipIf(skip)(
  "[W11] a whole deal by keyboard alone, with the focus in sight",
  { timeout: 120_000 },
  async () => {
    const page = await stage.person();
    /** Presses Tab until the focus is on what `selector` means, and sees that it shows. */
    const tabTo = async (selector: string) => {
      for (let presses = 0; presses < 60; presses += 1) {
        const there = await page.evaluate((wanted) => {
          const here = document.activeElement;
          if (!here?.matches(wanted)) return null;
          const shown = getComputedStyle(
            here.matches(".segments input") ? (here.nextElementSibling ?? here) : here,
          );
          return shown.outlineStyle !== "none" && Number.parseFloat(shown.outlineWidth) >= 2;
        }, selector);
        if (there !== null) return expect(there, `the focus on ${selector} shows`).toBe(true);
        await page.keyboard.press("Tab");
      }
      throw new Error(`sixty times Tab, and ${selector} has not been reached`);
    };
    await page.goto("/");
    await tabTo(".segments input");
    await page.keyboard.press("ArrowRight");
    expect(await page.locator(".segments input:checked").inputValue()).toBe("strong");
    await page.keyboard.press("ArrowLeft");
    await tabTo("input[name=nickname]");
    await page.keyboard.type("Ada");
    await tabTo(".start .sheet .button:not(.main)");
    await page.keyboard.press("Enter");
    await page.locator(".hand button").nth(7).waitFor();
    await tabTo(".hand button");
    const before = await handOf(page);
    await page.keyboard.press("Shift+ArrowRight");
    await page.keyboard.press("Shift+ArrowRight");
    await expect.poll(() => handOf(page)).toEqual([before[1], before[2], before[0], ...before.slice(3)]);
    await expect.poll(() => page.locator(".aloud[aria-live]").innerText()).toMatch(/now 3 of 8/);

    for (let turns = 0; turns < 30 && (await page.locator(".result").count()) === 0; turns += 1) {
      await page.locator(".ladder, .ranks, .suits, .hand[data-mine=true], .result").first().waitFor();
      if (await page.locator(".result").count()) break;
      if (await page.locator(".ladder").count()) {
        await tabTo(".amount");
        await page.keyboard.press("ArrowRight");
        await tabTo(".panel .button.main");
      } else if (await page.locator(".ranks").count()) await tabTo(".ranks button");
      else if (await page.locator(".suits").count()) await tabTo(".suits button");
      else await tabTo(".hand button");
      const left = await page.locator(".hand button").count();
      const isCard = (await page.locator(".hand[data-mine=true]").count()) > 0;
      await page.keyboard.press("Enter");
      if (!isCard) continue;
      if (left === 1) break;
      await expect.poll(() => page.locator(".hand button").count()).toBe(left - 1);
      // The focus goes on to the next card, so that a player need not look for it.
      expect(await page.evaluate("document.activeElement?.matches('.hand button')")).toBe(true);
    }
    await page.locator(".result").waitFor({ timeout: 30_000 });
    await tabTo(".next .button.main");
    await page.keyboard.press("Enter");
    await page.locator(".hand button").nth(7).waitFor();
  },
);

test.skipIf(skip)("[W13] on a phone of 360 by 640 everything is in sight, and fingers play", async () => {
  const page = await stage.person(PHONE);
  await page.goto("/");
  await page.locator("input[name=nickname]").fill("Ada");
  await page.locator(".segments label").first().tap();
  expect(await page.locator(".segments input:checked").inputValue()).toBe("easy");
  for (const box of await page
    .locator(".segments label")
    .evaluateAll((all) => all.map((one) => one.getBoundingClientRect().toJSON()))) {
    expect(Math.min(box.width, box.height)).toBeGreaterThanOrEqual(44);
    expect(box.right).toBeLessThanOrEqual(360);
  }
  await page.locator(".start .sheet .button").nth(1).tap();
  await page.locator(".ladder").waitFor();
  const inSight = async (selector: string) => {
    await still(page);
    for (const box of await page
      .locator(selector)
      .evaluateAll((all) => all.map((one) => one.getBoundingClientRect().toJSON()))) {
      expect(box.left, selector).toBeGreaterThanOrEqual(-6);
      expect(box.right, selector).toBeLessThanOrEqual(366);
      expect(box.bottom, selector).toBeLessThanOrEqual(646);
    }
  };
  await inSight(".hand button, .panel .button, .seat, .bar .button");
  for (const box of await page
    .locator(".panel .button, .amount")
    .evaluateAll((all) => all.map((one) => one.getBoundingClientRect().height)))
    expect(box).toBeGreaterThanOrEqual(44);
  while ((await page.locator(".hand[data-mine=true]").count()) === 0) {
    await page.locator(".ladder, .hand[data-mine=true]").first().waitFor();
    if (await page.locator(".ladder").count()) await page.locator(".panel .button.plain").tap();
  }
  const card = page.locator(".hand button").first();
  await card.tap({ position: { x: 12, y: 40 } });
  await expect.poll(() => page.locator(".notice").innerText()).toBe("Tap again to play it");
  expect(await page.locator(".hand button").count()).toBe(8);
  await card.tap({ position: { x: 12, y: 40 } });
  await expect.poll(() => page.locator(".hand button").count()).toBe(7);
  expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(360);
});

test.skipIf(skip)(
  "[W13] with text twice as large nothing is cut off, and nothing moves by itself",
  async () => {
    const page = await stage.person({ viewport: { width: 640, height: 900 }, reducedMotion: "reduce" });
    await page.addInitScript(() => {
      const shifts = { sum: 0 };
      Object.assign(globalThis, { shifts });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries() as (PerformanceEntry & {
          value: number;
          hadRecentInput: boolean;
        })[])
          if (!entry.hadRecentInput) shifts.sum += entry.value;
      }).observe({ type: "layout-shift", buffered: true });
    });
    // No contract takes more room: nobody bids more, and the rank has the longest name.
    await newGame(page, { bots: true, name: "Massimiliana" });
    await page.locator(".ladder").waitFor();
    await bidMost(page);
    await page
      .locator(".ranks")
      .getByRole("button", { name: /^knight/ })
      .click();
    await myTurn(page);
    expect(await page.evaluate("shifts.sum")).toBeLessThan(0.02);
    await enlarge(page);
    const overflow = () => page.evaluate("document.documentElement.scrollWidth - innerWidth");
    expect(await overflow()).toBeLessThanOrEqual(0);
    const cut = await page
      .locator(".prompt .ask, .where, .button")
      .evaluateAll((all) =>
        all.filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.outerHTML.slice(0, 120)),
      );
    expect(cut).toEqual([]);
    await page.goto("/");
    await enlarge(page);
    expect(await overflow()).toBeLessThanOrEqual(0);
  },
);
