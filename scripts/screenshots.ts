// Takes a screenshot of each screen of the page at five sizes, and of each moment of a deal at ten, into dist/screenshots or
// the given directory.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { buildPage } from "../dev/build/page.ts";
import { chromiumHere, launchChromium, personIn } from "../dev/clients/chromium.ts";
import { startServer } from "../dev/clients/server.ts";
import { openFedPage } from "../dev/screenshots/feed.ts";
import { moments } from "../dev/screenshots/moments.ts";
import { SIZES as TABLE_SIZES } from "../dev/screenshots/sizes.ts";
import { walk } from "../dev/screenshots/walk.ts";

const SIZES = [
  { width: 360, height: 640 },
  { width: 390, height: 844 },
  { width: 844, height: 390 },
  { width: 820, height: 1180 },
  { width: 1440, height: 900 },
];

/** The waits until a screen is drawn, in ms. */
const SCREEN_MS = 500;
const MOMENT_MS = 600;

const [folder = "dist/screenshots", only] = process.argv.slice(2);
const path = chromiumHere();
if (path === null) {
  console.error("There is no Chromium on this machine; CHROMIUM may name one.");
  process.exit(1);
}
mkdirSync(folder, { recursive: true });
await buildPage();
const server = await startServer({ BOT_PAUSE_MS: "150" });
const browser = await launchChromium(path);
try {
  for (const viewport of SIZES.filter(({ width }) => only === undefined || `${width}` === only)) {
    const locale = viewport.width === 820 ? "en-GB" : "it-IT";
    const context = await personIn(browser, server.url, { viewport, locale });
    const other = await personIn(browser, server.url, { viewport, locale });
    await walk(await context.newPage(), await other.newPage(), server.api, async (page, name) => {
      await page.waitForTimeout(SCREEN_MS);
      await page.screenshot({ path: join(folder, `${viewport.width}-${name}.png`) });
    });
    await context.close();
    await other.close();
  }
  const { page, show } = await openFedPage(browser, { locale: "it-IT", reducedMotion: "reduce" }, []);
  for (const viewport of TABLE_SIZES.filter(({ width }) => only === undefined || `${width}` === only)) {
    await page.setViewportSize(viewport);
    for (const { name, snapshot } of moments()) {
      await show(snapshot);
      await page.waitForTimeout(MOMENT_MS);
      await page.screenshot({ path: join(folder, `${viewport.width}-moment-${name}.png`) });
    }
  }
} finally {
  await browser.close();
  await server.close();
}
console.log(`The pictures are in ${folder}.`);
