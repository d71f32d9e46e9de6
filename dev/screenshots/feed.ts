import { existsSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser, BrowserContextOptions, Page, WebSocketRoute } from "playwright-core";
import type { Snapshot } from "../../src/shared/protocol/snapshot.ts";
import { PING, PONG } from "../../src/shared/protocol/version.ts";
import { personIn } from "../clients/chromium.ts";

const folder = fileURLToPath(new URL("../../dist/page/", import.meta.url));
const URL_OF_PAGE = "http://localhost:1";
/** The game of all moments. */
const GAME = "K7M2QX";
const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".png": "image/png",
};

/** Waits in the page for `selector`, and then ends all that moves there. No frame has to be drawn for it. */
const settled = (selector: string): string => `new Promise((done) => {
  const isThere = () => document.querySelector('${selector}') !== null;
  const finish = () => {
    const ends = (one) => Number.isFinite(Number(one.effect?.getComputedTiming().endTime));
    // The end of one change may be the beginning of another.
    for (let round = 0; round < 9; round += 1)
      for (const one of document.getAnimations().filter(ends)) one.finish();
    done(null);
  };
  if (isThere()) return finish();
  const seen = new MutationObserver(() => {
    if (!isThere()) return;
    seen.disconnect();
    finish();
  });
  seen.observe(document, { subtree: true, childList: true, attributes: true });
})`;

/** The built page in a browser, without a server. It shows the snapshots that it is given. */
export interface FedPage {
  readonly page: Page;
  /** Shows `snapshot`, and resolves when the page has drawn it. */
  readonly show: (snapshot: Snapshot) => Promise<void>;
  /** Sends the page another message, such as `player.said`. */
  readonly tell: (message: object) => void;
  /** What the page has sent, without pings. */
  readonly sent: readonly string[];
}

/** Opens the built page as a player. Errors on it are added to `problems`. */
export const openFedPage = async (
  browser: Browser,
  options: BrowserContextOptions,
  problems: string[],
): Promise<FedPage> => {
  const context = await personIn(browser, URL_OF_PAGE, { serviceWorkers: "block", ...options }, problems);
  const page = await context.newPage();
  let socket: WebSocketRoute | undefined;
  let shown: Snapshot | undefined;
  const sent: string[] = [];
  await page.route("**/*", (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname.startsWith("/api/")) return route.fulfill({ status: 503, json: {} });
    const file = join(folder, pathname);
    const path = extname(pathname) !== "" && existsSync(file) ? file : join(folder, "index.html");
    return route.fulfill({ contentType: TYPES[extname(path)] ?? "text/plain", body: readFileSync(path) });
  });
  const messageOf = (snapshot: Snapshot, message: object) =>
    JSON.stringify({
      game_id: snapshot.game_id,
      epoch: snapshot.epoch,
      revision: snapshot.revision,
      ts: 0,
      ...message,
    });
  await page.routeWebSocket(/\/ws\/client/, (opened) => {
    socket = opened;
    opened.onMessage((text) => {
      if (text === PING) opened.send(PONG);
      else sent.push(String(text));
    });
    if (shown) opened.send(messageOf(shown, { message_type: "join.ok", snapshot: shown }));
  });
  const seats = { [GAME]: { token: "t", hostToken: "h", noted: {}, at: Date.now() } };
  await page.addInitScript(`localStorage.setItem("briscola.seats", '${JSON.stringify(seats)}')`);
  return {
    page,
    sent,
    tell: (message) => {
      if (shown) socket?.send(messageOf(shown, message));
    },
    show: async (snapshot) => {
      const isFirst = shown === undefined;
      shown = snapshot;
      if (isFirst) await page.goto(`/g/${GAME}`);
      else socket?.send(messageOf(snapshot, { message_type: "sync", snapshot }));
      const isLobby = snapshot.phase === "ready";
      await page.evaluate(settled(isLobby ? ".lobby" : `[data-revision="${snapshot.revision}"]`));
    },
  };
};
