import type { Page } from "playwright-core";
import type { Api } from "../../src/client/api.ts";
import { openGameClient } from "../../src/client/game-client.ts";

/** Takes a screenshot of `page`. */
type Take = (page: Page, name: string) => Promise<void>;

/** Opens every screen of the page in `page` and takes a screenshot of each. `guest` is the page of another player. */
export const walk = async (page: Page, guest: Page, api: Api, take: Take): Promise<void> => {
  await page.goto("/");
  await page.locator("input[name=nickname]").fill("Ada");
  await take(page, "start");
  await page.locator("details.rules summary").click();
  await page.locator("details.rules select").nth(0).selectOption("1");
  await page.locator("details.rules select").nth(8).selectOption("ladder");
  await page.locator("details.rules summary").scrollIntoViewIfNeeded();
  await take(page, "rules");
  await page.locator(".start .button.main").click();
  await page.locator(".lobby .qr").waitFor();
  const gameId = new URL(page.url()).pathname.slice(3);
  const friend = await api.join(gameId, { display_name: "Bruno" });
  if (!friend.ok) throw new Error(friend.error.reason);
  const seat = openGameClient({ baseUrl: new URL("/", page.url()).href, token: friend.value.token });
  await page.locator(".round").getByText("Bruno").waitFor();
  await take(page, "lobby");
  await guest.goto(`/g/${gameId}`);
  await guest.locator(".sitting").waitFor();
  await take(guest, "join");
  await menus(page, take);
  seat.close();
  await page.locator(".round .button").click();
  await auction(page, take);
  await guest.goto(`/w/${gameId}`);
  await guest.locator(".board").waitFor();
  await play(page, guest, take);
  await ends(page, guest, gameId, take);
};

const menus = async (page: Page, take: Take): Promise<void> => {
  await page.locator(".lobby header .button").click();
  await take(page, "menu");
  await page.locator(".menu .button").nth(1).click();
  await page.locator("dialog .qr").waitFor();
  await take(page, "elsewhere");
  await page.keyboard.press("Escape");
};

const auction = async (page: Page, take: Take): Promise<void> => {
  await page.locator(".lobby .filling > .button").click();
  await page.locator(".ladder").waitFor();
  await take(page, "auction");
  await page.locator(".amount").press("End");
  await page.locator(".panel .button.main").click();
  await page.locator(".ranks").waitFor();
  await take(page, "rank");
  await page.locator(".ranks button").first().click();
};

const play = async (page: Page, guest: Page, take: Take): Promise<void> => {
  const seen = new Set<string>();
  const once = async (name: string) => {
    if (seen.has(name)) return;
    seen.add(name);
    await take(page, name);
  };
  while ((await page.locator(".result").count()) === 0) {
    if (seen.has("play-5") && !seen.has("watch")) {
      seen.add("watch");
      await take(guest, "watch");
    }
    if (await page.locator(".suits").count()) {
      await once("suit");
      await page.locator(".suits button").last().click();
    } else if (await page.locator(".hand[data-mine=true]").count()) {
      const cards = await page.locator(".hand button").count();
      if (cards === 8 || cards === 5) await once(`play-${cards}`);
      if (cards === 4) {
        await page.locator("[data-opens=history]").click();
        await once("history");
        await page.keyboard.press("Escape");
        await page.locator("[data-opens=scores]").click();
        await once("scores");
        await page.keyboard.press("Escape");
      }
      await page.locator(".hand button").last().click();
    } else if (await page.locator(".taken").count()) await once("taken");
    await page.waitForTimeout(60);
  }
};

const ends = async (page: Page, guest: Page, gameId: string, take: Take): Promise<void> => {
  await take(page, "result");
  await page.locator(".result .more").scrollIntoViewIfNeeded();
  await take(page, "result-below");
  await page.locator(".result .more .button").first().click();
  await page.locator(".checks li").first().waitFor();
  await take(page, "check");
  await page.keyboard.press("Escape");
  await page.locator(".bar .button").last().click();
  await page.locator(".menu .button").nth(4).click();
  await page.locator(".howto").waitFor();
  await take(page, "how-to-play");
  await page.keyboard.press("Escape");
  const kept = await page.evaluate("JSON.stringify(localStorage)");
  await guest.goto("/");
  await guest.evaluate(`Object.assign(localStorage, ${kept})`);
  await guest.goto(`/g/${gameId}`);
  await page.locator(".over").waitFor();
  await take(page, "replaced");
  await guest.context().setOffline(true);
  await guest.locator(".banner").waitFor();
  await take(guest, "offline");
  await guest.context().setOffline(false);
};
