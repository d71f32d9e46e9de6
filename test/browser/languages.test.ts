import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { ENGLISH } from "../../src/web/i18n/english.ts";
import { ITALIAN } from "../../src/web/i18n/italian.ts";
import { newGame, playByItself, setStage, skip, toFirstCard } from "./stage.ts";

const stage = setStage();

/** The sentences of a dictionary that the other does not have too. */
const own = (words: object, other: object): readonly string[] =>
  Object.entries(words).flatMap(([key, value]) => {
    const there: unknown = Object(other)[key];
    if (typeof value === "object") return own(value, Object(there));
    return typeof value === "string" && value !== there && value.length > 5 ? [value] : [];
  });

/** The name of a language is said in that language. */
const NAMES = ["English", "Italiano"];

const italian = own(ITALIAN, ENGLISH).filter((text) => !NAMES.includes(text));
const english = own(ENGLISH, ITALIAN).filter((text) => !NAMES.includes(text));

/** Everything that the page says, to eyes and to ears. */
const saidOn = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const labels = [...document.querySelectorAll("[aria-label], [title], [placeholder]")].map((one) =>
      ["aria-label", "title", "placeholder"].map((name) => one.getAttribute(name) ?? "").join(" · "),
    );
    return [document.title, document.body.innerText, ...labels]
      .join("\n")
      .replaceAll("Briscola Chiamata", "");
  });

test.skipIf(skip)(
  "[W14] every screen speaks one language, the browser's or the one that was chosen",
  async () => {
    const page = await stage.person({ locale: "it-IT" });
    const inItalian = async (screen: string) => {
      const said = await saidOn(page);
      expect(
        english.filter((text) => said.includes(text)),
        screen,
      ).toEqual([]);
      expect(
        italian.some((text) => said.includes(text)),
        screen,
      ).toBe(true);
      expect(said, screen).not.toMatch(/undefined|\[object|NaN/);
      return said;
    };
    await page.goto("/");
    await page.locator("details.rules summary").click();
    await inItalian("start");
    await newGame(page, { bots: true, deals: 1 });
    await toFirstCard(page);
    expect(await inItalian("play")).toMatch(/ di (denari|coppe|spade|bastoni), 1 di 8/);
    await page.locator(".bar .button").last().click();
    await page.locator("dialog[open] .menu").waitFor();
    await inItalian("menu");
    await page.keyboard.press("Escape");
    await page.locator("dialog[open]").waitFor({ state: "detached" });
    await playByItself(page);
    await page.locator(".matchover").waitFor({ timeout: 60_000 });
    await inItalian("result");
    await page.locator(".result .more .button").first().click();
    await page.locator(".verdict").waitFor();
    expect(await inItalian("check")).toContain("Tutto torna");
    await page.keyboard.press("Escape");
    await page.locator("dialog[open]").waitFor({ state: "detached" });

    await page.locator(".bar .button").last().click();
    await page.locator(".menu .language").click();
    await page.keyboard.press("Escape");
    await page.locator("dialog[open]").waitFor({ state: "detached" });
    const said = await saidOn(page);
    expect(italian.filter((text) => said.includes(text))).toEqual([]);
    expect(await page.getAttribute("html", "lang")).toBe("en");
    await page.reload();
    await page.locator(".result").waitFor();
    expect(await page.locator(".result h2").first().innerText()).toMatch(/^Contract /);
  },
);
