import { expect, test } from "vitest";
import { commitmentOf } from "../../dev/clients/nonces.ts";
import { countFrames, newGame, setStage, skip } from "./stage.ts";

const stage = setStage();

test.skipIf(skip)(
  "[W40] a shuffle that waits for somebody is shown with a countdown, and survives a reload",
  async () => {
    const page = await stage.person();
    const gameId = await newGame(page);
    const { api } = stage.server;
    for (const added of [{}, {}, {}, { nonce_commitment: commitmentOf("never revealed") }])
      expect((await api.join(gameId, added)).ok).toBe(true);
    const line = page.locator(".dock .ask");
    await expect.poll(() => line.innerText()).toMatch(/^Shuffling… [1-5]$/);
    expect(await page.locator(".hand button").count()).toBe(0);
    const { nonces } = await page.evaluate(
      (id) => JSON.parse(localStorage.getItem("briscola.seats") ?? "{}")[id],
      gameId,
    );
    const [own] = Object.values(nonces.drawn);
    expect(nonces.deals[1].own).toMatchObject({ nonce: own, revealed: true });
    await page.reload();
    await page.locator(".hand button").nth(7).waitFor();
    expect(await line.innerText()).not.toContain("Shuffling");
  },
);

test.skipIf(skip)(
  "[W40] with all browsers there the deal follows without a word, and the own number counts",
  async () => {
    const page = await stage.person();
    const shuffles = countFrames(page, "phase.change");
    await newGame(page, { bots: true, deals: 1 });
    await page.locator(".hand button").nth(7).waitFor();
    expect(shuffles()).toBeGreaterThan(0);
    expect(await page.locator("body").innerText()).not.toContain("Shuffling");
  },
);
