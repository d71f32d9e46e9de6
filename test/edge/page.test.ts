import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { call, expectRefusal } from "../../dev/clients/http.ts";
import { startServer, type TestServer } from "../../dev/clients/server.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

describe("[W18] the page's files", () => {
  test.each(["/", "/g/K7M2QX", "/w/k7m2qx", "/g/K7M2QX/", "/w/k7m2qx/", "/r"])(
    "[W18] %s is the page, with a strict policy",
    async (path) => {
      const { status, headers, text } = await call(server, "GET", path);
      expect(status).toBe(200);
      expect(headers.get("content-type")).toMatch(/^text\/html/);
      expect(text).toContain('<div id="page"');
      const policy = headers.get("content-security-policy") ?? "";
      expect(policy).toMatch(/default-src 'none'.*frame-ancestors 'none'/);
      expect(policy).not.toMatch(/unsafe|\*|https?:/);
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("referrer-policy")).toBe("no-referrer");
      expect(headers.get("permissions-policy")).toContain("camera=()");
      expect(headers.get("cross-origin-opener-policy")).toBe("same-origin");
      expect(headers.get("x-robots-tag")).toBe(path === "/" ? null : "noindex");
    },
  );

  test("[W18] nothing in the page is inline or from elsewhere; its parts may be kept for good", async () => {
    const { text } = await call(server, "GET", "/");
    expect(text).not.toMatch(/<style|style=|\son\w+=|<script>(?!<)|src="http/);
    for (const [, asset = ""] of text.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)) {
      const { status, headers } = await call(server, "GET", asset);
      expect(status).toBe(200);
      expect(headers.get("cache-control")).toMatch(/immutable/);
    }
  });

  test("[W22] the page links to the licences of all that is in it", async () => {
    const [, path = ""] =
      /<link rel="license" href="([^"]+)"/.exec((await call(server, "GET", "/")).text) ?? [];
    const { status, headers, text } = await call(server, "GET", path);
    expect([status, headers.get("content-type")]).toEqual([200, "text/plain; charset=utf-8"]);
    expect(text).toContain("Permission is hereby granted");
  });

  test.each(["/manifest.webmanifest", "/icon.svg", "/sw.js", "/robots.txt"])(
    "[W18] %s is there",
    async (path) => {
      expect((await call(server, "GET", path)).status).toBe(200);
    },
  );

  test.each(["/nothing", "/g", "/g/K7M2QX/more", "/assets/nothing.js", "/api/nothing", "/ws/nothing"])(
    "[W18] %s is nothing: 404, and no page",
    async (path) => {
      expectRefusal(await call(server, "GET", path), 404, "invalid_action");
    },
  );

  const browser = { headers: { accept: "text/html,application/xhtml+xml,*/*;q=0.8" } };
  test.each(["/nothing", "/g", "/g/K7M2QX/more"])(
    "[W18] %s in a browser is the page with 404",
    async (path) => {
      const { status, headers, text } = await call(server, "GET", path, browser);
      expect(status).toBe(404);
      expect(text).toContain('<div id="page"');
      expect(headers.get("content-security-policy")).toMatch(/default-src 'none'/);
      expect(headers.get("x-robots-tag")).toBe("noindex");
    },
  );

  test.each([
    ["/assets/nothing.js", "invalid_action"],
    ["/api/nothing", "invalid_action"],
    ["/ws/nothing", "invalid_action"],
    ["/api/games/QQQQQQ", "join_failed"],
  ])("[W18] %s is a refusal for a browser too: %s", async (path, code) => {
    expectRefusal(await call(server, "GET", path, browser), 404, code);
  });
});
