import { afterAll, beforeAll, expect, test } from "vitest";
import { type Answer, call, type Question } from "../../dev/clients/http.ts";
import { startServer, type TestServer } from "../../dev/clients/server.ts";
import { caughtUp } from "../support/copies.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startServer({ RATE_LIMITS: "on" });
});
afterAll(() => server.close());

/** Each test has an address of its own, so that no limit of one reaches another. */
const visitor = (address: string, headers: Question["headers"] = {}) => ({
  headers: { "cf-connecting-ip": address, ...headers },
});
const create = async (address: string, body: object): Promise<string> =>
  (await call(server, "POST", "/api/games", { json: body, ...visitor(address) })).body.game_id;
const file = () => call(server, "GET", "/");

const ENTITIES = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'" } as const;
const plain = (text: string) =>
  text.replace(/&[^;]*;/g, (entity) => ENTITIES[entity as keyof typeof ENTITIES] ?? `unknown ${entity}`);
/** The Open Graph fields of a page, each of which it has once. */
const preview = ({ text }: Answer): Readonly<Record<string, string>> => {
  const found = [...text.matchAll(/<meta property="(og:[a-z]+)" content="([^"<>]*)"\s*\/?>/g)];
  expect(found.length).toBe(text.match(/og:/g)?.length);
  const fields = Object.fromEntries(found.map(([, name = "", value = ""]) => [name, plain(value)]));
  expect(Object.keys(fields)).toHaveLength(found.length);
  return fields;
};

test("[H23] the link of a game shows its code, who sits there and what is free, in Italian or English", async () => {
  const from = "192.0.2.1";
  const id = await create(from, { display_name: "Ada" });
  await call(server, "POST", `/api/games/${id}/join`, { json: { display_name: "Bruno" }, ...visitor(from) });
  const shown = (language?: string) =>
    call(
      server,
      "GET",
      `/g/${id}`,
      visitor(from, language === undefined ? {} : { "accept-language": language }),
    );
  const italian = await shown("fr, it-IT;q=0.8, en;q=0.3");
  expect(preview(italian)).toEqual({
    "og:type": "website",
    "og:title": `Briscola Chiamata – partita ${id}`,
    "og:description":
      "Al tavolo: \u2068Ada\u2069, \u2068Bruno\u2069. Ci sono 3 posti liberi. Cinque amici, un socio nascosto.",
    "og:image": `${server.url}/icon-512.png`,
    "og:url": `${server.url}/g/${id}`,
  });
  expect(preview(await shown("en-GB,en;q=0.9,it;q=0.8"))["og:description"]).toBe(
    "At the table: \u2068Ada\u2069, \u2068Bruno\u2069. 3 seats are free. Five friends, one hidden partner.",
  );
  expect(preview(await shown("de, it;q=0"))["og:title"]).toBe(`Briscola Chiamata – game ${id}`);
  const lower = await call(server, "GET", `/g/${id.toLowerCase()}/`, visitor(from));
  expect(preview(lower)["og:url"]).toBe(`${server.url}/g/${id}`);
  expect((await call(server, "HEAD", `/g/${id}`, visitor(from))).status).toBe(200);
  const picture = await call(server, "GET", "/icon-512.png");
  expect([picture.status, picture.headers.get("content-type")]).toEqual([200, "image/png"]);
});

test("[H23] bots are not named, and a full table says so", async () => {
  const from = "192.0.2.2";
  const made = (await call(server, "POST", "/api/games", { json: { display_name: "Ada" }, ...visitor(from) }))
    .body;
  await call(server, "POST", `/api/games/${made.game_id}/bots`, {
    token: made.host_token,
    json: {},
    ...visitor(from),
  });
  const page = await call(server, "GET", `/g/${made.game_id}`, visitor(from, { "accept-language": "it" }));
  expect(preview(page)["og:description"]).toBe(
    "Al tavolo: \u2068Ada\u2069. I posti sono occupati. Cinque amici, un socio nascosto.",
  );
});

test.each([
  ["192.0.2.10", `"><script>1</script>`],
  ["192.0.2.11", `' onload='1' & "b"`],
  ["192.0.2.12", "&quot;&lt;b&gt;"],
  ["192.0.2.13", "<!-- </head>"],
  ["192.0.2.14", "שרה כהן"],
  ["192.0.2.15", "$& $1 \\ {{b}} %s"],
])(
  "[H23] to a messenger at %s the name %s is text, and keeps its direction to itself",
  async (from, name) => {
    const id = await create(from, { display_name: name });
    const page = await call(server, "GET", `/g/${id}`, visitor(from, { "accept-language": "en" }));
    expect(preview(page)["og:description"]).toBe(
      `At the table: \u2068${name}\u2069. 4 seats are free. Five friends, one hidden partner.`,
    );
    const tags = (text: string) => text.match(/<\/?(?!meta)[a-z!][^\s>]*/gi);
    expect(tags(page.text)).toEqual(tags((await file()).text));
  },
);

test("[H23] the preview has the page's policy, and no cache takes it for the file", async () => {
  const from = "192.0.2.20";
  const id = await create(from, {});
  const [page, whole] = [await call(server, "GET", `/g/${id}`, visitor(from)), await file()];
  for (const header of ["content-security-policy", "content-type", "referrer-policy", "x-frame-options"])
    expect(page.headers.get(header), header).toBe(whole.headers.get(header));
  expect(page.headers.get("x-robots-tag")).toBe("noindex");
  expect(page.headers.get("cache-control")).toBe("private, no-cache");
  expect(page.headers.get("vary")).toMatch(/accept-language/);
  expect(page.headers.get("etag")).toBeNull();
  const etag = whole.headers.get("etag") ?? "";
  expect(etag).not.toBe("");
  const again = await call(server, "GET", `/g/${id}`, visitor(from, { "if-none-match": etag }));
  expect([again.status, again.text, again.headers.get("etag")]).toEqual([304, "", etag]);
});

test.each(["/g/QQQQQQ", "/g/ILOU00", "/g/nothing", "/w/QQQQQQ"])(
  "[H23] %s is the unchanged file",
  async (path) => {
    const [page, whole] = [await call(server, "GET", path, visitor("192.0.2.30")), await file()];
    expect([page.status, page.text]).toEqual([200, whole.text]);
    expect(page.headers.get("etag")).toBe(whole.headers.get("etag"));
  },
);

test("[H23] a preview counts as a read, and over the limit the page opens all the same", async () => {
  const id = await create("192.0.2.40", {});
  const whole = await file();
  /** Of wrangler.toml, a minute. */
  const [limit, previews] = [600, 20];
  const spent = async (from: string) => {
    const times = (count: number, path: string) =>
      Promise.all(Array.from({ length: count }, () => call(server, "GET", path, visitor(from))));
    await times(previews, `/g/${id}`);
    const reads = await times(limit, "/api/games/nothing");
    const [late] = await times(1, `/g/${id}`);
    return {
      reads: reads.filter(({ status }) => status === 404).length,
      late: [late?.status, late?.text === whole.text],
    };
  };
  // A new minute may begin in one of them.
  expect([await spent("192.0.2.41"), await spent("192.0.2.42")]).toContainEqual({
    reads: limit - previews,
    late: [200, true],
  });
});

test("[H23] while the game does not answer, its page is the unchanged file", async () => {
  const from = "192.0.2.50";
  const id = await create(from, { display_name: "Ada" });
  await caughtUp(server, id, (await call(server, "GET", `/api/games/${id}`, visitor(from))).body);
  const open = () => call(server, "GET", `/g/${id}`, visitor(from));
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  server.redis.faults.rule(() => ({ kind: "hold", until: released }));
  await server.sql(id, "DROP TABLE log");
  await server.evict(id);
  expect((await open()).text).toBe((await file()).text);
  server.redis.faults.clear();
  release();
  await expect.poll(async () => preview(await open())["og:description"]).toContain("Ada");
});
