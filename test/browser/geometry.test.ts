import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import type { FedPage } from "../../dev/screenshots/feed.ts";
import { type Moment, moments } from "../../dev/screenshots/moments.ts";
import { SIZES, type Size } from "../../dev/screenshots/sizes.ts";
import type { Snapshot } from "../../src/shared/protocol/snapshot.ts";
import { setFed } from "./fed.ts";
import { skip } from "./stage.ts";

/*
 * Where everything on the table is, at every size, in both languages and at every moment of a deal. The page is shown
 * snapshots, so that it is the same at each run.
 */

/** Names that take much room, and names of other scripts. */
const NAMES = ["Massimiliana", "W".repeat(24), "👩‍👩‍👧‍👦 Famiglia", "עמיר בן־שלום", "Ada"] as const;

const openFed = setFed();
const open = (locale: string, options = {}) => openFed({ locale, ...options });

/** The moments in which there is a table. */
const atTable = (): readonly Moment[] =>
  moments(NAMES).filter(({ name }) => name !== "lobby" && name !== "end");
const named = (...names: readonly string[]) => atTable().filter(({ name }) => names.includes(name));

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
      for (const part of seat.querySelectorAll(".avatar, .who, .bubble")) add(`.seat ${at}`, part);
    for (const selector of [".chip", ".played", ".panel", ".prompt", ".dock > .button", ".notes"])
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

/** Shows `snapshot` at each size, and returns what is misplaced. `change` alters the page after it is shown. */
const lookAtAll = async (
  { page, show }: FedPage,
  snapshots: readonly Moment[],
  {
    sizes = SIZES,
    change = async (_: Page) => {},
  }: { sizes?: readonly Size[]; change?: (page: Page) => Promise<void> } = {},
): Promise<readonly string[]> => {
  const found: string[] = [];
  for (const size of sizes) {
    await page.setViewportSize(size);
    await page.evaluate(() => new Promise(requestAnimationFrame));
    for (const { name, snapshot } of snapshots) {
      await show(snapshot);
      await change(page);
      for (const line of await misplaced(page)) found.push(`${size.width} ${name}: ${line}`);
    }
  }
  return found;
};

test.skipIf(skip).each(["it-IT", "en-GB"])(
  "[W13] at each size and moment everything is on the screen and nothing covers another thing (%s)",
  async (locale) => {
    const found = await lookAtAll(await open(locale), atTable());
    expect(found).toEqual([]);
  },
);

test.skipIf(skip)(
  "[W13] with text of double size everything on the table stays on the screen, and nothing covers another thing",
  async () => {
    const fed = await open("it-IT");
    const enlarge = async (page: Page) => {
      await page.evaluate(() => {
        document.documentElement.style.fontSize = "200%";
        for (let round = 0; round < 9; round += 1)
          for (const one of document.getAnimations()) if (one instanceof CSSTransition) one.finish();
      });
    };
    const some = named("bid", "rank", "suit", "play", "partner");
    expect(await lookAtAll(fed, some, { change: enlarge })).toEqual([]);
  },
);

test.skipIf(skip)(
  "[W13, W23] news, a phrase and a stand-in cover neither a name, a bid, the header, the question nor the hand",
  async () => {
    const fed = await open("en-GB");
    const tell = async (page: Page) => {
      await page.evaluate(() => {
        for (const close of document.querySelectorAll<HTMLElement>(".news button")) close.click();
      });
      for (const player_id of [1, 2])
        fed.tell({
          message_type: "seat.reissued",
          player_id,
          name: NAMES[player_id],
          bot: false,
          by: "host",
        });
      fed.tell({ message_type: "player.said", player_id: 3, phrase: "thinking" });
      fed.tell({ message_type: "player.said", player_id: 0, phrase: "well_played" });
      await page.locator(".news li, .bubble").nth(2).waitFor();
    };
    const shown = named("bid", "suit", "play").map(({ name, snapshot }) => ({
      name,
      snapshot: standIn(snapshot),
    }));
    expect(await lookAtAll(fed, shown, { change: tell })).toEqual([]);
  },
);

/** `snapshot` while a bot plays for its viewer. */
const standIn = (snapshot: Snapshot): Snapshot => ({
  ...snapshot,
  players: snapshot.players.map((one) => ({ ...one, bot: one.bot || one.player_id === snapshot.player_id })),
});

test.skipIf(skip)("[W20] at each size the result and its main button are on the screen", async () => {
  const { page, show } = await open("it-IT");
  const found: string[] = [];
  for (const size of SIZES) {
    await page.setViewportSize(size);
    for (const { name, snapshot } of moments(["Ada", "Bruno", "Cloe", "Dante", "Elio"])) {
      if (name !== "end") continue;
      await show(snapshot);
      const hidden = await page.evaluate(() => {
        const isOff = (one: Element) => {
          const { top, bottom, left, right } = one.getBoundingClientRect();
          return top < 0 || left < 0 || bottom > innerHeight || right > innerWidth;
        };
        const all = [...document.querySelectorAll(".result, .next .button, .result h2, .bar .button")];
        const { scrollHeight } = document.documentElement;
        return [
          ...all.filter(isOff).map((one) => one.className || one.tagName),
          scrollHeight > innerHeight && "scrolls",
        ];
      });
      for (const what of hidden) if (what !== false) found.push(`${size.width}: ${what}`);
      expect(await page.locator(".result tbody tr").count()).toBe(5);
    }
  }
  expect(found).toEqual([]);
});
