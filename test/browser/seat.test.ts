import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { handOf, keptBy, newGame, setStage, skip, toFirstCard } from "./stage.ts";

const stage = setStage();

/** Opens the dialog with the seat's link on a page at the table. */
const seatLinkOf = async (page: Page): Promise<string> => {
  await page.locator(".bar .button").last().click();
  await page.getByRole("button", { name: "Continue on another device" }).click();
  await page.locator("dialog .qr").waitFor();
  return page.locator("dialog .copy input").inputValue();
};

test.skipIf(skip)(
  "[W8] a seat moves to another device by its link, whose code leaves the address bar and works once, and back",
  async () => {
    const first = await stage.person();
    const gameId = await newGame(first, { bots: true });
    await toFirstCard(first);
    const link = await seatLinkOf(first);
    expect(new URL(link)).toMatchObject({ pathname: "/", search: "" });
    expect(new URL(link).hash).toMatch(new RegExp(`^#seat=${gameId}\\.[0-9A-Z]{6}$`));
    expect(await first.locator("dialog").innerText()).toContain("You remain the host on this device");
    const hand = await handOf(first);

    const asked: string[] = [];
    const second = await stage.person();
    second.on("request", (request) => asked.push(request.url()));
    await second.goto(link);
    await second.locator(".hand button").nth(7).waitFor();
    expect(second.url()).toBe(`${stage.server.url}/g/${gameId}`);
    expect(await handOf(second)).toEqual(hand);
    expect(asked.filter((url) => url.includes("eyJ") || url.includes(link.slice(-6)))).toEqual([]);

    await first.locator(".over").waitFor();
    expect(await first.locator("dialog[open]:not(.over)").count()).toBe(0);
    expect(await first.locator(".over").innerText()).toContain("moved to another window");
    await first.locator(".over .button.main").click();
    await second.locator(".over").waitFor();
    expect(await handOf(first)).toEqual(hand);

    const third = await stage.person();
    await third.goto(link);
    await third.getByText("This link has been used or is too old.").waitFor();
    expect(third.url()).toBe(`${stage.server.url}/g/${gameId}`);
    expect(await third.locator(".join, .hand").count()).toBe(0);
    // Pasted on the start page, the next link works too. The device that is on turn is told again.
    const next = await seatLinkOf(first);
    await third.getByRole("link", { name: "Back to the start" }).click();
    await third.locator("input.code").fill(next);
    await third.getByRole("button", { name: "Sit down" }).click();
    await third.locator(".hand button").nth(7).waitFor();
    expect(await handOf(third)).toEqual(hand);
    await first.locator(".over").waitFor();
  },
);

test.skipIf(skip)(
  "[W8, W25] a code that does not arrive is redeemed later; one that cannot be made says so",
  async () => {
    const first = await stage.person();
    const gameId = await newGame(first, { bots: true });
    await toFirstCard(first);
    const hand = await handOf(first);
    await first.route("**/seat-code", (route) => route.abort());
    await first.locator(".bar .button").last().click();
    await first.getByRole("button", { name: "Continue on another device" }).click();
    await first.locator("dialog").getByText("The game cannot be reached right now.").waitFor();
    await first.unroute("**/seat-code");
    await first.locator("dialog").getByRole("button", { name: "Try again" }).click();
    const link = await first.locator("dialog .copy input").inputValue();

    const second = await stage.person();
    let failures = 0;
    await second.route("**/seat-code/redeem", (route) => {
      failures += 1;
      return failures === 1 ? route.abort() : route.continue();
    });
    await second.goto(link);
    await second.getByText("The page keeps trying.").waitFor();
    expect(await second.locator(".join").count()).toBe(0);
    await second.locator(".hand button").nth(7).waitFor();
    expect(await handOf(second)).toEqual(hand);
    expect(await keptBy(second, gameId)).toMatchObject({ token: expect.any(String), hostToken: null });
  },
);

test.skipIf(skip)(
  "[W11] the end of a session holds the focus, and Escape does not take it away",
  async () => {
    const page = await stage.person();
    const gameId = await newGame(page, { bots: true });
    const { hostToken } = await keptBy(page, gameId);
    await page.getByRole("button", { name: "Menu" }).click();
    await stage.server.api.end(gameId, hostToken);
    const over = page.getByRole("alertdialog", { name: "The game has ended" });
    await over.waitFor();
    expect(await page.locator("dialog[open]").count()).toBe(1);
    for (const key of ["Tab", "Tab", "Shift+Tab", "Escape", "Escape", "Escape", "Tab"]) {
      await page.keyboard.press(key);
      expect(await page.evaluate(() => document.activeElement?.closest(".hand, .board"))).toBeNull();
      await over.waitFor();
    }
    await over.getByRole("button", { name: "Back to the start" }).click();
    await page.locator(".start").waitFor();
    expect(await page.locator("dialog[open]").count()).toBe(0);
  },
);

test.skipIf(skip)("[W2] a table has a clock of 60 s unless it is for bots or another is chosen", async () => {
  const page = await stage.person();
  const clockOf = async (gameId: string) => {
    const { token } = await keptBy(page, gameId);
    const seen = await stage.server.api.snapshot(gameId, token);
    return seen.ok ? seen.value.rules.turn_seconds : seen.error;
  };
  expect(await clockOf(await newGame(page))).toBe(60);
  expect(await clockOf(await newGame(page, { bots: true }))).toBeNull();
  expect(await clockOf(await newGame(page, { clock: "0" }))).toBeNull();
  expect(await clockOf(await newGame(page, { clock: "30" }))).toBe(30);
});

test.skipIf(skip)(
  "[W6] a host who leaves the seat in the lobby comes back and is still the host",
  async () => {
    const host = await stage.person();
    const gameId = await newGame(host);
    await host.getByRole("button", { name: "Menu" }).click();
    await host.getByRole("button", { name: "Leave the table" }).click();
    await host.getByRole("button", { name: "Leave", exact: true }).click();
    await host.locator(".resume .button").first().click();
    await host.waitForURL(`**/g/${gameId}`);
    await host.locator(".join .button.main").click();
    await host.locator(".lobby").waitFor();
    await host.getByRole("button", { name: "Menu" }).click();
    await host.getByRole("button", { name: "End the game for everybody" }).waitFor();
  },
);

test.skipIf(skip)("[H20, W2] two people called Elio are told apart, also by themselves", async () => {
  const host = await stage.person();
  const gameId = await newGame(host, { name: "Elio" });
  const guest = await stage.person();
  await guest.goto(`/g/${gameId}`);
  await guest.locator("input[name=nickname]").fill("elio");
  await guest.locator(".join .button.main").click();
  for (const page of [host, guest])
    await expect.poll(() => page.locator(".round").innerText()).toMatch(/\bElio\b.*\belio 2\b/s);
  await host.getByRole("button", { name: "Fill with bots" }).click();
  await guest.locator(".seat[data-me=true]").getByText("elio 2").waitFor();
});

test.skipIf(skip)("[W9] a watcher sees the table and no hand, on the screen and on the wire", async () => {
  const player = await stage.person();
  const gameId = await newGame(player, { bots: true });
  const watcher = await stage.person();
  const frames: string[] = [];
  watcher.on("websocket", (socket) =>
    socket.on("framereceived", ({ payload }) => void frames.push(String(payload))),
  );
  await watcher.goto(`/w/${gameId}`);
  await watcher.locator(".board").waitFor();
  await toFirstCard(player);
  await player.locator(".hand button").first().click();
  await watcher.locator(".played").first().waitFor();
  expect(await watcher.locator(".hand, .panel").count()).toBe(0);
  expect(frames.length).toBeGreaterThan(0);
  expect(frames.filter((frame) => /"hand"|"allowed"|hand\.update/.test(frame))).toEqual([]);
});

test.skipIf(skip)(
  "[W4] the host frees a seat and fills the table with bots, before everybody's eyes",
  async () => {
    const host = await stage.person();
    const gameId = await newGame(host);
    const guest = await stage.person();
    await guest.goto(`/g/${gameId}`);
    await guest.locator("input[name=nickname]").fill("Bea");
    await guest.locator(".join .button.main").click();
    await host.locator(".round").getByText("Bea").waitFor();
    await host.getByRole("button", { name: "Free the seat of Bea" }).click();
    await guest.locator(".over").waitFor();
    await expect.poll(() => host.locator(".round li[data-free=true]").count()).toBe(4);
    await host.getByRole("button", { name: "Fill with bots" }).click();
    await host.locator(".board").waitFor();
    expect(await host.locator(".seat .avatar .icon").count()).toBe(4);
  },
);
