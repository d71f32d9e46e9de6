import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, expect } from "vitest";
import { launchChromium, personIn } from "../../dev/clients/chromium.ts";
import type { Frame } from "../../dev/clients/frame.ts";
import { startServer, type TestServer } from "../../dev/clients/server.ts";
import { freshHex } from "../../src/client/fresh.ts";
import type { Result } from "../../src/shared/result.ts";
import { needs } from "../support/needs.ts";
import { simpleMove } from "../support/simple-move.ts";

/** Where the browser is; without one there is nothing to show. */
export const path = needs("Chromium", "the page is NOT tested");
export const skip = path === null;

/** A server with the page, a browser, and the people in it. */
export interface Stage {
  readonly server: TestServer;
  readonly browser: Browser;
  /** What went wrong on any page; a test that expects something of the kind empties it. */
  readonly problems: string[];
  /** A page in a browser profile of its own. */
  readonly person: (options?: BrowserContextOptions) => Promise<Page>;
  /** Four people without a page in the free seats of a game. */
  readonly friends: (gameId: string) => Promise<Friends>;
}

/** People who move when the test says so. The first bidder bids the minimum, the others pass, and all play card by card. */
export interface Friends {
  /** The friend at `seat` moves. Returns false when the seat has no move to make, or is no friend's. */
  readonly move: (seat: number) => Promise<boolean>;
}

/** A stage for the tests of one file, set before them and struck after them. */
export const setStage = (vars: Readonly<Record<string, string>> = {}): Stage => {
  const contexts: BrowserContext[] = [];
  const problems: string[] = [];
  let server: TestServer;
  let browser: Browser;
  beforeAll(async () => {
    if (path === null) return;
    [server, browser] = await Promise.all([
      startServer({ BOT_PAUSE_MS: "0", ...vars }),
      launchChromium(path),
    ]);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
    expect(problems).toEqual([]);
  });
  return {
    get server() {
      return server;
    },
    get browser() {
      return browser;
    },
    problems,
    person: async (options) => {
      const context = await personIn(browser, server.url, options, problems);
      contexts.push(context);
      return context.newPage();
    },
    friends: async (gameId) => {
      const { api } = server;
      const tokens = new Map<number, string>();
      for (let more = 1; more < 5; more += 1) {
        const { player_id, token } = must(await api.join(gameId, { display_name: `Friend ${more}` }));
        tokens.set(player_id, token);
      }
      return {
        move: async (seat) => {
          const token = tokens.get(seat);
          const move = token && simpleMove(must(await api.snapshot(gameId, token)));
          if (!move) return false;
          const action = { ...move, action_id: freshHex() } as unknown as Parameters<typeof api.act>[2];
          must(await api.act(gameId, token, action));
          return true;
        },
      };
    },
  };
};

const must = <T>(result: Result<T, { readonly reason: string }>): T => {
  if (!result.ok) throw new Error(result.error.reason);
  return result.value;
};

/** The game that a page's address names. */
export const gameOf = (page: Page): string => new URL(page.url()).pathname.slice(3);

/** The tokens that a browser keeps of a game. */
export interface Kept {
  readonly token: string;
  readonly hostToken: string;
}
/** What the page's browser keeps of the game. */
export const keptBy = (page: Page, gameId: string): Promise<Kept> =>
  page.evaluate((id) => JSON.parse(localStorage.getItem("briscola.seats") ?? "{}")[id], gameId);

/** Makes a game from the start page; `bots` starts it at once. `clock` is a value of the choice, such as "30"; `table` one of the known tables, such as "classica". */
export const newGame = async (
  page: Page,
  { bots = false, deals = 0, clock = "", name = "Ada", table = "" } = {},
): Promise<string> => {
  await page.goto("/");
  await page.locator("input[name=nickname]").fill(name);
  if (table !== "") await page.locator(`.tables input[value=${table}]`).check();
  const choices = page.locator("details.rules select");
  if (deals > 0 || clock !== "") await page.locator("details.rules summary").click();
  if (deals > 0) await choices.first().selectOption(`${deals}`);
  if (clock !== "") await choices.nth(1).selectOption(clock);
  await page
    .locator(".start .sheet .button")
    .nth(bots ? 1 : 0)
    .click();
  await page.waitForURL(/\/g\//);
  await page.locator(bots ? ".board" : ".lobby").waitFor();
  return gameOf(page);
};

/** The numbers of the cards in the page's hand, from left to right. */
export const handOf = (page: Page): Promise<number[]> =>
  page
    .locator(".hand button")
    .evaluateAll((all) => all.map((one) => Number((one as HTMLElement).dataset.card)));

/**
 * Lets `page` play by itself: whatever is asked, it clicks the first answer, as a person would; the lowest bid if nobody
 * has bid, else a pass. Stops at the result.
 */
export const playByItself = async (page: Page): Promise<void> => {
  await page.evaluate(() => {
    const click = (selector: string): boolean => {
      const found = document.querySelector<HTMLElement>(selector);
      found?.click();
      return found !== null;
    };
    // biome-ignore lint/style/noRestrictedGlobals: the pace of a person, in the page
    const timer = setInterval(() => {
      if (document.querySelector(".result")) return clearInterval(timer);
      if (document.querySelector(".rank-ladder")) {
        const isFirst = document.querySelector(".rank-ladder [data-off=true]") === null;
        return void click(isFirst ? ".panel .button.main" : ".panel .button.plain");
      }
      if (document.querySelector(".ladder")) {
        const isFirst = document.querySelector(".amount")?.ariaValueNow === "61";
        return void click(isFirst ? ".panel .button.main" : ".panel .button.plain");
      }
      void (
        click(".ranks button") ||
        click(".suits button:last-child") ||
        click(".hand[data-mine=true] button")
      );
    }, 30);
  });
};

/**
 * Counts how many actions of `page` the server has accepted, from now on: what the page shows at once may still be on its
 * way there.
 */
export const countAccepted = (page: Page): (() => number) => {
  let accepted = 0;
  page.on("websocket", (socket) =>
    socket.on("framereceived", ({ payload }) => {
      const messages: readonly Frame[] = [JSON.parse(String(payload))].flat();
      accepted += messages.filter(
        ({ message_type: type, status }) => type === "action.result" && status === "ok",
      ).length;
    }),
  );
  return () => accepted;
};

/** Counts the messages of `type` that `page` receives from now on. */
export const countFrames = (page: Page, type: string): (() => number) => {
  let count = 0;
  page.on("websocket", (socket) =>
    socket.on("framereceived", ({ payload }) => {
      const messages: readonly Frame[] = [JSON.parse(String(payload))].flat();
      count += messages.filter(({ message_type }) => message_type === type).length;
    }),
  );
  return () => count;
};

/** Waits until whatever moves to its place on the page has got there. */
export const still = async (page: Page): Promise<void> => {
  await page.evaluate(() => {
    const ends = (one: Animation) => Number.isFinite(Number(one.effect?.getComputedTiming().endTime));
    return Promise.all(
      document
        .getAnimations()
        .filter(ends)
        .map((one) => one.finished.catch(() => null)),
    );
  });
};

/** Bids 120. */
export const bidMost = async (page: Page): Promise<void> => {
  await page.locator(".amount").press("End");
  await page.locator(".panel .button.main").click();
};

/** Waits until it is the page's turn to play a card. */
export const myTurn = async (page: Page): Promise<void> => {
  await page.locator(".hand[data-mine=true]").waitFor({ timeout: 30_000 });
};

/** Gets the auction and the calls behind it, whoever wins, until the page's first card is asked for. */
export const toFirstCard = async (page: Page): Promise<void> => {
  await expect
    .poll(
      async () => {
        if (await page.locator(".ladder").count()) await page.locator(".panel .button.plain").click();
        return page.locator(".hand[data-mine=true]").count();
      },
      { timeout: 30_000, interval: 50 },
    )
    .toBe(1);
};
