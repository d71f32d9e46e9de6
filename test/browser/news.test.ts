import type { BrowserContextOptions, Page } from "playwright-core";
import { expect, test } from "vitest";
import { TEST_SECRET } from "../../dev/clients/server.ts";
import type { Seat } from "../../src/shared/game/seats.ts";
import { aged, claimsIn } from "../support/forge.ts";
import { handOf, type Kept, keptBy, newGame, playByItself, setStage, skip, toFirstCard } from "./stage.ts";

const stage = setStage();

/** A page that sits down at the game under `name`. */
const guestOf = async (gameId: string, name: string, options: BrowserContextOptions = {}): Promise<Page> => {
  const page = await stage.person(options);
  await page.goto(`/g/${gameId}`);
  await page.locator("input[name=nickname]").fill(name);
  await page.locator(".join .button.main").click();
  return page;
};
const ITALY = { locale: "it-IT" };

/** Keeps all that the live region of `page` says, from its next load on. */
const hear = (page: Page) =>
  page.addInitScript(() => {
    const heard: string[] = [];
    Object.assign(globalThis, { heard });
    new MutationObserver(() => heard.push(document.querySelector("[aria-live]")?.textContent ?? "")).observe(
      document,
      { subtree: true, childList: true, characterData: true },
    );
  });
const heardOn = (page: Page): Promise<string> => page.evaluate("heard.join('\\n')");

/** Ada, who is the host, Bea and Carlo, who reads Italian, in the auction of a deal with two bots. */
const threePeople = async () => {
  const host = await stage.person();
  await hear(host);
  const gameId = await newGame(host);
  const bea = await guestOf(gameId, "Bea");
  const carlo = await guestOf(gameId, "Carlo", ITALY);
  for (const name of ["Bea", "Carlo"]) await host.locator(".round").getByText(name).waitFor();
  await host.locator(".filling > .button").click();
  for (const page of [host, bea, carlo]) await page.locator(".hand button").nth(7).waitFor();
  return { host, gameId, bea, carlo };
};
const seatOf = async (page: Page): Promise<Seat> =>
  Number(await page.locator(".seat[data-me=true]").getAttribute("data-seat")) as Seat;
/** A busy server may be late with what everybody is told, in ms. */
const WITHIN = { timeout: 15_000 };
const newsOn = (page: Page) => expect.poll(() => page.locator(".news li").allInnerTexts(), WITHIN);

test.skipIf(skip)(
  "[W23, W24, S20] a seat that the host gives to somebody else in mid-deal: everybody reads who has it, in both languages, and who had it why it is gone",
  async () => {
    const { host, gameId, bea, carlo } = await threePeople();
    const watcher = await stage.person(ITALY);
    await watcher.goto(`/w/${gameId}`);
    await watcher.locator(".board").waitFor();
    const hand = await handOf(bea);
    const { hostToken } = await keptBy(host, gameId);
    const minted = await stage.server.api.mint(gameId, hostToken, {
      role: "player",
      player_id: await seatOf(bea),
      display_name: "Ugo",
    });
    if (!minted.ok) throw new Error(minted.error.reason);

    const english =
      "The host has made a new key for Bea’s seat, in the name of Ugo. Whoever holds it can see that hand.";
    const italian =
      "L’organizzatore ha fatto una nuova chiave per il posto di Bea, a nome di Ugo. Chi ce l’ha può vedere quelle carte.";
    await newsOn(host).toEqual([english]);
    for (const page of [carlo, watcher]) await newsOn(page).toEqual([italian]);
    await expect.poll(() => heardOn(host), WITHIN).toContain(english);
    await expect
      .poll(() => bea.locator(".over p").allInnerTexts(), WITHIN)
      .toEqual([
        "Your key to this seat is no longer good.",
        "The seat is Ugo’s now.",
        "You may sit down again if there is room, watch, or ask the host for a new key.",
      ]);

    const ugo = await stage.person();
    await ugo.goto(`/g/${gameId}#seat=${minted.value.token}`);
    await ugo.locator(".hand button").nth(7).waitFor();
    expect(await handOf(ugo)).toEqual(hand);
    await host.getByRole("button", { name: "Close" }).click();
    await newsOn(host).toEqual([]);
    await bea.locator(".over").getByRole("button", { name: "Watch" }).click();
    await bea.locator(".board").waitFor();
    expect(await bea.locator(".hand").count()).toBe(0);
  },
);

test.skipIf(skip)(
  "[W23, B13] who joins for a bot's seat in mid-deal reads that it waits, sees no hand, and plays the next deal",
  async () => {
    const host = await stage.person(ITALY);
    const gameId = await newGame(host, { bots: true });
    await toFirstCard(host);
    const bea = await stage.person();
    const frames: string[] = [];
    bea.on("websocket", (socket) =>
      socket.on("framereceived", ({ payload }) => void frames.push(String(payload))),
    );
    await bea.goto(`/g/${gameId}`);
    await bea.locator(".sitting").waitFor();
    expect(await bea.locator(".join > p").first().innerText()).toMatch(
      /^No seat is free, but a bot gives you/,
    );
    await bea.locator("input[name=nickname]").fill("Bea");
    await bea.locator(".join .button.main").click();
    await bea.locator(".board .waiting").waitFor();
    expect(await bea.locator(".waiting").innerText()).toBe(
      "You play from the next deal. Until then the bot plays for you, and its cards stay hidden.",
    );
    expect(await bea.locator(".hand, .panel").count()).toBe(0);
    const told =
      /^Bea prende il posto del bot \w+\. Bea gioca dalla prossima smazzata; fino ad allora gioca il bot/;
    await expect.poll(() => host.locator(".news li").innerText(), WITHIN).toMatch(told);

    await playByItself(host);
    for (const page of [host, bea]) await page.locator(".result").waitFor({ timeout: 60_000 });
    expect(frames.filter((frame) => /"hand":\[\{|hand\.update/.test(frame))).toEqual([]);
    for (const page of [host, bea]) await page.locator(".next .button.main").click();
    for (const page of [host, bea]) await page.locator(".hand button").nth(7).waitFor();
    expect(await bea.locator(".waiting").count()).toBe(0);
    await newsOn(host).toEqual([]);
  },
);

test.skipIf(skip)(
  "[W23, R7] after a restore everybody reads that moves may be missing, until it is closed",
  async () => {
    const { host, gameId, bea, carlo } = await threePeople();
    stage.server.expectErrors("rows_damaged");
    await stage.server.sql(gameId, "UPDATE log SET row = 'no JSON' WHERE seq = (SELECT MAX(seq) FROM log)");
    await stage.server.evict(gameId, "close");
    const english = [
      "The table was restored from a copy: the last moves may be missing.",
      "This deal may have been played to its end before, and its cards shown to everybody.",
    ].join(" ");
    const italian = [
      "Il tavolo è stato ripristinato da una copia: possono mancare le ultime mosse.",
      "Questa smazzata forse era già stata giocata fino in fondo, e le sue carte mostrate a tutti.",
    ].join(" ");
    for (const [page, text] of [
      [host, english],
      [bea, english],
      [carlo, italian],
    ] as const)
      await newsOn(page).toEqual([text]);
    await expect.poll(() => heardOn(host), WITHIN).toContain(english);
    await bea.getByRole("button", { name: "Close" }).click();
    await newsOn(bea).toEqual([]);
    await newsOn(host).toEqual([english]);
  },
);

test.skipIf(skip).each([
  ["past half of their time", 13 * 3600],
  ["expired", 25 * 3600],
])(
  "[W24, T10] tokens that are %s when the page is opened are renewed, and the new ones kept",
  async (_, seconds) => {
    const page = await stage.person();
    const gameId = await newGame(page, { bots: true });
    await page.locator(".hand button").nth(7).waitFor();
    const hand = await handOf(page);
    const { token, hostToken } = await keptBy(page, gameId);
    const old = {
      token: aged(token, seconds, TEST_SECRET),
      hostToken: aged(hostToken, seconds, TEST_SECRET),
    };
    await page.evaluate(
      ([id, keys]) => {
        const seats = JSON.parse(localStorage.getItem("briscola.seats") ?? "{}");
        Object.assign(seats[id], keys);
        localStorage.setItem("briscola.seats", JSON.stringify(seats));
      },
      [gameId, old] as const,
    );
    await page.reload();
    await page.locator(".hand button").nth(7).waitFor();
    expect(await handOf(page)).toEqual(hand);
    const life = async (name: keyof Kept) => {
      const { iat, exp } = claimsIn((await keptBy(page, gameId))[name]);
      return [iat >= claimsIn(token).iat, exp - iat];
    };
    for (const name of ["token", "hostToken"] as const)
      await expect.poll(() => life(name), WITHIN).toEqual([true, 24 * 3600]);
  },
);

test.skipIf(skip)(
  "[W24] a page that stays open renews its tokens once half of their time is over",
  async () => {
    const page = await stage.person();
    await page.clock.install();
    const gameId = await newGame(page, { bots: true });
    const first = await keptBy(page, gameId);
    // On the own turn nothing arrives. A message would tell the page the server's time, which does not jump.
    await toFirstCard(page);
    await page.clock.fastForward("11:50:00");
    expect(await keptBy(page, gameId)).toMatchObject({ token: first.token, hostToken: first.hostToken });
    await page.clock.fastForward("00:20:00");
    for (const name of ["token", "hostToken"] as const)
      await expect.poll(async () => (await keptBy(page, gameId))[name], WITHIN).not.toBe(first[name]);
    expect(await page.locator(".over, .banner").count()).toBe(0);
  },
);
