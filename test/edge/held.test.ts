import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { call } from "../../dev/clients/http.ts";
import { startServer, type TestServer } from "../../dev/clients/server.ts";
import { type Frame, joinWire, openWire, type Wire } from "../../dev/clients/wire.ts";
import { SERVER_MESSAGES } from "../../src/shared/protocol/server.ts";
import { BATCH, observerToken, seatFive } from "../support/party.ts";

/*
 * Sockets whose address names neither a game nor a token.
 */

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

const knock = (protocols: string[] = []) => openWire(server, "/ws/client/", protocols);
const joined = async (token: string, protocols: string[] = []): Promise<Wire> => {
  const wire = await knock(protocols);
  wire.send({ message_type: "join", token });
  await wire.next("join.ok");
  return wire;
};

test.each(["/ws/client", "/ws/client/"])(
  "[S23] %s holds a socket until its join names the game",
  async (path) => {
    const { game_id, player } = (await call(server, "POST", "/api/games", { json: {} })).body;
    const wire = await openWire(server, path, ["briscola.v1"]);
    expect(wire.socket.protocol).toBe("briscola.v1");
    wire.send('{"message_type":"ping"}');
    expect(await wire.next(() => true)).toEqual({ message_type: "pong" });
    wire.send({ message_type: "join", action_id: "mine", token: player.token });
    expect(await wire.next(() => true)).toMatchObject({
      ...{ message_type: "join.ok", action_id: "mine", game_id, player_id: 0, origin: "game" },
      connection: expect.any(String),
    });
    expect((await wire.snapshot()).player_id).toBe(0);
    wire.close();
  },
);

test("[S23] the other ways have the slash too", async () => {
  const { game_id, player } = (await call(server, "POST", "/api/games", { json: {} })).body;
  const { token } = player;
  const wires = [
    await openWire(server, "/ws/client/", ["briscola.v1", `bearer.${token}`]),
    await openWire(server, `/ws/client/?token=${token}`),
    await openWire(server, `/ws/client/?game_id=${game_id}`),
  ];
  wires[2]?.send({ message_type: "join", token });
  for (const wire of wires) {
    await wire.next("join.ok");
    wire.close();
  }
});

test("[S12, S23] what comes behind a join waits for it, in order, and nothing is lost or said twice", async () => {
  const party = await seatFive(server);
  const turn = (await (party.wires[0] as Wire).snapshot()).current_player_id;
  const wire = await knock();
  wire.send({ message_type: "join", action_id: "j", token: party.tokens[turn] as string });
  wire.send({ message_type: "sync", action_id: "s" });
  wire.send({ message_type: "bid", action_id: "b", bid: 61 });
  wire.send({ message_type: "bid", action_id: "b", bid: 61 });
  await wire.next("action.result");
  await wire.next("action.result");
  const own = wire.frames.filter(({ action_id }) => action_id !== undefined);
  expect(own.map(({ message_type, action_id }) => [message_type, action_id])).toEqual([
    ["join.ok", "j"],
    ["sync", "s"],
    ["action.result", "b"],
    ["action.result", "b"],
  ]);
  expect(wire.frames.filter(({ message_type }) => message_type === "bid.placed")).toHaveLength(1);
  wire.close();
  party.close();
});

test("[S23, S21] a client that offers batches gets them, from the edge and from the game", async () => {
  const { player } = (await call(server, "POST", "/api/games", { json: {} })).body;
  const wire = await knock(BATCH);
  expect(wire.socket.protocol).toBe("briscola.v1.batch");
  wire.send({ message_type: "sync", action_id: "early" });
  await wire.next("error");
  wire.send({ message_type: "join", token: player.token });
  await wire.next("join.ok");
  for (const text of wire.texts) expect(text).toMatch(/^\[\{.*\}\]$/);
  wire.close();
});

describe("[S23] before the join", () => {
  test("[S23, T8] a message is told to join first and learns nothing", async () => {
    const wire = await knock();
    for (const message of [
      { message_type: "sync", action_id: "one" },
      { message_type: "join", action_id: "two" },
      { message_type: "bid", action_id: "three", bid: 61 },
    ]) {
      wire.send(message);
      const error = await wire.next("error");
      SERVER_MESSAGES.error.parse(error);
      expect(error).toMatchObject({ code: "unauthorized", action_id: message.action_id, game_id: null });
    }
    wire.close();
  });

  test("[S23, P21] an invalid frame is answered, and twenty of them close the socket", async () => {
    const wire = await knock();
    for (const frame of ["hello", "{}", '{"message_type":"nothing"}']) {
      wire.send(frame);
      expect(await wire.next("error")).toMatchObject({ code: "invalid_action" });
    }
    for (let more = 0; more < 17; more += 1) wire.socket.send(new Uint8Array([123, 125]));
    expect(await wire.closed).toMatchObject({ code: 1008 });
  });

  test("[S24, S8] fifty messages, or one of more than 4 KiB, are too many", async () => {
    const flood = await knock();
    for (let count = 0; count < 51; count += 1) flood.send({ message_type: "sync" });
    expect(await flood.closed).toMatchObject({ code: 1008 });
    expect(flood.frames.filter(({ code }) => code === "unauthorized")).toHaveLength(50);
    const large = await knock();
    large.send(`{"message_type":"sync","action_id":"${"x".repeat(4_097)}"}`);
    expect(await large.closed).toMatchObject({ code: 1009 });
  });
});

describe("[S23, S6] a join that is refused", () => {
  const refused = async (join: Frame) => {
    const wire = await knock(["briscola.v1"]);
    wire.send({ message_type: "join", action_id: "j", ...join });
    const { code } = await wire.closed;
    expect(wire.frames).toHaveLength(1);
    SERVER_MESSAGES.error.parse(wire.frames[0]);
    expect(wire.frames[0]).toMatchObject({ message_type: "error", action_id: "j" });
    return [code, wire.frames[0]?.code];
  };

  test("[S23, T2] a bad token: 4001, and no object is asked", async () => {
    expect(await refused({ token: "nonsense" })).toEqual([4001, "unauthorized"]);
  });

  test("[S23, T8] a host's token, and a join that contradicts its token: 4001", async () => {
    const { host_token, player } = (await call(server, "POST", "/api/games", { json: {} })).body;
    expect(await refused({ token: host_token })).toEqual([4001, "forbidden"]);
    expect(await refused({ token: player.token, player_id: 3 })).toEqual([4001, "forbidden"]);
    expect(await refused({ token: player.token, game_id: "NNNNNN" })).toEqual([4001, "forbidden"]);
  });

  test("[S23] a game that is gone: 4004; one that cannot be served now: 1013", async () => {
    const made = (await call(server, "POST", "/api/games", { json: {} })).body;
    await call(server, "DELETE", `/api/games/${made.game_id}`, { token: made.host_token });
    expect(await refused({ token: made.player.token })).toEqual([4004, "join_failed"]);
    await expect
      .poll(async () => (await server.sql(made.game_id, "SELECT name FROM sqlite_master")).length)
      .toBeLessThan(2);
    await server.evict(made.game_id);
    server.redis.faults.outage("on");
    const ended = await refused({ token: made.player.token }).finally(() =>
      server.redis.faults.outage("off"),
    );
    expect(ended).toEqual([1013, "game_unavailable"]);
  });

  test("[S23, S11] the sixty-fifth that waits for its join at one game: 1013", async () => {
    const { game_id, player } = (await call(server, "POST", "/api/games", { json: {} })).body;
    const path = `/ws/client?game_id=${game_id}`;
    const waiting = await Promise.all(Array.from({ length: 64 }, () => openWire(server, path)));
    expect(await refused({ token: player.token })).toEqual([1013, "game_unavailable"]);
    for (const wire of waiting) wire.close();
  });
});

describe("[S23] after the join", () => {
  test("[S23, S3, S4, S5] connections are announced, taken over and closed as in every other way", async () => {
    const { game_id, player } = (await call(server, "POST", "/api/games", { json: {} })).body;
    const watcher = await joinWire(server, await observerToken(server, game_id));
    const first = await joined(player.token);
    expect(await watcher.next("player.join")).toMatchObject({ player_id: 0 });
    const second = await joined(player.token);
    expect(await first.next("error")).toMatchObject({ code: "duplicate_connection_handled" });
    expect(await first.closed).toMatchObject({ code: 4002 });
    await watcher.next("player.reconnect");
    second.close();
    expect(await watcher.next("player.leave")).toMatchObject({ player_id: 0 });
    expect(await second.closed).toMatchObject({ code: 1000 });
    watcher.close();
  });

  test("[S23, S8] the game's own limits hold", async () => {
    const { player } = (await call(server, "POST", "/api/games", { json: {} })).body;
    const large = await joined(player.token);
    large.send(`{"message_type":"sync","action_id":"${"x".repeat(4_097)}"}`);
    expect(await large.closed).toMatchObject({ code: 1009 });
    const flood = await joined(player.token);
    for (let count = 0; count < 101; count += 1) flood.send({ message_type: "sync" });
    expect(await flood.closed).toMatchObject({ code: 1008 });
  });

  test("[S23, R2] the game's object may sleep and wake; if its sockets are lost, the client is told to come again", async () => {
    const party = await seatFive(server);
    const turn = (await (party.wires[0] as Wire).snapshot()).current_player_id;
    const wire = await joined(party.tokens[turn] as string);
    await server.evict(party.gameId, "hibernate");
    wire.send('{"message_type":"ping"}');
    await wire.next("pong");
    expect(await wire.act({ message_type: "bid", bid: 61 })).toMatchObject({ status: "ok" });
    await wire.next("bid.placed");
    await server.evict(party.gameId, "close");
    expect([1006, 1011]).toContain((await wire.closed).code);
    party.close();
    const back = await joined(party.tokens[turn] as string);
    expect((await back.snapshot()).bids).toEqual([{ player_id: turn, bid: 61 }]);
    back.close();
  });
});

test("[S24] of one address 32 sockets wait for their join; the next is to come again, and other addresses do not notice", async () => {
  const from = (address: string) => openWire(server, "/ws/client/", [], { "cf-connecting-ip": address });
  const waiting = await Promise.all(Array.from({ length: 32 }, () => from("192.0.2.1")));
  const late = await from("192.0.2.1");
  expect(await late.closed).toMatchObject({ code: 1013 });
  expect(late.frames).toMatchObject([{ message_type: "error", code: "join_failed" }]);
  const other = await from("192.0.2.2");
  other.send('{"message_type":"ping"}');
  await other.next("pong");
  // Who has joined waits no longer.
  const party = await seatFive(server);
  const [one] = waiting as [Wire];
  one.send({ message_type: "join", token: party.tokens[0] as string });
  await one.next("join.ok");
  const next = await from("192.0.2.1");
  next.send('{"message_type":"ping"}');
  await next.next("pong");
  for (const wire of [...waiting, other, next]) wire.close();
  party.close();
});
