import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { TABLES } from "../../src/shared/game/tables.ts";
import { verify } from "../../src/shared/verify/verify.ts";
import { gameOf, handOf, keptBy, newGame, playByItself, setStage, skip } from "./stage.ts";

const stage = setStage();

/** Five people at one table, the first of whom has made it. */
const sitDown = async (host: Page, gameId: string): Promise<readonly Page[]> => {
  const people = [host];
  for (const name of ["Bea", "Carlo", "Dora", "Ezio"]) {
    const page = await stage.person();
    await page.goto(`/g/${gameId}`);
    await page.locator(".sitting").waitFor();
    await page.locator("input[name=nickname]").fill(name);
    await page.locator(".join .button.main").click();
    people.push(page);
    if (name !== "Ezio") await host.locator(".round").getByText(name).waitFor();
  }
  for (const page of people) await page.locator(".hand button").nth(7).waitFor();
  return people;
};

test.skipIf(skip)("[W1, W2, W3] five people open a link, play a deal and go on to the next", async () => {
  const host = await stage.person();
  const gameId = await newGame(host);
  const people = await sitDown(host, gameId);
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

test.skipIf(skip).each(["classica", "siciliana"] as const)(
  "[W28, G32, G33] five people play a deal of %s, which the browser keeps as their game",
  async (table) => {
    const host = await stage.person();
    const gameId = await newGame(host, { table, deals: 1 });
    const people = await sitDown(host, gameId);
    await Promise.all(people.map(playByItself));
    for (const page of people) await page.locator(".result").waitFor({ timeout: 60_000 });

    const { token } = await keptBy(host, gameId);
    const replay = await stage.server.api.replay(gameId, token);
    if (!replay.ok) throw new Error(replay.error.reason);
    expect(replay.value.rules).toMatchObject(TABLES[table]);
    expect(verify(replay.value).filter(({ holds }) => !holds)).toEqual([]);
    const [deal] = replay.value.deals;
    const first = deal?.bids.find(({ bid }) => bid !== -1);
    if (table === "classica") expect(first).toMatchObject({ bid: 61, rank: 1 });
    else expect(first).not.toHaveProperty("rank");
    expect(deal?.partner_rank).toBe(1);
    await host.goto("/");
    expect(await host.locator(`.tables input[value=${table}]`).isChecked()).toBe(true);
  },
);
