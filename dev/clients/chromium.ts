import { existsSync } from "node:fs";
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium } from "playwright-core";

/** The installed browsers, or the Chromium that Playwright has downloaded. */
const PLACES = [
  process.env.CHROMIUM ?? "",
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  chromium.executablePath(),
];

/** The path of a browser on this machine; null when there is none. */
export const chromiumHere = (): string | null =>
  PLACES.find((place) => place !== "" && existsSync(place)) ?? null;

/** Background network requests are disabled, because a closed network would refuse them. */
export const CHROMIUM_ARGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Starts a browser without a window. */
export const launchChromium = (executablePath: string): Promise<Browser> =>
  chromium.launch({
    executablePath,
    args: CHROMIUM_ARGS,
  });

/** A phone in portrait with a touch screen. */
export const PHONE = {
  viewport: { width: 360, height: 640 },
  hasTouch: true,
  isMobile: true,
} satisfies BrowserContextOptions;

/** Opens a browser profile. Errors on its pages are added to `problems`. */
export const personIn = async (
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
  problems: string[] = [],
): Promise<BrowserContext> => {
  const context = await browser.newContext({
    baseURL: url,
    locale: "en-GB",
    viewport: { width: 1280, height: 800 },
    ...options,
  });
  context.setDefaultTimeout(15_000);
  context.on("weberror", (error) => problems.push(error.error().message));
  context.on("console", (message) => {
    if (message.type() === "error" && !/WebSocket|Failed to load resource|ERR_/.test(message.text()))
      problems.push(message.text());
  });
  return context;
};
