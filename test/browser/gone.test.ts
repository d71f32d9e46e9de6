import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchChromium, personIn } from "../../dev/clients/chromium.ts";
import { freePort } from "../../dev/local/port.ts";
import { handOf, newGame, path, skip, toFirstCard } from "./stage.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const stateDir = mkdtempSync(join(tmpdir(), "briscola-gone-"));
let browser: Browser;
let port = 0;
let server: ChildProcess;
/** Everything that `npm start` has printed; shown when something here has failed. */
let said = "";

/** `npm start` on our port; resolves when it is ready. */
const start = async (): Promise<void> => {
  server = spawn(process.execPath, [join(root, "scripts/start.mjs")], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...process.env,
      PORT: String(port),
      STATE_DIR: stateDir,
      GAME_SECRET: "a secret of forty bytes, for tests alone",
      BOT_PAUSE_MS: "0",
    },
  });
  await new Promise<void>((ready, failed) => {
    for (const stream of [server.stdout, server.stderr])
      stream?.setEncoding("utf8").on("data", (text) => {
        said += text;
        if (/is ready/.test(text)) ready();
      });
    server.once("exit", (code) => failed(new Error(`npm start ended with ${code}: ${said}`)));
  });
};
const stop = (): Promise<void> =>
  new Promise((done) => {
    server.removeAllListeners("exit");
    server.once("exit", () => done());
    server.kill("SIGTERM");
  });

beforeAll(async () => {
  if (path === null) return;
  port = await freePort();
  [browser] = await Promise.all([launchChromium(path), start()]);
}, 60_000);
afterAll(async () => {
  await browser?.close();
  if (server) await stop();
  console.info(said);
  rmSync(stateDir, { recursive: true, force: true });
});

test.skipIf(skip)(
  "[W15] the server is stopped and comes back: said so meanwhile, and a card played then arrives",
  {
    timeout: 120_000,
  },
  async () => {
    const context = await personIn(browser, `http://127.0.0.1:${port}`);
    const page = await context.newPage();
    await newGame(page, { bots: true });
    await toFirstCard(page);
    const hand = await handOf(page);
    await stop();
    await page.locator(".banner").waitFor();
    expect(await page.locator(".banner").innerText()).toMatch(/The connection is lost/);
    await page.locator(".hand button").first().click();
    await expect.poll(() => page.locator(".banner").innerText()).toMatch(/your move will be sent/);
    await start();
    await page.locator(".banner").waitFor({ state: "detached", timeout: 30_000 });
    await expect.poll(() => handOf(page), { timeout: 20_000 }).toEqual(hand.slice(1));
    await expect.poll(() => page.locator(".sending").count()).toBe(0);
    await context.close();
  },
);

test.skipIf(skip)("[W16] without a network the page opens from what it has kept, and says so", async () => {
  const context = await personIn(browser, `http://127.0.0.1:${port}`);
  const page = await context.newPage();
  await page.goto("/");
  await page.evaluate("navigator.serviceWorker.ready");
  await context.setOffline(true);
  await page.reload();
  await page.locator(".start").waitFor();
  expect(await page.locator(".banner").innerText()).toMatch(/You are offline/);
  await context.setOffline(false);
  await page.locator(".banner").waitFor({ state: "detached" });
  const manifest = await (await page.request.get("/manifest.webmanifest")).json();
  for (const { src } of manifest.icons) expect((await page.request.get(src)).status()).toBe(200);
  await context.close();
});
