import type { Browser, BrowserContextOptions } from "playwright-core";
import { afterAll, beforeAll, expect } from "vitest";
import { launchChromium } from "../../dev/clients/chromium.ts";
import { type FedPage, openFedPage } from "../../dev/screenshots/feed.ts";
import { path } from "./stage.ts";

/** Sets up a browser for pages that are shown snapshots instead of a game. No page may report a problem. */
export const setFed = (): ((options: BrowserContextOptions) => Promise<FedPage>) => {
  const problems: string[] = [];
  let browser: Browser;
  beforeAll(async () => {
    if (path !== null) browser = await launchChromium(path);
  });
  afterAll(async () => {
    await browser?.close();
    expect(problems).toEqual([]);
  });
  return (options) => openFedPage(browser, { reducedMotion: "reduce", ...options }, problems);
};
