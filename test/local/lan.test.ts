import { request } from "node:http";
import { connect, type Socket } from "node:net";
import { networkInterfaces } from "node:os";
import { encode } from "uqr";
import { beforeAll, describe, expect, it } from "vitest";
import { upgradeStatus } from "../../dev/clients/http.ts";
import { joinWire, openWire } from "../../dev/clients/wire.ts";
import { isOfLan, lanAddress } from "../../dev/local/lan-address.ts";
import { type Arrival, admit } from "../../dev/local/lan-admission.ts";
import { readSettings } from "../../dev/local/settings.ts";
import { terminalQr } from "../../dev/local/terminal-qr.ts";
import { family, listenersOf } from "./processes.ts";
import { patience, type Run, ready, run } from "./started.ts";

const operator = "an-operators-token-of-forty-bytes-for-tests";
/** The address of this machine in its network. Without one, requests come from 127.0.0.2 alone. */
const own = Object.values(networkInterfaces())
  .flatMap((all) => all ?? [])
  .find(({ address, internal }) => !internal && isOfLan(address))?.address;

interface Asked {
  readonly method?: string;
  /** The server's address that is connected to, and the client's own. */
  readonly to?: string;
  readonly from?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** The `Host` header; the address without it. */
  readonly host?: string;
}

/** One request whose path is sent as it is. */
const ask = (port: number, path: string, asked: Asked = {}): Promise<{ status: number; text: string }> =>
  new Promise((resolve, reject) => {
    const { method = "GET", to = "127.0.0.1", from, headers = {}, host = `${to}:${port}` } = asked;
    const asking = request(
      {
        host: to,
        port,
        path,
        method,
        headers: { ...headers, host },
        ...(from ? { localAddress: from } : {}),
      },
      (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (part) => (text += part));
        response.on("end", () => resolve({ status: response.statusCode ?? 0, text }));
      },
    );
    asking.on("error", reject).end();
  });

describe("npm start -- --lan", () => {
  let server: Run;
  let port: number;
  /** The ways in which another device comes: from another address to this machine. */
  let others: readonly Asked[];
  beforeAll(async () => {
    server = await run({ OPERATOR_TOKEN: operator }, { args: ["--lan"], keep: true });
    await ready(server);
    port = server.port;
    const near: Asked = { from: "127.0.0.2" };
    others = own === undefined ? [near] : [near, { to: own, from: own }];
  }, patience);
  const withToken = { headers: { authorization: `Bearer ${operator}` } };

  it("[L25] prints the ready line, and the address for phones with its QR code", async () => {
    const address = await lanAddress();
    expect(address).toBeDefined();
    const url = `http://${address}:${port}`;
    const lines = server.output().split("\n");
    expect(lines[0]).toMatch(new RegExp(`^Briscola is ready on http://localhost:${port} \\(Redis: .*\\)$`));
    expect(lines[1]).toContain(`Phones on the same network play on ${url} `);
    expect(lines.slice(2).join("\n").trimEnd()).toBe(terminalQr(url, { colours: false }));
  });

  it("[L25] of all that it has started, the Worker's port alone leaves loopback", () => {
    const listeners = listenersOf([{ pid: server.pid }, ...family(server.pid)]);
    expect(listeners.length).toBeGreaterThan(2);
    expect(listeners.filter((address) => !address.startsWith("127."))).toEqual([`0.0.0.0:${port}`]);
  });

  it("[L25] other devices get the page, its links lead back to the same address, and they play over sockets", async () => {
    for (const other of others) {
      const page = await ask(port, "/", other);
      expect([page.status, page.text.includes('<div id="page"')]).toEqual([200, true]);
      const made = await ask(port, "/api/games", { ...other, method: "POST" });
      expect(made.status).toBe(201);
      const url = `http://${other.to ?? "127.0.0.1"}:${port}`;
      const { game_id, links, player } = JSON.parse(made.text);
      expect(links.join).toBe(`${url}/g/${game_id}`);
      const wire = await joinWire({ url }, player.token);
      expect(await wire.snapshot()).toMatchObject({ game_id, player_id: 0 });
      wire.send('{"message_type":"ping"}');
      await wire.next("pong");
      const second = await joinWire({ url }, player.token);
      expect(await wire.closed).toMatchObject({ code: 4002 });
      second.close();
      expect(await second.closed).toMatchObject({ code: 1000 });
      const refused = await openWire({ url }, "/ws/client?token=nonsense");
      expect(await refused.closed).toMatchObject({ code: 4001 });
    }
  });

  it.each([
    "/cdn-cgi/local/scheduled",
    "/cdn-cgi",
    "/x/../cdn-cgi/local/scheduled",
    "/./cdn-cgi/local/scheduled",
    "//cdn-cgi/local/scheduled",
    "/%63dn-cgi/local/scheduled",
    "/CDN-CGI/local/scheduled",
    "/\\cdn-cgi/local/scheduled",
    "/api/operator/summary",
    "/api/%6Fperator/summary",
    "/api//operator/summary",
    "/api/x/../operator/summary?a=b",
  ])("[L26] %s is for the machine of the server alone, whoever has the token", async (path) => {
    for (const other of others) {
      const { status, text } = await ask(port, path, { ...other, ...withToken });
      expect([400, 403], text).toContain(status);
      expect(Object.keys(JSON.parse(text))).toEqual(["code", "reason", "recovery"]);
    }
  });

  it("[L26] an address instead of a path, or headers of proxies, lead nowhere else", async () => {
    const inside = `http://127.0.0.1:${port}/cdn-cgi/local/scheduled`;
    for (const other of others) {
      expect((await ask(port, inside, other)).status).toBe(400);
      const headers = { "mf-original-url": inside, "mf-route-override": "x", "x-forwarded-proto": "https" };
      const health = await ask(port, "/health", { ...other, headers });
      expect(JSON.parse(health.text)).toHaveProperty("redis");
    }
  });

  it("[L26] the machine itself may ask for all of it", async () => {
    expect(await ask(port, "/cdn-cgi/local/scheduled")).toEqual({ status: 200, text: "ok" });
    const summary = await ask(port, "/api/operator/summary", { ...withToken, host: `localhost:${port}` });
    expect(summary.status, summary.text).toBe(200);
  });

  it.each([
    "evil.example",
    "evil.example:PORT",
    "localhost:PORT.evil.example",
    "192.168.99.99:PORT",
    "127.0.0.1",
  ])("[L26] a name that is not this server's is refused, also on the machine itself: %j", async (name) => {
    const host = name.replace("PORT", String(port));
    for (const one of [{}, ...others]) {
      for (const path of ["/", "/health", "/cdn-cgi/local/scheduled"])
        expect((await ask(port, path, { ...one, host })).status).not.toBe(200);
    }
    expect((await upgradeStatus({ url: `http://127.0.0.1:${port}` }, "/ws/client", { host })).status).toBe(
      421,
    );
  });

  it("[L26] localhost is no name for another device", async () => {
    for (const other of others)
      expect((await ask(port, "/", { ...other, host: `localhost:${port}` })).status).toBe(421);
  });

  it("[L26, H11] the limits are on, for each device by itself, whatever address it claims", {
    timeout: patience,
  }, async () => {
    const create = (from: string) =>
      ask(port, "/api/games", {
        method: "POST",
        from,
        headers: { "cf-connecting-ip": `10.0.0.${from.at(-1)}` },
      });
    const many = async (count: number) =>
      (await Promise.all(Array.from({ length: count }, () => create("127.0.0.3")))).map(
        ({ status }) => status,
      );
    expect(await many(20)).toEqual(new Array(20).fill(201));
    // A new minute may have begun in between.
    expect(await many(21)).toContain(429);
    expect((await create("127.0.0.4")).status).toBe(201);
  });

  it("[L26] one device holds 128 connections at most, and others do not notice", async () => {
    const sockets: Socket[] = [];
    const open = () =>
      new Promise<"open" | "closed">((done) => {
        const socket = connect({ port, host: "127.0.0.1", localAddress: "127.0.0.6" });
        sockets.push(socket);
        socket.on("error", () => done("closed")).on("close", () => done("closed"));
        socket.on("data", () => done("open"));
        socket.write(`GET /health HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\n\r\n`);
      });
    const all = await Promise.all(Array.from({ length: 140 }, open));
    expect(all.filter((one) => one === "open")).toHaveLength(128);
    expect((await ask(port, "/health", others[0])).status).toBe(200);
    for (const socket of sockets) socket.destroy();
  });

  it("[L26] what is no HTTP harms nobody", async () => {
    await new Promise<void>((done) => {
      const socket = connect(port, "127.0.0.1", () => socket.end("\u0016\u0003\u0001 this is TLS\r\n\r\n"));
      socket.on("error", () => {}).on("close", () => done());
      socket.resume();
    });
    expect((await ask(port, "/health", others[0])).status).toBe(200);
  });
});

it("[L25] without --lan nothing leaves loopback", { timeout: patience }, async () => {
  const server = await run();
  await ready(server);
  const listeners = listenersOf([{ pid: server.pid }, ...family(server.pid)]);
  expect(listeners.length).toBeGreaterThan(2);
  expect(listeners.filter((address) => !address.startsWith("127."))).toEqual([]);
});

it("[L7, L25] another option gets one sentence", async () => {
  for (const args of [["--wan"], ["--lan", "more"], ["--lan=yes"]]) {
    const server = await run({}, { args });
    expect(await server.exit).toBe(1);
    expect(server.output()).toBe("npm start takes one option: npm start -- --lan\n");
  }
});

describe("[L26] the limits with --lan", () => {
  const read = (env: Record<string, string>, lan = true) => readSettings(env, {}, "/work", { lan });

  it("[L26] are on, and cannot be turned off", () => {
    expect(read({})).toMatchObject({ ok: true, value: { vars: { RATE_LIMITS: "on", ENVIRONMENT: "dev" } } });
    expect(read({ RATE_LIMITS: "off" })).toEqual({ ok: false, error: "RATE_LIMITS must be on with --lan." });
    for (const name of ["FLOOD_PLAYER", "FLOOD_OBSERVER"]) {
      expect(read({ [name]: "0" })).toEqual({ ok: false, error: `${name} must be at least 1 with --lan.` });
      expect(read({ [name]: "0" }, false).ok).toBe(true);
      expect(read({ [name]: "7" }).ok).toBe(true);
    }
  });
});

describe("[L26] who is admitted", () => {
  const phone: Arrival = {
    ...{
      remote: "192.168.1.20",
      local: "192.168.1.5",
      port: 8787,
      host: "192.168.1.5:8787",
      target: "/g/K7M2QX?a=b",
    },
  };
  it.each<[string, Partial<Arrival>, string | number]>([
    ["a phone", {}, "/g/K7M2QX?a=b"],
    [
      "a phone, on a socket for both families",
      { remote: "::ffff:192.168.1.20", local: "::ffff:192.168.1.5" },
      "/g/K7M2QX?a=b",
    ],
    [
      "the machine",
      { remote: "127.0.0.1", local: "127.0.0.1", host: "LocalHost:8787", target: "/cdn-cgi/x" },
      "/cdn-cgi/x",
    ],
    ["the machine by IPv6", { remote: "::1", local: "::1", host: "[::1]:8787", target: "/" }, "/"],
    ["port 80 without its number", { port: 80, host: "192.168.1.5" }, "/g/K7M2QX?a=b"],
    ["a path with dots", { target: "/a/../b" }, "/b"],
    ["an address of the internet", { local: "8.8.8.8", host: "8.8.8.8:8787" }, 403],
    ["another port in the name", { host: "192.168.1.5:80" }, 421],
    ["no name", { host: undefined }, 421],
    ["another of the machine's addresses as name", { host: "192.168.1.6:8787" }, 421],
    ["no path", { target: undefined }, 400],
    ["an asterisk", { target: "*" }, 400],
    ["percent signs that mean nothing", { target: "/%zz" }, "/%zz"],
    ["a client whose address is unknown", { remote: undefined, target: "/cdn-cgi/x" }, 403],
  ])("[L26] %s", (_, change, expected) => {
    const admitted = admit({ ...phone, ...change });
    expect(admitted.ok ? admitted.value : admitted.error.status).toBe(expected);
  });

  it.each([
    ["192.168.0.1", true],
    ["10.1.2.3", true],
    ["172.16.0.1", true],
    ["172.32.0.1", false],
    ["169.254.7.7", true],
    ["100.64.0.1", true],
    ["8.8.8.8", false],
    ["127.0.0.1", false],
    ["fd00::2", false],
    ["", false],
  ])("[L25] %j is of a local network: %s", (address, is) => {
    expect(isOfLan(address)).toBe(is);
  });
});

it("[L25] the QR code in the terminal has the modules of the code, with and without colours", () => {
  const text = "http://192.168.1.5:8787";
  const { data, size } = encode(text, { ecc: "L", border: 2 });
  const plain = terminalQr(text, { colours: false }).split("\n");
  const light = (x: number, y: number) => {
    const cell = plain[Math.floor(y / 2)]?.[x] ?? "";
    return y % 2 === 0 ? "▀█".includes(cell) : "▄█".includes(cell);
  };
  for (let y = 0; y < size; y += 1)
    for (let x = 0; x < size; x += 1) expect(light(x, y), `${x} ${y}`).toBe(!data[y]?.[x]);
  const coloured = terminalQr(text, { colours: true });
  expect(coloured.split("\n")[0]).toBe(`\u001b[97;40m${plain[0]}\u001b[0m`);
});
