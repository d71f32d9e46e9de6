import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { type Friends, gameOf, handOf, newGame, setStage, skip, toFirstCard } from "../stage.ts";

/*
 * Back, the screen that stays on, and what tells a player of the own turn.
 */

const stage = setStage();

const back = (page: Page) => page.evaluate(() => history.back());
const isOpen = (page: Page, title: string) =>
  page.locator("dialog").getByRole("heading", { name: title }).waitFor();
const isClosed = (page: Page) => page.locator("dialog[open]").waitFor({ state: "detached" });

test.skipIf(skip)("[W26] Back closes a dialog first, and then leaves as it would without one", async () => {
  const page = await stage.person();
  await page.goto("/");
  await page.getByRole("button", { name: "How to play" }).click();
  await isOpen(page, "How to play");
  await back(page);
  await isClosed(page);
  await page.locator(".start").waitFor();
  const gameId = await newGame(page);
  for (const _twice of [1, 2]) {
    await page.getByRole("button", { name: "Menu" }).click();
    await isOpen(page, "Menu");
    await page.getByRole("button", { name: "Close" }).click();
    await isClosed(page);
  }
  await page.getByRole("button", { name: "Menu" }).click();
  await back(page);
  await isClosed(page);
  expect(gameOf(page)).toBe(gameId);
  await page.locator(".lobby").waitFor();
  await back(page);
  await page.locator(".start").waitFor();
});

test.skipIf(skip)("[W26] in the middle of a deal Back asks; to stay changes nothing", async () => {
  const page = await stage.person();
  let sockets = 0;
  page.on("websocket", () => {
    sockets += 1;
  });
  const gameId = await newGame(page, { bots: true });
  await toFirstCard(page);
  const hand = await handOf(page);
  const opened = sockets;
  for (const answer of ["stay", "back", "escape"]) {
    // The page goes forward again when a deal holds it.
    await expect.poll(() => page.evaluate("history.state?.guard")).toBe(true);
    await back(page);
    await isOpen(page, "Leave now?");
    if (answer === "stay") await page.getByRole("button", { name: "Stay at the table" }).click();
    if (answer === "back") await back(page);
    if (answer === "escape") await page.keyboard.press("Escape");
    await isClosed(page);
    expect(gameOf(page)).toBe(gameId);
  }
  expect(await handOf(page)).toEqual(hand);
  expect(sockets).toBe(opened);
  await page.reload();
  await page.locator(".hand button").nth(7).waitFor();
  await back(page);
  await isOpen(page, "Leave now?");
  await page.getByRole("button", { name: "I will be back soon" }).click();
  await page.locator(".start").waitFor();
  await page.locator(".resume").getByText("Your turn").waitFor();
  await back(page);
  await page.locator(".hand button").nth(7).waitFor();
  expect(await handOf(page)).toEqual(hand);
  await page.getByRole("button", { name: "Menu" }).click();
  await page.getByRole("button", { name: "Back to the start" }).click();
  await isOpen(page, "Leave now?");
  await page.getByRole("button", { name: "a bot plays on for me" }).click();
  await page.locator(".start").waitFor();
  const status = await stage.server.api.status(gameId);
  expect(status.ok && status.value.seats.every(({ bot }) => bot)).toBe(true);
});

/** Records the locks of the screen on `page`. A browser without a window has no screen. */
const recordLocks = (page: Page) =>
  page.addInitScript(() => {
    let held = 0;
    const request = async () => {
      held += 1;
      const lock = {
        released: false,
        release: async () => {
          if (!lock.released) held -= 1;
          lock.released = true;
        },
      };
      return lock;
    };
    Object.defineProperty(navigator, "wakeLock", { get: () => ({ request }) });
    Object.defineProperty(globalThis, "heldLocks", { get: () => held });
  });
const locksOn = (page: Page) => expect.poll(() => page.evaluate("heldLocks"));

test.skipIf(skip)("[W27] the screen stays on in a deal, and may go dark before and after it", async () => {
  const page = await stage.person();
  await recordLocks(page);
  await newGame(page);
  await locksOn(page).toBe(0);
  await page.getByRole("button", { name: "Fill with bots" }).click();
  await toFirstCard(page);
  await locksOn(page).toBe(1);
  await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
  await locksOn(page).toBe(1);
  await back(page);
  await page.getByRole("button", { name: "I will be back soon" }).click();
  await locksOn(page).toBe(0);
});

/** Makes `page` believe that it is hidden, or visible again. */
const hide = (page: Page, isHidden: boolean) =>
  page.evaluate((hidden) => {
    Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
    Object.defineProperty(document, "visibilityState", {
      configurable: true,
      get: () => (hidden ? "hidden" : "visible"),
    });
    document.dispatchEvent(new Event("visibilitychange"));
  }, isHidden);
const alertsOn = (page: Page): Promise<readonly string[]> =>
  page.evaluate(async () => {
    const worker = await navigator.serviceWorker.getRegistration();
    return ((await worker?.getNotifications()) ?? []).map(({ title }) => title);
  });

/** Lets the friends move until the seat of the page's player is on turn. */
const toMyTurn = async (page: Page, friends: Friends) => {
  const seatWith = (mark: string) => page.locator(`.seat[data-${mark}=true]`).getAttribute("data-seat");
  const me = await seatWith("me");
  await expect
    .poll(
      async () => {
        const turn = await seatWith("turn");
        if (turn !== me) await friends.move(Number(turn));
        return turn === me;
      },
      { timeout: 20_000, interval: 50 },
    )
    .toBe(true);
};

test.skipIf(skip)(
  "[W27] a player who wants it is told of the own turn: by a notification on a hidden page, else by a vibration",
  async () => {
    const page = await stage.person();
    await page.context().grantPermissions(["notifications"], { origin: stage.server.url });
    await page.addInitScript(() => {
      const buzzes: unknown[] = [];
      Object.assign(globalThis, { buzzes });
      navigator.vibrate = (pattern) => buzzes.push(pattern) > 0;
    });
    await page.goto("/");
    await page.evaluate("navigator.serviceWorker.ready.then(() => true)");
    const gameId = await newGame(page, { clock: "0" });
    await page.getByRole("button", { name: "Menu" }).click();
    await page.getByRole("button", { name: "Tell me when it is my turn: off" }).click();
    await page.getByRole("button", { name: "Tell me when it is my turn: on" }).waitFor();
    await page.getByRole("button", { name: "Close" }).click();
    const friends = await stage.friends(gameId);
    await page.locator(".board").waitFor();
    await toMyTurn(page, friends);
    const moved = () => page.locator(".seat[data-me=true][data-turn=false]").waitFor();
    const answer = async () => {
      const pass = page.getByRole("button", { name: "Pass" });
      const card = page.locator(".hand button:not([aria-disabled=true])").first();
      await pass.or(card).first().waitFor();
      await ((await pass.count()) > 0 ? pass : card).click();
      await moved();
    };
    await answer();
    const before = Number(await page.evaluate("buzzes.length"));
    await hide(page, true);
    await toMyTurn(page, friends);
    await expect.poll(() => alertsOn(page)).toEqual(["Your turn"]);
    expect(await page.evaluate("buzzes.length")).toBe(before);
    await hide(page, false);
    await expect.poll(() => alertsOn(page)).toEqual([]);
    await answer();
    await toMyTurn(page, friends);
    await expect.poll(() => page.evaluate("buzzes.length")).toBe(before + 1);
    expect(await alertsOn(page)).toEqual([]);
  },
);

test.skipIf(skip)(
  "[W27, W25] without notifications, vibration and locks the page plays, and has no switch",
  async () => {
    const page = await stage.person();
    await page.addInitScript(() => {
      Reflect.deleteProperty(globalThis, "Notification");
      for (const name of ["vibrate", "wakeLock"]) Reflect.deleteProperty(Navigator.prototype, name);
    });
    await newGame(page, { bots: true });
    await toFirstCard(page);
    await page.getByRole("button", { name: "Menu" }).click();
    await isOpen(page, "Menu");
    expect(await page.getByRole("button", { name: "Tell me" }).count()).toBe(0);
  },
);

test.skipIf(skip)(
  "[W11, W27] a browser that refuses notifications is told of, and the vibration stays",
  async () => {
    const page = await stage.person();
    await page.addInitScript(() => {
      Notification.requestPermission = async () => "denied";
    });
    await newGame(page);
    await page.getByRole("button", { name: "Menu" }).click();
    await page.getByRole("button", { name: "Tell me" }).click();
    await expect
      .poll(() => page.locator("dialog .notice").innerText())
      .toMatch(/does not allow notifications/);
    await page.getByRole("button", { name: "Tell me when it is my turn: on" }).waitFor();
  },
);
