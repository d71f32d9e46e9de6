import { expect, test } from "vitest";
import { momentNamed } from "../../dev/screenshots/moments.ts";
import { setFed } from "./fed.ts";
import { skip } from "./stage.ts";

/*
 * What players say to each other, and the moment in which the partner is known.
 */

const openFed = setFed();
const open = () => openFed({ locale: "it-IT" });

test.skipIf(skip)(
  "[W29] two presses say a phrase, which appears at its seat in the reader's language; a player mutes phrases for herself",
  async () => {
    const { page, show, tell, sent } = await open();
    await show(momentNamed("play"));
    await page.locator("[data-opens=phrases]").click();
    await page.getByRole("button", { name: "Bella carta!" }).click();
    await page.locator("dialog[open]").waitFor({ state: "detached" });
    await expect.poll(() => sent.join("\n")).toMatch(/"message_type":"say","phrase":"nice_card"/);

    const bubble = page.locator(".bubble");
    tell({ message_type: "player.said", player_id: 3, phrase: "ouch" });
    await bubble.waitFor();
    expect(await page.locator('.seat[data-seat="3"] .bubble').innerText()).toBe("Ahi!");
    expect(await page.locator(".aloud[aria-live]").innerText()).toContain("Dante: Ahi!");
    await bubble.waitFor({ state: "detached" });

    await page.locator("[data-opens=phrases]").click();
    await page.getByRole("button", { name: /^Mostra le frasi/ }).click();
    await page.keyboard.press("Escape");
    tell({ message_type: "player.said", player_id: 3, phrase: "ouch" });
    tell({ message_type: "player.reconnect", player_id: 1, name: "Bruno", bot: false });
    await expect.poll(() => page.locator('.seat[data-seat="1"][data-away=false]').count()).toBe(1);
    expect(await bubble.count()).toBe(0);
  },
);

test.skipIf(skip)("[W29] a table without phrases, and an observer, have no button for them", async () => {
  const { page, show } = await open();
  await show(momentNamed("play", { phrases: false }));
  expect(await page.locator("[data-opens=phrases]").count()).toBe(0);
  await show(momentNamed("watch"));
  expect(await page.locator("[data-opens=phrases]").count()).toBe(0);
});

test.skipIf(skip)(
  "[W5] when the called card falls, the medal turns over, both seats glow and the partner is named",
  async () => {
    const { page, show } = await open();
    const after = momentNamed("partner");
    const { trick_history: tricks, trump_suit: suit, partner_rank: rank } = after;
    const cards = tricks.at(-1)?.cards ?? [];
    expect(cards.at(-1)?.card).toMatchObject({ suit, rank });
    // Before the fifth card, which is the called one.
    const trick = cards.slice(0, -1);
    const before = {
      trick,
      trick_history: tricks.slice(0, -1),
      phase: "play-tricks",
      partner_id: null,
    } as const;
    await show({ ...after, ...before });
    expect(await page.locator(".partner[data-known=true]").count()).toBe(0);
    await show({ ...after, revision: after.revision + 1 });
    await page.locator(".partner[data-known=true]").waitFor();
    const glowing = page.locator(".seat[data-unmasked=true]");
    expect(await glowing.evaluateAll((all) => all.map((one) => (one as HTMLElement).dataset.seat))).toEqual(
      expect.arrayContaining(["0", "3"]),
    );
    expect(await page.locator(".ask").innerText()).toMatch(/Dante/);
    await glowing.first().waitFor({ state: "detached" });
  },
);
