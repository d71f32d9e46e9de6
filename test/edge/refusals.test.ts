import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { call, expectRefusal, type Question } from "../../dev/clients/http.ts";
import { startServer, type TestServer } from "../../dev/clients/server.ts";
import { type Frame, openWire } from "../../dev/clients/wire.ts";
import { caughtUp, keysOf } from "../support/copies.ts";
import { seatFive } from "../support/party.ts";

let server: TestServer;
let game: Frame;
beforeAll(async () => {
  server = await startServer();
  game = (await call(server, "POST", "/api/games", { json: {} })).body;
});
afterAll(() => server.close());

const LIMIT = 8_192;
const JSON_TYPE = { "content-type": "application/json" };

/** A JSON body of exactly so many bytes that no call minds. */
const bodyOf = (bytes: number): string => {
  const frame = '{"later":""}';
  return `{"later":"${"x".repeat(bytes - frame.length)}"}`;
};
/** The same without a length in advance. */
const streamOf = (text: string, chunk = 1_000): ReadableStream =>
  new ReadableStream({
    start: (controller) => {
      const bytes = new TextEncoder().encode(text);
      for (let at = 0; at < bytes.length; at += chunk) controller.enqueue(bytes.slice(at, at + chunk));
      controller.close();
    },
  });

/** Every call that reads a body, with the token it takes; each answers something else than 413, 415 to `{}`. */
const readers = (): readonly (readonly [string, string | undefined])[] => [
  ["/api/games", undefined],
  [`/api/games/${game.game_id}/join`, undefined],
  [`/api/games/${game.game_id}/join?role=observer`, undefined],
  [`/api/games/${game.game_id}/observer-token`, undefined],
  [`/api/games/${game.game_id}/tokens`, game.host_token],
  [`/api/games/${game.game_id}/actions`, game.player.token],
];
const everyReader = async (question: Question, status: number, code: string) => {
  for (const [path, token] of readers()) {
    const asked = await call(server, "POST", path, { ...question, ...(token ? { token } : {}) });
    expectRefusal(asked, status, code);
  }
};
const makes = (question: Question) => call(server, "POST", "/api/games", question);

describe("bodies", () => {
  test("[H9] 8,192 bytes are fine, with and without a length in advance", async () => {
    expect((await makes({ body: bodyOf(LIMIT), headers: JSON_TYPE })).status).toBe(201);
    expect((await makes({ body: streamOf(bodyOf(LIMIT)), headers: JSON_TYPE })).status).toBe(201);
  });

  test("[H9] one byte more is 413 wherever a body is read", async () => {
    await everyReader({ body: bodyOf(LIMIT + 1), headers: JSON_TYPE }, 413, "invalid_action");
  });

  test("[H9] one byte more in chunks of unknown number is 413 too", async () => {
    for (const [path, token] of readers()) {
      const question = { body: streamOf(bodyOf(LIMIT + 1)), headers: JSON_TYPE, ...(token ? { token } : {}) };
      expectRefusal(await call(server, "POST", path, question), 413, "invalid_action");
    }
  });

  test("[H9] a megabyte is 413 and does no harm", async () => {
    const big = bodyOf(1_000_000);
    expectRefusal(await makes({ body: streamOf(big, 50_000), headers: JSON_TYPE }), 413, "invalid_action");
    expectRefusal(await makes({ body: big, headers: JSON_TYPE }), 413, "invalid_action");
    expect((await makes({ json: {} })).status).toBe(201);
  });

  test("[H9] bytes count, not characters", async () => {
    const wide = `{"later":"${"è".repeat(4_091)}"}`;
    expect(Buffer.byteLength(wide)).toBe(LIMIT + 2);
    expectRefusal(await makes({ body: wide, headers: JSON_TYPE }), 413, "invalid_action");
  });

  test.each([
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "application/jsonp",
    "application/json-patch+json",
    "text/json",
    "",
    "json",
  ])("[H9] a body of type %j is 415", async (type) => {
    await everyReader({ body: "{}", headers: { "content-type": type } }, 415, "invalid_action");
  });

  test("[H9] a body of no type at all is 415", async () => {
    await everyReader({ body: new TextEncoder().encode("{}") }, 415, "invalid_action");
  });

  test.each(["application/json; charset=utf-8", "Application/JSON", "application/json ;charset=UTF-8"])(
    "[H9] a body of type %j is JSON",
    async (type) => {
      expect((await makes({ body: "{}", headers: { "content-type": type } })).status).toBe(201);
    },
  );

  test.each(["{", "", "{}{}", "{'a':1}", "undefined", "\u0000", "[", '{"a":1,}'].filter(Boolean))(
    "[H9] %j is not JSON: 400",
    async (body) => {
      await everyReader({ body, headers: JSON_TYPE }, 400, "invalid_action");
    },
  );

  test("[H9] bytes that are no UTF-8 are not JSON", async () => {
    const body = Uint8Array.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]);
    await everyReader({ body, headers: JSON_TYPE }, 400, "invalid_action");
  });

  test.each(["[]", "null", "7", '"{}"', "true", "[{}]"])("[H9] %s is JSON but no body: 400", async (body) => {
    await everyReader({ body, headers: JSON_TYPE }, 400, "invalid_action");
  });

  test("[H9] deep JSON within the limit is refused like any other", async () => {
    const deep = "[".repeat(LIMIT / 2) + "]".repeat(LIMIT / 2);
    await everyReader({ body: deep, headers: JSON_TYPE }, 400, "invalid_action");
    const inside = `{"rules":${'{"deals":'.repeat(800)}1${"}".repeat(800)}}`;
    expectRefusal(await makes({ body: inside, headers: JSON_TYPE }), 400, "invalid_action");
  });

  test("[H9] the keys of Object.prototype in a body reach nothing", async () => {
    const body = '{"__proto__":{"seat":false},"constructor":{"prototype":{"seat":false}}}';
    const made = await makes({ body, headers: JSON_TYPE });
    expect(made.status).toBe(201);
    expect(made.body).toHaveProperty("player");
    expect((await makes({ json: {} })).body).toHaveProperty("player");
  });
});

describe("paths and methods", () => {
  test.each([
    ["GET", "/api"],
    ["GET", "/api/"],
    ["GET", "/api/games"],
    ["GET", "/api/nothing"],
    ["GET", "/ws"],
    ["GET", "/ws/client/more"],
    ["GET", "/health/more"],
    ["POST", "/health"],
    ["PUT", "/api/games"],
    ["DELETE", "/api/games"],
    ["PUT", "/api/games/ABC123"],
    ["POST", "/api/games/ABC123"],
    ["GET", "/api/games/ABC123/join"],
    ["GET", "/api/games/ABC123/tokens"],
    ["GET", "/api/games/ABC123/actions"],
    ["POST", "/api/games/ABC123/snapshot"],
    ["GET", "/api/games/ABC123/nothing"],
    ["GET", "/api/games/ABC123/state"],
    ["GET", "/cdn-cgi/../api/nothing"],
    ["GET", "/api/games/__proto__/constructor"],
    ["POST", "/ws/client"],
  ])("[H9] %s %s is nothing: 404", async (method, path) => {
    expectRefusal(await call(server, method, path), 404, "invalid_action");
  });

  test("[H9] no path lists games", async () => {
    for (const path of ["/api/games", "/api/games?limit=10", "/api/games/", "/api/games/search?q=a"]) {
      const { status, text } = await call(server, "GET", path);
      expect(status).toBe(404);
      expect(text).not.toContain(game.game_id);
    }
  });

  test("[H9] a refusal is never cached as somebody else's answer, and is JSON", async () => {
    const refused = await call(server, "GET", "/api/games/NNNNNN");
    expect(refused.headers.get("content-type")).toMatch(/^application\/json/);
    expect(refused.headers.get("cache-control") ?? "").not.toMatch(/public|max-age=[1-9]/);
  });
});

describe("who asks", () => {
  const owned = (): readonly (readonly [string, string])[] => [
    ["GET", `/api/games/${game.game_id}/snapshot`],
    ["POST", `/api/games/${game.game_id}/actions`],
    ["POST", `/api/games/${game.game_id}/tokens`],
    ["DELETE", `/api/games/${game.game_id}`],
  ];
  test.each([
    "",
    "Bearer",
    "Bearer ",
    "Basic dXNlcjpwYXNz",
    "Bearer a b",
    "Token abc",
    "garbage",
    "Bearer null",
    "Bearer undefined",
  ])("[H9] Authorization %j is 401, before anything else is looked at", async (authorization) => {
    for (const [method, path] of owned()) {
      expectRefusal(await call(server, method, path, { headers: { authorization } }), 401, "unauthorized");
    }
  });

  test("[H9] no Authorization at all is 401", async () => {
    for (const [method, path] of owned())
      expectRefusal(await call(server, method, path), 401, "unauthorized");
  });

  test("[T2] a token counts in the Authorization header alone, not in the query or a cookie", async () => {
    const { token } = game.player;
    const path = `/api/games/${game.game_id}/snapshot`;
    expectRefusal(await call(server, "GET", `${path}?token=${token}`), 401, "unauthorized");
    const headers = { cookie: `token=${token}`, "sec-websocket-protocol": `briscola.v1, bearer.${token}` };
    expectRefusal(await call(server, "GET", path, { headers }), 401, "unauthorized");
    expect((await call(server, "GET", path, { headers: { authorization: `bearer  ${token}` } })).status).toBe(
      200,
    );
  });

  test("[T2] a good token of another game is unauthorized here", async () => {
    const other = (await call(server, "POST", "/api/games", { json: {} })).body;
    for (const token of [other.player.token, other.host_token])
      for (const [method, path] of owned())
        expectRefusal(await call(server, method, path, { token }), 401, "unauthorized");
  });

  test("[T5] a claims envelope from outside has no effect over HTTP", async () => {
    const headers = {
      "x-briscola-envelope": "AAAA.BBBB.CCCC",
      "X-Briscola-Role": "host",
      "x-briscola-player-id": "0",
    };
    for (const [method, path] of owned())
      expectRefusal(await call(server, method, path, { headers }), 401, "unauthorized");
    const path = `/api/games/${game.game_id}/snapshot`;
    const asked = await call(server, "GET", path, { headers, token: game.player.token });
    expect(asked.body).toMatchObject({ player_id: 0 });
  });
});

describe("codes", () => {
  test("[P20] each code comes with its reason and recovery, over HTTP", async () => {
    const party = await seatFive(server);
    const path = `/api/games/${party.gameId}/actions`;
    const turn: number = (
      await call(server, "GET", `/api/games/${party.gameId}/snapshot`, { token: party.tokens[0] ?? "" })
    ).body.current_player_id;
    const act = (json: Frame, seat = turn) =>
      call(server, "POST", path, { json: { action_id: "x", ...json }, token: party.tokens[seat] ?? "" });
    const rows: readonly (readonly [Frame, number, number, string, string])[] = [
      [{ message_type: "bid", bid: 61 }, (turn + 1) % 5, 400, "invalid_turn", "noop"],
      [{ message_type: "bid", bid: 60 }, turn, 400, "invalid_bid", "retry"],
      [{ message_type: "play", card: 1 }, turn, 400, "invalid_action", "noop"],
      [{ message_type: "reorder", hand: [0] }, turn, 400, "invalid_card", "retry"],
      [{ message_type: "bid", bid: 61, player_id: (turn + 1) % 5 }, turn, 403, "forbidden", "noop"],
      [{ message_type: "bid", bid: 61, version: "2.0" }, turn, 409, "join_failed", "noop"],
      [{ message_type: "bid", bid: 61, expected_revision: 0 }, turn, 409, "desync", "sync"],
    ];
    for (const [json, seat, status, code, recovery] of rows) {
      const answer = await act(json, seat);
      expect(answer.status, answer.text).toBe(status);
      expect(answer.body).toEqual({
        message_type: "action.result",
        game_id: party.gameId,
        version: "1.1.0",
        origin: "game",
        ts: expect.any(Number),
        epoch: 1,
        revision: expect.any(Number),
        turn: expect.any(Number),
        action_id: "x",
        status: "error",
        code,
        reason: expect.any(String),
        recovery,
      });
    }
    party.close();
  });

  test("[P20] a game that cannot be had back while Redis is away is game_unavailable", async () => {
    server.redis.faults.outage("on");
    try {
      const asked = await call(server, "GET", "/api/games/ZZZZZ0");
      expectRefusal(asked, 503, "game_unavailable");
      expect(asked.body.recovery).toBe("retry");
      const wire = await openWire(server, "/ws/client?game_id=ZZZZZ0");
      expect(await wire.next("error")).toMatchObject({ code: "game_unavailable" });
      expect((await wire.closed).code).toBe(1013);
    } finally {
      server.redis.faults.outage("off");
    }
  });

  test("[P20, R8] a game of which nothing can be read is game_unavailable, says nothing of why, and can be ended", async () => {
    const broken = (await call(server, "POST", "/api/games", { json: {} })).body;
    await caughtUp(server, broken.game_id, { epoch: 1, revision: 0 });
    server.expectErrors("rows_damaged", "copy_unreadable");
    await server.sql(broken.game_id, "UPDATE log SET row = 'no JSON, but a secret'");
    await server.command("SET", `game:${broken.game_id}:state`, "no JSON, but a secret");
    await server.evict(broken.game_id, "close");
    const path = `/api/games/${broken.game_id}`;
    for (const answer of [
      await call(server, "GET", path),
      await call(server, "POST", `${path}/join`, { json: {} }),
      await call(server, "GET", `${path}/snapshot`, { token: broken.player.token }),
      await call(server, "DELETE", path, { token: broken.player.token }),
    ]) {
      expectRefusal(answer, 503, "game_unavailable");
      expect(answer.body.recovery).toBe("retry");
      expect(answer.text).not.toMatch(/secret|JSON/);
    }
    const wire = await openWire(server, `/ws/client?token=${broken.player.token}`);
    expect(await wire.next("error")).toMatchObject({ code: "game_unavailable", origin: "web" });
    expect((await wire.closed).code).toBe(1013);
    const ended = await call(server, "DELETE", path, { token: broken.host_token });
    expect([ended.status, ended.body]).toEqual([200, { game_id: broken.game_id, ended: true }]);
    await expect.poll(() => keysOf(server, broken.game_id)).toEqual([]);
    expectRefusal(await call(server, "GET", path), 404, "join_failed");
  });
});
