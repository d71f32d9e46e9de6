import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchChromium } from "../../dev/clients/chromium.ts";
import { type FedPage, openFedPage } from "../../dev/screenshots/feed.ts";
import { moments } from "../../dev/screenshots/moments.ts";
import { SIZES } from "../../dev/screenshots/sizes.ts";
import { path, skip } from "./stage.ts";

/*
 * Where everything on the table is, at every size, in both languages and at every moment of a deal. The page is shown
 * snapshots, so that it is the same at each run.
 */

/** Names that take much room, and names of other scripts. */
const NAMES = ["Massimiliana", "W".repeat(24), "👩‍👩‍👧‍👦 Famiglia", "עמיר בן־שלום", "Ada"] as const;

const problems: string[] = [];
let browser: Browser;

beforeAll(async () => {
  if (path !== null) browser = await launchChromium(path);
});
afterAll(async () => {
  await browser?.close();
  expect(problems).toEqual([]);
});

const open = (locale: string, options = {}): Promise<FedPage> =>
  openFedPage(browser, { locale, reducedMotion: "reduce", ...options }, problems);

/** What is wrong with the places of the things on the table, in a line each. */
const misplaced = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => {
    const SLACK = 1;
    interface Box {
      readonly name: string;
      readonly group: string;
      readonly left: number;
      readonly top: number;
      readonly right: number;
      readonly bottom: number;
    }
    const wrong: string[] = [];
    const boxes: Box[] = [];
    const isSeen = (one: Element) => {
      const { visibility, display } = getComputedStyle(one);
      const { width, height } = one.getBoundingClientRect();
      return visibility === "visible" && display !== "none" && width > 0 && height > 0;
    };
    const add = (group: string, one: Element) => {
      if (!isSeen(one)) return;
      const { left, top, right, bottom } = one.getBoundingClientRect();
      const name = `${group} "${one.textContent?.trim().slice(0, 16)}"`;
      boxes.push({ name, group, left, top, right, bottom });
    };
    /** `isApart`: its elements do not cover each other either. */
    const look = (selector: string, isApart = true) => {
      for (const [at, one] of [...document.querySelectorAll(`.board ${selector}`)].entries())
        add(isApart ? `${selector} ${at}` : selector, one);
    };
    look(".where");
    look(".tools button");
    for (const [at, seat] of [...document.querySelectorAll(".seat")].entries())
      for (const part of seat.querySelectorAll(".avatar, .who")) add(`.seat ${at}`, part);
    for (const selector of [
      ".chip",
      ".played",
      ".panel",
      ".prompt",
      ".dock > .button",
      ".standin",
      ".bubble",
    ])
      look(selector);
    for (const selector of [".faces > span", ".called p", ".bid", ".side", ".high p", ".suits button"])
      look(selector, selector === ".suits button");
    look(".hand button", false);
    look(".waiting p");
    for (const { name, left, top, right, bottom } of boxes)
      if (left < -SLACK || top < -SLACK || right > innerWidth + SLACK || bottom > innerHeight + SLACK)
        wrong.push(`${name} is outside: ${[left, top, right, bottom].map(Math.round)}`);
    for (const [at, a] of boxes.entries())
      for (const b of boxes.slice(at + 1)) {
        if (a.group === b.group) continue;
        const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        if (across > SLACK && down > SLACK)
          wrong.push(`${a.name} and ${b.name} overlap by ${Math.round(across)}×${Math.round(down)}`);
      }
    // A card of the hand is pressed where its index is.
    for (const card of document.querySelectorAll(".hand button")) {
      const { left, top } = card.getBoundingClientRect();
      if (!card.contains(document.elementFromPoint(left + 12, top + 14)))
        wrong.push("a card of the hand is covered");
    }
    for (const one of document.querySelectorAll(
      ".prompt .ask, .where, .panel, .panel *, .suits button, .stake b, .chip",
    )) {
      const parent = one.matches(".ask") ? (one.parentElement ?? one) : one;
      if (
        isSeen(one) &&
        !one.matches(".aloud, svg *, svg, use") &&
        (one.scrollWidth > one.clientWidth + SLACK || parent.scrollHeight > parent.clientHeight + SLACK) &&
        getComputedStyle(one).display !== "inline"
      )
        wrong.push(`${one.className} "${one.textContent?.slice(0, 20)}" is cut`);
    }
    for (const one of document.querySelectorAll(".board button:not([data-card])")) {
      const { width, height } = one.getBoundingClientRect();
      if (isSeen(one) && Math.min(width, height) < 38)
        wrong.push(`"${one.textContent}" is too small for a finger`);
    }
    const { scrollWidth, scrollHeight } = document.documentElement;
    if (scrollWidth > innerWidth || scrollHeight > innerHeight) wrong.push("the page scrolls");
    return wrong;
  });

test.skipIf(skip).each(["it-IT", "en-GB"])(
  "[W13] at each size and moment everything is on the screen and nothing covers another thing (%s)",
  async (locale) => {
    const { page, show } = await open(locale);
    const found: string[] = [];
    for (const size of SIZES) {
      await page.setViewportSize(size);
      await page.evaluate(() => new Promise(requestAnimationFrame));
      for (const { name, snapshot } of moments(NAMES)) {
        if (name === "lobby" || name === "end") continue;
        await show(snapshot);
        for (const line of await misplaced(page)) found.push(`${size.width} ${name}: ${line}`);
      }
    }
    expect(found).toEqual([]);
  },
);
