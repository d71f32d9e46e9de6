import { expect, test } from "vitest";
import { newGame, playByItself, setStage, skip, toFirstCard } from "./stage.ts";

const stage = setStage();

/** The figures of the shown review: all verdicts, and the points of the curve. */
const figuresOn = (page: Awaited<ReturnType<typeof stage.person>>) =>
  page.evaluate(() => [
    document.querySelector(".review table")?.textContent,
    document.querySelector(".curve svg")?.getAttribute("aria-label"),
  ]);

test.skipIf(skip)(
  "[W30, B15] a deal is looked at again, reviewed and shared; its link opens in another browser with the same figures",
  async () => {
    const page = await stage.person({ viewport: { width: 360, height: 640 }, locale: "en-GB" });
    await newGame(page, { bots: true, deals: 1 });
    await playByItself(page);
    await page.locator(".matchover").waitFor({ timeout: 60_000 });
    await page.locator(".result .more .button").last().click();
    await page.locator(".stepper").waitFor();
    expect(await page.locator(".openhands .card").count()).toBe(40);
    await page.locator(".stepper input[type=range]").focus();
    await page.keyboard.press("End");
    await expect.poll(() => page.locator(".openhands .card").count()).toBe(0);
    await page.keyboard.press("ArrowLeft");
    await expect.poll(() => page.locator(".openhands .card").count()).toBe(1);
    await page.locator(".curve").waitFor({ timeout: 60_000 });
    const figures = await figuresOn(page);
    const link = await page.locator(".sharing .copy input").inputValue();
    expect(link.length).toBeLessThanOrEqual(600);
    expect(await page.locator(".sharing img").getAttribute("src")).toMatch(/^data:image\/png/);
    await page.locator(".sharing .tick input").uncheck();
    await expect.poll(() => page.locator(".sharing .copy input").inputValue()).not.toBe(link);

    const other = await stage.person({ viewport: { width: 360, height: 640 }, locale: "it-IT" });
    await other.goto(link);
    await other.locator(".curve").waitFor({ timeout: 60_000 });
    const opened = await figuresOn(other);
    const numbers = (texts: readonly (string | null | undefined)[]) =>
      texts.map((text) => text?.match(/\d+ %/g));
    expect(numbers(opened)).toEqual(numbers(figures));
    await other.locator(".linked > details summary").click();
    expect(await other.locator(".linked .verdict").last().innerText()).toMatch(/^Tutto torna/);
    expect(await other.locator(".openhands").innerText()).toContain("Ada");
    expect(await other.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);

    await other.goto(`${link.slice(0, -4)}AAAA`);
    await other.locator(".linked [role=alert]").waitFor();
    expect(await other.locator(".linked [role=alert]").innerText()).toMatch(/troncato/);
  },
  120_000,
);

test.skipIf(skip)(
  "[W30] a link to a deal opens without a network",
  async () => {
    const page = await stage.person();
    await newGame(page, { bots: true, deals: 1 });
    await playByItself(page);
    await page.locator(".matchover").waitFor({ timeout: 60_000 });
    await page.locator(".result .more .button").last().click();
    const link = await page.locator(".sharing .copy input").inputValue();
    await page.evaluate(async () => {
      await navigator.serviceWorker.ready;
    });
    await page.context().setOffline(true);
    await page.goto(link);
    await page.locator(".curve").waitFor({ timeout: 60_000 });
    expect(await page.locator(".openhands .card").count()).toBe(40);
  },
  120_000,
);

test.skipIf(skip)("[W31] the menu tells what the strong bot would do on the own turn", async () => {
  const page = await stage.person({ locale: "en-GB" });
  await newGame(page, { bots: true });
  await toFirstCard(page);
  await page.locator("[data-opens=menu]").click();
  await page.locator(".menu .button").first().click();
  await page.locator(".advice").waitFor();
  expect(await page.locator(".advice").innerText()).toMatch(
    /your side wins with \d+ %\..*Next best: .*\d+ %\./,
  );
});
