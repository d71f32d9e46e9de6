// Takes a screenshot of each screen of the page at five sizes, into dist/screenshots or the given directory.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { buildPage } from "../dev/build/page.ts";
import { chromiumHere, launchChromium, personIn } from "../dev/clients/chromium.ts";
import { startServer } from "../dev/clients/server.ts";
import { walk } from "../dev/screenshots/walk.ts";

const SIZES = [
  { width: 360, height: 640 },
  { width: 390, height: 844 },
  { width: 844, height: 390 },
  { width: 820, height: 1180 },
  { width: 1440, height: 900 },
];

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
      await page.waitForTimeout(500);
      await page.screenshot({ path: join(folder, `${viewport.width}-${name}.png`) });
    });
    await context.close();
    await other.close();
  }
} finally {
  await browser.close();
  await server.close();
}
console.log(`The pictures are in ${folder}.`);
