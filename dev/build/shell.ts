import { createHash } from "node:crypto";

/** After this time without an answer to a navigation the stored page is shown, in ms. */
const PATIENCE_MS = 3_000;

/**
 * The service worker. It stores the page's own files, so that the page opens without a network, and does not handle
 * requests of the game. A new build has a new worker with its own store, which takes over when the last page of the old
 * one is closed.
 */
export const serviceWorkerOf = (files: readonly string[]): string => {
  const version = createHash("sha256").update(files.join()).digest("hex").slice(0, 12);
  return `const STORE = "page-${version}";
const FILES = ${JSON.stringify(["/", ...files])};
addEventListener("install", (event) => {
  event.waitUntil(caches.open(STORE).then((store) => store.addAll(FILES)));
});
addEventListener("activate", (event) => {
  event.waitUntil(caches.keys().then((all) => Promise.all(all.filter((name) => name !== STORE).map((name) => caches.delete(name)))));
});
const kept = () => caches.match("/");
const fresh = (request) => {
  const answer = fetch(request);
  const late = new Promise((pass) => setTimeout(pass, ${PATIENCE_MS})).then(kept).then((page) => page ?? answer);
  return Promise.race([answer, late]).catch(kept);
};
addEventListener("notificationclick", (event) => {
  const { notification } = event;
  const path = notification.data?.path ?? "/";
  notification.close();
  event.waitUntil(clients.matchAll({ type: "window", includeUncontrolled: true }).then((open) => {
    const page = open.find(({ url }) => new URL(url).pathname === path);
    return page ? page.focus() : clients.openWindow(path);
  }));
});
addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate" && /^\\/($|r$|[gw]\\/)/.test(pathname)) {
    event.respondWith(fresh(request));
  } else if (pathname.startsWith("/assets/")) {
    event.respondWith(caches.match(pathname).then((kept) => kept ?? fetch(request)));
  }
});
`;
};
