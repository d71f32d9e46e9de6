import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { call, expectRefusal, upgradeStatus } from "../../dev/clients/http.ts";
import { startServer, type TestServer } from "../../dev/clients/server.ts";
import { type Frame, openWire } from "../../dev/clients/wire.ts";
import { SERVER_MESSAGES } from "../../src/shared/protocol/server.ts";

const HOME = "https://play.example";
const SECOND = "https://also.example:8443";

let server: TestServer;
let game: Frame;
beforeAll(async () => {
  server = await startServer({ ALLOWED_ORIGINS: `${HOME}, ${SECOND}` });
  game = (await call(server, "POST", "/api/games", { json: {} })).body;
});
afterAll(() => server.close());

/** How an upgrade that is to be refused ends: what was said, the close code, and the subprotocol that was echoed. */
const refused = async (path: string, protocols: string[] = []) => {
  const wire = await openWire(server, path, protocols);
  const { code, reason } = await wire.closed;
  return { frames: wire.frames, code, reason, protocol: wire.socket.protocol };
};
const expectFromEdge = ({ frames }: Awaited<ReturnType<typeof refused>>, code: string) => {
  expect(frames).toHaveLength(1);
  expect(frames[0]).toEqual({
    message_type: "error",
    game_id: expect.toSatisfy((id) => id === null || typeof id === "string"),
    version: "1.1.0",
    origin: "web",
    ts: expect.toSatisfy((ts) => Math.abs(ts - Date.now()) < 60_000),
    code,
    reason: expect.any(String),
  });
  SERVER_MESSAGES.error.parse(frames[0]);
};

describe("the ways in that name a game", () => {
  test("[S2] by subprotocol: joined at once, and of the two only briscola.v1 is echoed", async () => {
    for (const order of [
      ["briscola.v1", `bearer.${game.player.token}`],
      [`bearer.${game.player.token}`, "briscola.v1"],
    ]) {
      const wire = await openWire(server, "/ws/client", order);
      expect(wire.socket.protocol).toBe("briscola.v1");
      const welcome = await wire.next(() => true);
      expect(welcome).toMatchObject({ message_type: "join.ok", player_id: 0, game_id: game.game_id });
      expect(welcome).not.toHaveProperty("action_id");
      wire.close();
    }
  });

  test("[S2] by query: joined at once", async () => {
    const wire = await openWire(server, `/ws/client?token=${game.player.token}`);
    expect(await wire.next(() => true)).toMatchObject({ message_type: "join.ok", player_id: 0 });
    expect(wire.socket.protocol).toBe("");
    wire.close();
  });

  test("[S2] by a join message: nothing is told before, join.ok with its action_id after", async () => {
    const wire = await openWire(server, `/ws/client?game_id=${game.game_id}`, ["briscola.v1"]);
    expect(wire.socket.protocol).toBe("briscola.v1");
    wire.send('{"message_type":"ping"}');
    expect(await wire.next(() => true)).toEqual({ message_type: "pong" });
    wire.send({ message_type: "sync", action_id: "early" });
    expect(await wire.next(() => true)).toMatchObject({ message_type: "error", code: "unauthorized" });
    const acted = await wire.act({ message_type: "next-deal" });
    expect(acted).toMatchObject({ status: "error", code: "unauthorized" });
    wire.send({ message_type: "join", action_id: "mine", token: game.player.token });
    expect(await wire.next("join.ok")).toMatchObject({ action_id: "mine", player_id: 0 });
    expect((await wire.snapshot()).player_id).toBe(0);
    wire.close();
  });

  test("[S2] an observer is welcome in all of them", async () => {
    const { token } = (await call(server, "POST", `/api/games/${game.game_id}/observer-token`, { json: {} }))
      .body;
    const wires = [
      await openWire(server, "/ws/client", ["briscola.v1", `bearer.${token}`]),
      await openWire(server, `/ws/client?token=${token}`),
      await openWire(server, `/ws/client?game_id=${game.game_id}`),
    ];
    wires[2]?.send({ message_type: "join", action_id: "a", token });
    for (const wire of wires) {
      const { snapshot, ...welcome } = await wire.next("join.ok");
      expect(welcome.role).toBe("observer");
      expect(welcome).not.toHaveProperty("player_id");
      expect(snapshot).not.toHaveProperty("hand");
      wire.close();
    }
  });

  test("[S2] the subprotocol goes before the query", async () => {
    const ended = await refused(`/ws/client?token=${game.player.token}`, ["briscola.v1", "bearer.garbage"]);
    expectFromEdge(ended, "unauthorized");
  });

  test("[P16] a join whose game_id, player_id or version contradicts its token lets nobody in", async () => {
    const rows: readonly (readonly [Frame, string])[] = [
      [{ game_id: "NNNNNN" }, "forbidden"],
      [{ player_id: 3 }, "forbidden"],
      [{ version: "2.0.0" }, "join_failed"],
    ];
    for (const [address, code] of rows) {
      const wire = await openWire(server, `/ws/client?game_id=${game.game_id}`);
      wire.send({ message_type: "join", action_id: "a", token: game.player.token, ...address });
      expect((await wire.next("error")).code).toBe(code);
      wire.close();
      await wire.closed;
      expect(wire.frames.map(({ message_type }) => message_type)).toEqual(["error"]);
    }
  });
});

describe("refused upgrades", () => {
  test.each([
    ["a bad subprotocol token", "/ws/client", ["briscola.v1", "bearer.garbage"]],
    ["an empty subprotocol token", "/ws/client", ["briscola.v1", "bearer."]],
    ["a bad query token", "/ws/client?token=garbage", ["briscola.v1"]],
    ["an empty query token", "/ws/client?token=", ["briscola.v1"]],
  ])("[S6, P2] %s: error unauthorized, 4001, the protocol echoed", async (_, path, protocols) => {
    const ended = await refused(path, protocols);
    expectFromEdge(ended, "unauthorized");
    expect(ended.code).toBe(4001);
    expect(ended.protocol).toBe("briscola.v1");
    expect(ended.reason.length).toBeGreaterThan(0);
  });

  test.each(["NNNNNN", "nope", "", "ABC12I", "__proto__"])(
    "[S6, P2] no such game %j: error join_failed, 4004, the protocol echoed",
    async (id) => {
      const ended = await refused(`/ws/client?game_id=${id}`, ["briscola.v1"]);
      expectFromEdge(ended, "join_failed");
      expect(ended.code).toBe(4004);
      expect(ended.protocol).toBe("briscola.v1");
    },
  );

  test("[S6] a good token of a game that is gone: 4004", async () => {
    const gone = (await call(server, "POST", "/api/games", { json: {} })).body;
    await call(server, "DELETE", `/api/games/${gone.game_id}`, { token: gone.host_token });
    const ended = await refused(`/ws/client?token=${gone.player.token}`);
    expectFromEdge(ended, "join_failed");
    expect(ended.code).toBe(4004);
  });

  test("[S6] a game that can not be served now: error game_unavailable, 1013", async () => {
    server.redis.faults.outage("on");
    const ended = await refused("/ws/client?game_id=ZZZZZZ", ["briscola.v1"]).finally(() =>
      server.redis.faults.outage("off"),
    );
    expectFromEdge(ended, "game_unavailable");
    expect(ended.code).toBe(1013);
    expect(ended.protocol).toBe("briscola.v1");
  });

  test("[S6] a refusal tells no reason of the inside and not the token", async () => {
    const ended = await refused("/ws/client?token=eyJhbGciOiJIUzI1NiJ9.e30.c2VjcmV0");
    expect(JSON.stringify(ended)).not.toMatch(/eyJ|jose|JWS|Error|stack/);
  });

  test("[H9] a plain request at the socket's path is told what the path is for", async () => {
    const asked = await call(server, "GET", `/ws/client?game_id=${game.game_id}`);
    expectRefusal(asked, asked.status, "invalid_action");
    expect(asked.status).toBeGreaterThanOrEqual(400);
    expect(asked.status).toBeLessThan(500);
  });
});

describe("origins", () => {
  const open = (origin: string | null): Promise<{ readonly first: Frame; readonly code: number }> =>
    new Promise((resolve, reject) => {
      const url = `${server.url.replace("http", "ws")}/ws/client?token=${game.player.token}`;
      const socket = new WebSocket(url, {
        headers: origin === null ? {} : { origin },
      } as unknown as string[]);
      let first: Frame = {};
      socket.addEventListener("message", ({ data }) => {
        first = JSON.parse(String(data));
        if (first.message_type === "join.ok") socket.close(1000);
      });
      socket.addEventListener("close", ({ code }) => resolve({ first, code }));
      socket.addEventListener("error", () => reject(new Error("no socket")));
    });

  test.each([HOME, SECOND])("[S13] %s is on the list", async (origin) => {
    expect((await open(origin)).first).toMatchObject({ message_type: "join.ok" });
  });

  test("[S13] clients without an origin are welcome", async () => {
    expect((await open(null)).first).toMatchObject({ message_type: "join.ok" });
  });

  test.each([
    "https://evil.example",
    "http://play.example",
    "https://play.example:444",
    "https://play.example.evil.example",
    "https://sub.play.example",
    "https://play.example, https://evil.example",
    "null",
    "*",
  ])("[S13] %s is not on the list: refused with a good token too", async (origin) => {
    const { first, code } = await open(origin);
    expect(first).toMatchObject({ message_type: "error", code: "forbidden", origin: "web" });
    expect(code).not.toBe(1000);
    expect(code).not.toBe(1006);
  });

  test("[S13] pages of other origins may not read the API either", async () => {
    for (const path of [`/api/games/${game.game_id}`, "/api/openapi.json", "/api/asyncapi.json"]) {
      const asked = async (origin: string) =>
        (await call(server, "GET", path, { headers: { origin } })).headers.get("access-control-allow-origin");
      expect(await asked(HOME)).toBe(HOME);
      expect(await asked(SECOND)).toBe(SECOND);
      expect([null, ""]).toContain(await asked("https://evil.example"));
    }
  });

  test("[S13] a page of a listed origin may call with a token: its preflight is answered", async () => {
    const { status, headers } = await call(server, "OPTIONS", `/api/games/${game.game_id}`, {
      headers: {
        origin: HOME,
        "access-control-request-method": "DELETE",
        "access-control-request-headers": "authorization,content-type,idempotency-key",
      },
    });
    expect(status).toBe(204);
    expect(headers.get("access-control-allow-methods")).toContain("DELETE");
    for (const name of ["authorization", "content-type", "idempotency-key"])
      expect(headers.get("access-control-allow-headers")?.toLowerCase()).toContain(name);
  });

  test("[S2] the handshake echoes no token", async () => {
    const { status, headers } = await upgradeStatus(server, "/ws/client", {
      "sec-websocket-protocol": `briscola.v1, bearer.${game.player.token}`,
    });
    expect(status).toBe(101);
    expect(headers["sec-websocket-protocol"]).toBe("briscola.v1");
    expect(JSON.stringify(headers)).not.toContain("eyJ");
  });
});
