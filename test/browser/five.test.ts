import { expect, test } from "vitest";
import { sitDown } from "./five-people.ts";
import { gameOf, handOf, newGame, playByItself, setStage, skip } from "./stage.ts";

const stage = setStage();

test.skipIf(skip)("[W1, W2, W3] five people open a link, play a deal and go on to the next", async () => {
  const host = await stage.person();
  const gameId = await newGame(host);
  const people = await sitDown(stage, host, gameId);
  expect(gameOf(host)).toBe(gameId);
  const hands = await Promise.all(people.map(handOf));
  expect(new Set(hands.flat()).size).toBe(40);

  await Promise.all(people.map(playByItself));
  for (const page of people) await page.locator(".result").waitFor({ timeout: 60_000 });
  const results = await Promise.all(people.map((page) => page.locator(".result header").innerText()));
  expect(new Set(results).size).toBe(1);
  const sums = await host.locator(".result tbody td b").allInnerTexts();
  expect(sums.map((sum) => Number(sum.replace("−", "-"))).reduce((a, b) => a + b, 0)).toBe(0);

  for (const page of people.slice(1)) await page.locator(".next .button.main").click();
  await expect.poll(() => host.locator(".next p[role=status]").innerText()).toBe("Still to press: Ada");
  await host.locator(".next .button.main").click();
  for (const page of people) {
    await page.locator(".hand button").nth(7).waitFor();
    expect(await page.locator(".where").innerText()).toMatch(/^Deal 2 of 10/);
  }
});
