import type { CDPSession, Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { PHONE } from "../../dev/clients/chromium.ts";
import { freshHex } from "../../src/client/fresh.ts";
import { type Friends, handOf, keptBy, myTurn, newGame, setStage, skip, still } from "./stage.ts";

/*
 * Fingers, mice and keys that do several things at once.
 */

const stage = setStage();

/** One table on a phone, whose other seats move when a test says so. */
let page: Page;
let gameId: string;
let friends: Friends;
let chrome: CDPSession;

beforeAll(async () => {
  if (skip) return;
  page = await stage.person(PHONE);
  gameId = await newGame(page, { clock: "0" });
  friends = await stage.friends(gameId);
  chrome = await page.context().newCDPSession(page);
});

const size = async () => (await handOf(page)).length;
const seatWith = (mark: string): Promise<number> =>
  page.evaluate((name) => {
    const seat = document.querySelector<HTMLElement>(`.seat[data-${name}=true]`);
    return Number(seat?.dataset.seat ?? -1);
  }, mark);
const me = () => seatWith("me");
const onTurn = () => seatWith("turn");

/** The seat on turn moves, if it is a friend's. Resolves when the page shows the move. */
const friendMoves = async () => {
  const table = () => page.locator(".board").innerHTML();
  const before = await table();
  if (await friends.move(await onTurn())) await expect.poll(table).not.toBe(before);
};
/** Lets the others move until the page is asked for a card, and answers the other questions. */
const toMyCard = async () => {
  await expect
    .poll(
      async () => {
        if ((await onTurn()) !== (await me())) await friendMoves();
        if (await page.locator(".ladder").count()) await page.locator(".panel .button.plain").click();
        if (await page.locator(".ranks, .suits").count())
          await page.locator(".ranks button, .suits button").first().click();
        return page.locator(".hand[data-mine=true]").count();
      },
      { timeout: 20_000, interval: 50 },
    )
    .toBe(1);
};
const playFirst = async () => {
  await toMyCard();
  await page.locator(".hand button").first().focus();
  await page.keyboard.press("Enter");
  await expect.poll(() => page.locator(".hand[data-mine=true]").count()).toBe(0);
};
/** Whether the page has played a card to the trick, which is not finished. */
const hasPlayed = async () =>
  (await page.locator('.trick:not(:has(.taken)) .played[data-spot="0"]').count()) > 0;
/** Lets the page and the others play until the seat before the page's is on turn in a trick that the page has not led. */
const toTheOneBefore = async () => {
  const before = ((await me()) + 4) % 5;
  await playFirst();
  while ((await onTurn()) !== before || (await hasPlayed())) {
    if ((await onTurn()) === (await me())) await playFirst();
    else await friendMoves();
  }
};
/** The middle of a card's visible part. */
const cardAt = async (at: number) => {
  await still(page);
  const box = await page.locator(".hand button").nth(at).boundingBox();
  return { x: (box?.x ?? 0) + 10, y: (box?.y ?? 0) + 50 };
};

interface Finger {
  readonly x: number;
  readonly y: number;
  readonly id: number;
}
/** Moves and lifts the named fingers; a `touchEnd` without fingers lifts all. */
const touch = (type: "touchStart" | "touchMove" | "touchEnd" | "touchCancel", ...touchPoints: Finger[]) =>
  chrome.send("Input.dispatchTouchEvent", { type, touchPoints });

test.skipIf(skip)(
  "[W7] a second finger on the table neither moves nor plays the card under the first",
  async () => {
    await toMyCard();
    const hand = await handOf(page);
    const thumb = { ...(await cardAt(0)), id: 0 };
    const other = { x: 180, y: 200, id: 1 };
    await touch("touchStart", thumb);
    await touch("touchStart", thumb, other);
    await touch("touchMove", thumb, { ...other, y: 220 });
    expect(await page.locator(".hand [data-dragged=true]").count()).toBe(0);
    await touch("touchEnd", { ...other, y: 220 });
    expect(await handOf(page)).toEqual(hand);
    await touch("touchMove", { ...thumb, y: thumb.y - 60 });
    await touch("touchMove", { ...thumb, y: thumb.y - 200 });
    await page.locator(".hand [data-dragged=true]").waitFor();
    await touch("touchStart", { ...thumb, y: thumb.y - 200 }, other);
    await touch("touchEnd", other);
    expect(await handOf(page)).toEqual(hand);
    await touch("touchEnd");
    await expect.poll(() => handOf(page)).toEqual(hand.slice(1));
  },
);

test.skipIf(skip)("[W7] a card dragged early and let go on the own turn is played", async () => {
  await toTheOneBefore();
  const hand = await handOf(page);
  const thumb = { ...(await cardAt(0)), id: 0 };
  await touch("touchStart", thumb);
  await touch("touchMove", { ...thumb, y: thumb.y - 60 });
  await touch("touchMove", { ...thumb, y: thumb.y - 200 });
  await friendMoves();
  await myTurn(page);
  expect(await page.locator(".hand [data-dragged=true]").count()).toBe(1);
  await touch("touchEnd");
  await expect.poll(() => handOf(page)).toEqual(hand.slice(1));
});

test.skipIf(skip)(
  "[W7] a drag that the browser or Escape ends plays nothing, nor does the next key",
  async () => {
    await toMyCard();
    const before = await size();
    const thumb = { ...(await cardAt(0)), id: 0 };
    const up = async () => {
      await still(page);
      await touch("touchStart", thumb);
      await touch("touchMove", { ...thumb, y: thumb.y - 60 });
      await touch("touchMove", { ...thumb, y: thumb.y - 200 });
      await page.locator(".hand [data-dragged=true]").waitFor();
    };
    await up();
    await touch("touchCancel");
    await page.locator(".hand [data-dragged=true]").waitFor({ state: "detached" });
    await up();
    await page.keyboard.press("Escape");
    await page.locator(".hand [data-dragged=true]").waitFor({ state: "detached" });
    await touch("touchEnd");
    await up();
    await page.evaluate(() => dispatchEvent(new Event("blur")));
    await page.locator(".hand [data-dragged=true]").waitFor({ state: "detached" });
    await touch("touchEnd");
    expect(await size()).toBe(before);
  },
);

test.skipIf(skip)("[W7] a drag ends when its hand has changed meanwhile", async () => {
  await toMyCard();
  const hand = await handOf(page);
  const thumb = { ...(await cardAt(0)), id: 0 };
  await touch("touchStart", thumb);
  await touch("touchMove", { ...thumb, y: thumb.y - 60 });
  await touch("touchMove", { ...thumb, y: thumb.y - 200 });
  const { token } = await keptBy(page, gameId);
  const card = hand.at(-1) ?? 0;
  await stage.server.api.act(gameId, token, { message_type: "play", card, action_id: freshHex() });
  await page.locator(".hand [data-dragged=true]").waitFor({ state: "detached" });
  await touch("touchEnd");
  expect(await handOf(page)).toEqual(hand.slice(0, -1));
});

test.skipIf(skip)(
  "[W7] the second press of a double that began before the question answers nothing",
  async () => {
    await toTheOneBefore();
    const before = await size();
    await page.locator(".hand button").first().focus();
    // After an own choice the page says nothing for half a second.
    const chosen = Date.now();
    await expect.poll(() => Date.now() - chosen).toBeGreaterThan(500);
    const start = Date.now() / 1_000;
    const enter = async (timestamp: number) => {
      const key = { key: "Enter", code: "Enter", windowsVirtualKeyCode: 13, timestamp };
      await chrome.send("Input.dispatchKeyEvent", { ...key, type: "keyDown", text: "\r" });
      await chrome.send("Input.dispatchKeyEvent", { ...key, type: "keyUp" });
    };
    await enter(start);
    await expect.poll(() => page.locator(".notice").innerText()).toMatch(/^Not yet/);
    await friendMoves();
    await myTurn(page);
    await enter(start + 0.45);
    expect(await size()).toBe(before);
    await enter(Date.now() / 1_000 + 2);
    await expect.poll(size).toBe(before - 1);
  },
);
