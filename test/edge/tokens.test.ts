import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { call, expectPlain, expectRefusal } from "../../dev/clients/http.ts";
import { startServer, TEST_SECRET, type TestServer } from "../../dev/clients/server.ts";
import { type Frame, openWire, type Wire } from "../../dev/clients/wire.ts";
import {
  claimsIn,
  envelopeByHand,
  FORGERIES,
  headerOf,
  jwt,
  keysByHand,
  type Mint,
} from "../support/forge.ts";

const PREVIOUS = "the secret before this one, of forty bytes";

let server: TestServer;
let game: Frame;
let mint: Mint;
beforeAll(async () => {
  server = await startServer({}, { GAME_SECRET_PREVIOUS: PREVIOUS });
  game = (await call(server, "POST", "/api/games", { json: {} })).body;
  const now = Math.floor(Date.now() / 1000);
  mint = { good: game.player.token, secret: TEST_SECRET, previous: PREVIOUS, now };
});
afterAll(() => server.close());

type Way = readonly [name: string, open: (token: string, gameId?: string) => Promise<Wire>];
const WAYS: readonly Way[] = [
  ["subprotocol", (token) => openWire(server, "/ws/client", ["briscola.v1", `bearer.${token}`])],
  ["query", (token) => openWire(server, `/ws/client?token=${encodeURIComponent(token)}`)],
  [
    "join message",
    async (token, gameId = game.game_id) => {
      const wire = await openWire(server, `/ws/client?game_id=${gameId}`);
      wire.send({ message_type: "join", action_id: "knock", token });
      return wire;
    },
  ],
  [
    "join message alone",
    async (token) => {
      const wire = await openWire(server, "/ws/client/");
      wire.send({ message_type: "join", action_id: "knock", token });
      return wire;
    },
  ],
];

const expectTurnedAway = async (wire: Wire, way: string): Promise<void> => {
  const said = await wire.next("error");
  expect(said, way).toMatchObject({ code: "unauthorized", version: "1.1.0" });
  expectPlain(said.reason);
  expect((await wire.closed).code, way).toBe(4001);
  expect(wire.frames.map(({ message_type }) => message_type)).toEqual(["error"]);
};
const expectWelcome = async (wire: Wire): Promise<Frame> => {
  const welcome = await wire.next("join.ok");
  wire.close();
  return welcome;
};
const snapshot = (token: string) => call(server, "GET", `/api/games/${game.game_id}/snapshot`, { token });

describe("tokens that no server may take", () => {
  test.each(FORGERIES)("[T2] %s: unauthorized over HTTP and in every way of a socket", async (_, make) => {
    const token = make(mint);
    expectRefusal(await snapshot(token), 401, "unauthorized");
    const json = { message_type: "reorder", action_id: "a", hand: [] };
    const acting = await call(server, "POST", `/api/games/${game.game_id}/actions`, { token, json });
    expectRefusal(acting, 401, "unauthorized");
    await Promise.all(WAYS.map(async ([way, open]) => expectTurnedAway(await open(token), way)));
  });

  test("[T2] the empty token is a bad one", async () => {
    for (const [way, open] of WAYS.slice(1)) await expectTurnedAway(await open(""), way);
  });

  test("[T2] none of them has changed the game or let anybody in", async () => {
    const { body } = await call(server, "GET", `/api/games/${game.game_id}`);
    expect(body).toMatchObject({ revision: 0, observers: 0 });
  });

  test("[T2] the log of it all shows no token", () => {
    const log = server.logLines().join("\n");
    expect(log).not.toContain("eyJ");
    expect(log).not.toContain(TEST_SECRET);
  });
});

describe("tokens and their games", () => {
  test("[T2] a token of another game is unauthorized where the path or the address names this one", async () => {
    const other = (await call(server, "POST", "/api/games", { json: {} })).body;
    expectRefusal(await snapshot(other.player.token), 401, "unauthorized");
    const [, , join] = WAYS;
    if (join) await expectTurnedAway(await join[1](other.player.token), "join message");
  });

  test("[P16] a game_id in the address that contradicts the token is forbidden", async () => {
    const other = (await call(server, "POST", "/api/games", { json: {} })).body;
    const path = `/ws/client?game_id=${other.game_id}`;
    for (const wire of [
      await openWire(server, `${path}&token=${game.player.token}`),
      await openWire(server, path, ["briscola.v1", `bearer.${game.player.token}`]),
    ]) {
      expect(await wire.next("error")).toMatchObject({ code: "forbidden", origin: "web" });
      await wire.closed;
      expect(wire.frames).toHaveLength(1);
    }
    const fitting = await openWire(
      server,
      `/ws/client?game_id=${game.game_id.toLowerCase()}&token=${game.player.token}`,
    );
    await expectWelcome(fitting);
  });

  test("[T1] the untouched token is good in every way", async () => {
    expect((await snapshot(mint.good)).status).toBe(200);
    for (const [, open] of WAYS) expect((await expectWelcome(await open(mint.good))).player_id).toBe(0);
  });

  test("[T1] a host's token neither plays nor watches", async () => {
    expectRefusal(await snapshot(game.host_token), 403, "forbidden");
    const json = { message_type: "next-deal", action_id: "a" };
    const acting = await call(server, "POST", `/api/games/${game.game_id}/actions`, {
      token: game.host_token,
      json,
    });
    expectRefusal(acting, 403, "forbidden");
    for (const [way, open] of WAYS) {
      const wire = await open(game.host_token);
      expect((await wire.next("error")).code, way).toBe("forbidden");
      expect((await wire.closed).code, way).toBe(4001);
    }
  });

  test("[T2] a player's typ on a host's claims is no host's token", async () => {
    const token = jwt(headerOf(mint.good), claimsIn(game.host_token), keysByHand(TEST_SECRET).token);
    const ending = await call(server, "DELETE", `/api/games/${game.game_id}`, { token });
    expectRefusal(ending, 401, "unauthorized");
  });
});

describe("a changed secret", () => {
  const underPrevious = (token: string) => {
    const { id, token: key } = keysByHand(PREVIOUS);
    return jwt({ ...headerOf(token), kid: id }, claimsIn(token), key);
  };

  test("[T4] tokens under the previous secret are still read, in every way", async () => {
    const token = underPrevious(mint.good);
    expect((await snapshot(token)).body).toMatchObject({ player_id: 0 });
    for (const [, open] of WAYS) expect((await expectWelcome(await open(token))).player_id).toBe(0);
    const minted = await call(server, "POST", `/api/games/${game.game_id}/tokens`, {
      token: underPrevious(game.host_token),
      json: { role: "observer" },
    });
    expect(minted.status).toBe(201);
    expect(headerOf(minted.body.token).kid).toBe(keysByHand(TEST_SECRET).id);
  });

  test("[T4] every new token is signed with the current one", async () => {
    const { game_id, host_token, player } = (await call(server, "POST", "/api/games", { json: {} })).body;
    const post = async (path: string, json: Frame = {}, token?: string) =>
      (await call(server, "POST", `/api/games/${game_id}${path}`, { json, ...(token ? { token } : {}) })).body
        .token;
    const tokens = [
      host_token,
      player.token,
      await post("/join"),
      await post("/join?role=observer"),
      await post("/observer-token"),
      await post("/tokens", { role: "observer" }, host_token),
      await post("/tokens", { role: "player", player_id: 0 }, host_token),
    ];
    const { id, token: key } = keysByHand(TEST_SECRET);
    for (const token of tokens) {
      expect(headerOf(token)).toMatchObject({ alg: "HS256", kid: id });
      expect(token).toBe(jwt(headerOf(token), claimsIn(token), key));
    }
    expect(new Set(tokens.map((token) => claimsIn(token).jti)).size).toBe(tokens.length);
  });
});

describe("claims envelopes from outside", () => {
  const claims = () => ({
    game_id: game.game_id,
    created: claimsIn(mint.good).created,
    player_id: 0,
    role: "player",
    name: null,
    seat_version: claimsIn(mint.good).seat_version,
    action_id: null,
    ts: Date.now(),
    version: "1.1.0",
    origin: "web",
  });
  /** Even one that bears the right signature: a header from outside must not reach the actor at all. */
  const smuggled = () => {
    const { id, envelope } = keysByHand(TEST_SECRET);
    return envelopeByHand(claims(), id, envelope);
  };
  const withHeaders = (path: string, headers: Frame): WebSocket =>
    new WebSocket(server.url.replace("http", "ws") + path, { headers } as unknown as string[]);
  /** What the socket is told first after it has asked for a snapshot. */
  const firstAnswer = (socket: WebSocket) =>
    new Promise<Frame>((resolve, reject) => {
      socket.addEventListener("open", () => socket.send('{"message_type":"sync","action_id":"a"}'));
      socket.addEventListener("message", ({ data }) => {
        resolve(JSON.parse(String(data)));
        socket.close();
      });
      socket.addEventListener("error", () => reject(new Error("no socket")));
    });

  test.each(["x-briscola-envelope", "X-Briscola-Envelope"])(
    "[T5] a good one in %s lets no socket in that has brought no token",
    async (name) => {
      const path = `/ws/client?game_id=${game.game_id}`;
      expect(await firstAnswer(withHeaders(path, { [name]: smuggled() }))).toMatchObject({
        message_type: "error",
        code: "unauthorized",
      });
    },
  );

  test("[T5] beside a token it changes nothing of who that is", async () => {
    const observer = await call(server, "POST", `/api/games/${game.game_id}/observer-token`, { json: {} });
    const path = `/ws/client?token=${observer.body.token}`;
    expect(await firstAnswer(withHeaders(path, { "x-briscola-envelope": smuggled() }))).toMatchObject({
      message_type: "join.ok",
      role: "observer",
    });
    const asked = await call(server, "GET", `/api/games/${game.game_id}/snapshot`, {
      token: observer.body.token,
      headers: { "x-briscola-envelope": smuggled() },
    });
    expect(asked.body).toMatchObject({ role: "observer" });
    expect(asked.body).not.toHaveProperty("hand");
  });

  test("[T5] nor does it replace a token over HTTP, as header, bearer or body", async () => {
    const headers = { "x-briscola-envelope": smuggled() };
    const path = `/api/games/${game.game_id}`;
    expectRefusal(await call(server, "GET", `${path}/snapshot`, { headers }), 401, "unauthorized");
    expectRefusal(await call(server, "DELETE", path, { headers }), 401, "unauthorized");
    expectRefusal(await call(server, "GET", `${path}/snapshot`, { token: smuggled() }), 401, "unauthorized");
    for (const [way, open] of WAYS) await expectTurnedAway(await open(smuggled()), way);
  });
});
