import { existsSync } from "node:fs";
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium } from "playwright-core";

/** The system's own Chromium, or the one that Playwright has downloaded. */
const PLACES = [
  process.env.CHROMIUM ?? "",
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  chromium.executablePath(),
];

/** A browser on this machine; null when there is none. */
export const chromiumHere = (): string | null =>
  PLACES.find((place) => place !== "" && existsSync(place)) ?? null;

/** Headless, and without the calls home that a closed network would refuse many at a time. */
export const launchChromium = (executablePath: string): Promise<Browser> =>
  chromium.launch({
    executablePath,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });

/** A phone in portrait, held by somebody with fingers. */
export const PHONE = {
  viewport: { width: 360, height: 640 },
  hasTouch: true,
  isMobile: true,
} satisfies BrowserContextOptions;

/** A browser profile of its own; whatever goes wrong on its pages is put into `problems`. */
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
