import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { personIn } from "../../../dev/clients/chromium.ts";
import { TEST_SECRET } from "../../../dev/clients/server.ts";
import { aged } from "../../support/forge.ts";
import { openProxy } from "../../support/proxy.ts";
import { handOf, keptBy, newGame, setStage, skip, toFirstCard } from "../stage.ts";

/*
 * One seat on two devices or in two tabs, and the keys that a browser stores.
 */

const stage = setStage();

/** Stores the tokens of a seat on another page's browser, as the seat's link does, and opens the game. */
const bring = async (
  page: Page,
  gameId: string,
  { token, hostToken }: { token: string; hostToken: string },
) => {
  await page.goto(`/g/${gameId}#seat=${token}&host=${hostToken}`);
  await page.locator(".hand button").nth(7).waitFor();
};

test.skipIf(skip).each(["cut", "silent"] as const)(
  "[W8, S22] a phone whose network was %s and returns leaves the seat to the laptop, until its person takes it back",
  async (network) => {
    const proxy = await openProxy(stage.server.url);
    const context = await personIn(stage.browser, proxy.url);
    const phone = await context.newPage();
    const gameId = await newGame(phone, { bots: true });
    await toFirstCard(phone);
    const asked: string[] = [];
    phone.on("websocket", (socket) => asked.push(new URL(socket.url()).search));
    if (network === "cut") proxy.cut();
    else proxy.silence();
    await phone.locator(".banner").waitFor({ timeout: 20_000 });

    const laptop = await stage.person();
    await bring(laptop, gameId, await keptBy(phone, gameId));
    proxy.restore();
    await phone.locator(".over").getByText("moved to another window").waitFor({ timeout: 25_000 });
    expect(asked.at(-1)).toMatch(/resume=/);
    expect(await laptop.locator(".over").count()).toBe(0);
    const hand = await handOf(laptop);
    await laptop.locator(".hand button").first().click();
    await expect.poll(() => handOf(laptop)).toEqual(hand.slice(1));

    await phone.locator(".over .button.main").click();
    await laptop.locator(".over").getByText("moved to another window").waitFor();
    await expect.poll(() => handOf(phone)).toEqual(hand.slice(1));
    await context.close();
    proxy.close();
  },
);

test.skipIf(skip)(
  "[S16, W15] a page from the app switcher with a dead connection notices it at once, and is back with the network",
  async () => {
    const proxy = await openProxy(stage.server.url);
    const context = await personIn(stage.browser, proxy.url);
    const page = await context.newPage();
    await newGame(page, { bots: true });
    await toFirstCard(page);
    const hand = await handOf(page);
    proxy.silence();
    await page.evaluate(() => dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true })));
    await page.locator(".banner").waitFor({ timeout: 9_000 });
    await page.locator(".hand button").first().click();
    proxy.restore();
    await page.locator(".banner").waitFor({ state: "detached" });
    await expect.poll(() => handOf(page)).toEqual(hand.slice(1));
    await expect.poll(() => page.locator(".sending").count()).toBe(0);
    await context.close();
    proxy.close();
  },
);

test.skipIf(skip)(
  "[W6, W24] a tab whose seat is gone does not delete the key of the seat that another tab has taken",
  async () => {
    const old = await stage.person();
    const gameId = await newGame(old);
    const { hostToken } = await keptBy(old, gameId);
    const fresh = await old.context().newPage();
    await fresh.goto(`/g/${gameId}`);
    await old.locator(".over").getByText("moved to another window").waitFor();
    await fresh.getByRole("button", { name: "Menu" }).click();
    await fresh.getByRole("button", { name: "Leave the table" }).click();
    await fresh.getByRole("button", { name: "Leave", exact: true }).click();
    await fresh.locator(".start").waitFor();
    await fresh.goto(`/g/${gameId}`);
    await fresh.locator(".join .button.main").click();
    await fresh.locator(".lobby").waitFor();
    const { token } = await keptBy(fresh, gameId);

    await old.bringToFront();
    await old.locator(".over .button.main").click();
    await old.locator(".lobby").waitFor();
    expect(await keptBy(old, gameId)).toMatchObject({ token, hostToken });
    await fresh.locator(".over").getByText("moved to another window").waitFor();
  },
);

test.skipIf(skip)("[S17, W24] a watcher whose token has run out gets another and watches on", async () => {
  const gameId = await newGame(await stage.person(), { bots: true });
  const watcher = await stage.person();
  let asked = 0;
  await watcher.route("**/observer-token", async (route) => {
    asked += 1;
    const answer = await route.fetch();
    const json = await answer.json();
    if (asked === 1) json.token = aged(json.token, 3 * 3_600, TEST_SECRET);
    await route.fulfill({ response: answer, json });
  });
  await watcher.goto(`/w/${gameId}`);
  await watcher.locator(".board").waitFor();
  expect(asked).toBe(2);
  expect(await watcher.locator(".over").count()).toBe(0);
});

test.skipIf(skip)(
  "[W6, W24] the start page offers the games that go on: an old key is renewed, void ones are forgotten",
  async () => {
    const page = await stage.person();
    const games: string[] = [];
    for (const name of ["alive", "aged", "ended", "freed", "expired"]) {
      games.push(await newGame(page, { name }));
      await page.goto("/");
    }
    const [alive = "", old = "", ended = "", freed = "", expired = ""] = games;
    const keys = await page.evaluate(() => JSON.parse(localStorage.getItem("briscola.seats") ?? "{}"));
    await stage.server.api.end(ended, keys[ended].hostToken);
    for (let seat = 0; seat < 5; seat += 1) await stage.server.api.free(freed, keys[freed].hostToken, seat);
    keys[freed].hostToken = null;
    keys[old].token = aged(keys[old].token, 25 * 3_600, TEST_SECRET);
    keys[expired].token = aged(keys[expired].token, 50 * 3_600, TEST_SECRET);
    keys[expired].hostToken = null;
    await page.evaluate((all) => localStorage.setItem("briscola.seats", JSON.stringify(all)), keys);

    await page.reload();
    const shown = page.locator(".resume .button");
    await expect.poll(() => shown.allInnerTexts()).toHaveLength(2);
    await expect
      .poll(() =>
        page.evaluate(() => Object.keys(JSON.parse(localStorage.getItem("briscola.seats") ?? "{}")).length),
      )
      .toBe(4);
    expect((await keptBy(page, old)).token).not.toBe(keys[old].token);
    expect((await keptBy(page, freed)).token).toBeNull();
    expect((await keptBy(page, expired)).token).toBeNull();
    await shown.last().click();
    await page.waitForURL(`**/g/${alive}`);
    await page.locator(".lobby").waitFor();
  },
);
