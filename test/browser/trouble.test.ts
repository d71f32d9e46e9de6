import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { expect, test } from "vitest";
import { CHROMIUM_ARGS, personIn } from "../../dev/clients/chromium.ts";
import { openProxy } from "../support/proxy.ts";
import { handOf, newGame, path, setStage, skip, toFirstCard } from "./stage.ts";

/*
 * Browsers that lack or block something, and networks that fail in part.
 */

const stage = setStage();

/** Takes away what browsers lack or block: site data, languages, the clipboard, and all that plain http has not. */
const crippled = () => {
  const blocked = () => {
    throw new DOMException("blocked", "SecurityError");
  };
  for (const name of ["localStorage", "sessionStorage"])
    Object.defineProperty(window, name, { get: blocked });
  for (const name of ["languages", "language", "clipboard", "share", "serviceWorker", "onLine"])
    Object.defineProperty(navigator, name, { get: () => undefined });
  Object.defineProperty(crypto, "randomUUID", { get: () => undefined });
  Object.defineProperty(crypto, "subtle", { get: () => undefined });
};

const madeByAda = async (): Promise<string> => {
  const made = await stage.server.api.create({ display_name: "Ada" });
  if (!made.ok) throw new Error(made.error.reason);
  return made.value.game_id;
};

/** The page reports what has failed in its console. */
const expectProblem = (what: RegExp) => expect(stage.problems.splice(0).join("\n")).toMatch(what);

test.skipIf(skip)(
  "[W25] a game is made and played without site data, languages or secure context",
  async () => {
    const page = await stage.person();
    await page.addInitScript(crippled);
    const gameId = await newGame(page);
    await page.locator(".copy button").first().click();
    await page.locator(".copy [role=alert]").waitFor();
    const selected = await page.evaluate(() => {
      const { value, selectionStart, selectionEnd } = document.activeElement as HTMLInputElement;
      return value.slice(selectionStart ?? 0, selectionEnd ?? 0);
    });
    expect(selected).toBe(`${stage.server.url}/g/${gameId}`);
    await newGame(page, { bots: true });
    await toFirstCard(page);
    const hand = await handOf(page);
    await page.locator(".hand button").first().click();
    await expect.poll(async () => (await handOf(page)).length).toBe(hand.length - 1);
  },
);

test.skipIf(skip)("[W25] a game is made and played in a profile that blocks site data", async () => {
  const home = mkdtempSync(join(tmpdir(), "briscola-profile-"));
  mkdirSync(join(home, "Default"));
  const blocked = { profile: { default_content_setting_values: { cookies: 2 } } };
  writeFileSync(join(home, "Default/Preferences"), JSON.stringify(blocked));
  const context = await chromium.launchPersistentContext(home, {
    executablePath: path ?? "",
    args: CHROMIUM_ARGS,
    baseURL: stage.server.url,
    locale: "en-GB",
  });
  const page = await context.newPage();
  await page.goto("/");
  await expect(page.evaluate("localStorage.length")).rejects.toThrow(/denied/);
  await newGame(page, { bots: true });
  await toFirstCard(page);
  const hand = await handOf(page);
  await page.locator(".hand button").first().click();
  await expect.poll(() => handOf(page)).toEqual(hand.slice(1));
  await context.close();
  rmSync(home, { recursive: true });
});

test.skipIf(skip)("[W25] an invitation and a watched game appear after failed look-ups", async () => {
  const gameId = await madeByAda();
  const page = await stage.person();
  let failures = 0;
  await page.route("**/api/games/**", (route) => {
    failures += 1;
    return failures % 2 === 1 ? route.abort() : route.continue();
  });
  await page.goto(`/g/${gameId}`);
  await page.getByText("The page keeps trying").waitFor();
  await page.locator(".sitting").waitFor();
  expect(failures).toBeGreaterThan(1);
  failures = 0;
  await page.goto(`/w/${gameId}`);
  await page.getByText("The page keeps trying").waitFor();
  await page.locator(".lobby").waitFor();
  expect(failures).toBeGreaterThan(1);
});

test.skipIf(skip)(
  "[W25] an answer that nobody expects leaves the button free, and the next press works",
  async () => {
    const page = await stage.person();
    await page.route("**/api/games", (route) => route.fulfill({ status: 201, body: "null" }));
    await page.goto("/");
    const create = page.locator(".start .sheet .button").first();
    await create.click();
    await expect.poll(() => page.locator(".notice").innerText()).toMatch(/That did not work/);
    await expect.poll(() => create.getAttribute("aria-busy")).toBe("false");
    expectProblem(/TypeError/);
    await page.unroute("**/api/games");
    await create.click();
    await page.locator(".lobby").waitFor();
  },
);

test.skipIf(skip)(
  "[W25] a part that fails while it is drawn is replaced by a sentence and a reload",
  async () => {
    const gameId = await madeByAda();
    const page = await stage.person();
    await page.route("**/api/games/*", (route) => route.fulfill({ json: { seats: [null] } }));
    await page.goto(`/g/${gameId}`);
    await page.getByText("Something on this page has gone wrong").waitFor();
    expectProblem(/TypeError/);
    await page.unroute("**/api/games/*");
    await page.getByRole("button", { name: "Load again" }).click();
    await page.locator(".sitting").waitFor();
  },
);

test.skipIf(skip)("[W25] a part that cannot be fetched says so, and a reload brings it", async () => {
  const page = await stage.person();
  await page.route(/assets\/qr/, (route) => route.abort());
  await newGame(page);
  await page.locator(".ways").getByText("This part of the page cannot be loaded").waitFor();
  await page.unroute(/assets\/qr/);
  await page.locator(".ways").getByRole("button", { name: "Load again" }).click();
  await page.locator(".ways svg").first().waitFor();
  await page.getByText("This part of the page").waitFor({ state: "detached" });
});

test.skipIf(skip)("[W16] the stored page opens on a network that carries nothing", async () => {
  const proxy = await openProxy(stage.server.url);
  const context = await personIn(stage.browser, proxy.url);
  const page = await context.newPage();
  await page.goto("/");
  await page.evaluate("navigator.serviceWorker.ready");
  await page.reload();
  await page.locator(".start").waitFor();
  proxy.silence();
  const before = Date.now();
  await page.reload({ waitUntil: "commit" });
  await page.locator(".start").waitFor();
  expect(Date.now() - before).toBeLessThan(8_000);
  await context.close();
  proxy.close();
});

test.skipIf(skip)(
  "[W15] a browser that claims to be offline is believed only without a connection",
  async () => {
    const page = await stage.person();
    await page.addInitScript(() => {
      Object.defineProperty(navigator, "onLine", { get: () => false });
    });
    await page.goto("/");
    expect(await page.locator(".banner").innerText()).toMatch(/You are offline/);
    await page.locator("input[name=nickname]").fill("Ada");
    await page.locator(".start .sheet .button").first().click();
    await page.locator(".lobby").waitFor();
    await page.locator(".banner").waitFor({ state: "detached" });
  },
);

test.skipIf(skip)("[W18] an address with nothing at it says so in words", async () => {
  const page = await stage.person();
  const answer = await page.goto("/nothing/here");
  expect(answer?.status()).toBe(404);
  await page.getByText("There is nothing at this address.").waitFor();
});
