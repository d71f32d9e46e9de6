import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startServer, type TestServer } from "../../dev/clients/server.ts";
import { type Frame, joinWire, openWire, type Wire } from "../../dev/clients/wire.ts";
import { observerToken, seatFive } from "../support/party.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

/** A game with one seat taken, and that seat's token. */
const newGame = async () => {
  const created = await server.api.create();
  if (!created.ok) throw new Error(created.error.reason);
  const { game_id: gameId, host_token: hostToken, player } = created.value;
  return { gameId, hostToken, token: player?.token ?? "" };
};
const take = async (gameId: string) => {
  const joined = await server.api.join(gameId);
  if (!joined.ok) throw new Error(joined.error.reason);
  return joined.value;
};
const knock = (gameId: string) => openWire(server, `/ws/client?game_id=${gameId}`, ["briscola.v1"]);
const types = ({ frames }: Wire) => frames.map(({ message_type }) => message_type);

test("[S1] the cards are dealt when the fifth seat is taken, connected or not", async () => {
  const { gameId, token } = await newGame();
  const wire = await joinWire(server, token);
  for (let seats = 2; seats <= 5; seats += 1) {
    expect(await wire.snapshot()).toMatchObject({ phase: "ready", hand: [], current_player_id: null });
    await take(gameId);
  }
  const dealt = await wire.next(({ phase }) => phase === "bid");
  expect(dealt).toMatchObject({ message_type: "phase.change", deal_number: 1, caller_id: null, bid: null });
  expect((await wire.next("hand.update")).hand).toHaveLength(8);
  expect((await wire.snapshot()).cards_left.map(({ count }: Frame) => count)).toEqual([8, 8, 8, 8, 8]);
  wire.close();
});

describe("[S2] the three ways in", () => {
  test("[S2] by subprotocol, of which only briscola.v1 is echoed: join.ok comes unasked", async () => {
    const { gameId, token } = await newGame();
    const wire = await openWire(server, "/ws/client", ["briscola.v1", `bearer.${token}`]);
    expect(wire.socket.protocol).toBe("briscola.v1");
    const hello = await wire.next("join.ok");
    expect(hello).toMatchObject({
      game_id: gameId,
      player_id: 0,
      origin: "game",
      snapshot: { player_id: 0 },
    });
    expect("action_id" in hello).toBe(false);
    expect(types(wire)).toEqual(["join.ok"]);
    wire.close();
  });

  test("[S2] by query, for players and observers", async () => {
    const { gameId, token } = await newGame();
    const player = await openWire(server, `/ws/client?token=${token}`);
    expect(await player.next("join.ok")).toMatchObject({ player_id: 0 });
    expect(player.socket.protocol).toBe("");
    const watcher = await openWire(server, `/ws/client?token=${await observerToken(server, gameId)}`);
    const hello = await watcher.next("join.ok");
    expect(hello).toMatchObject({ role: "observer", snapshot: { role: "observer", observers: 1 } });
    expect(hello.snapshot).not.toHaveProperty("hand");
    for (const wire of [player, watcher]) wire.close();
  });

  test("[S2] by a join message, answered under its action_id", async () => {
    const { gameId, token } = await newGame();
    const seat = await knock(gameId.toLowerCase());
    expect(seat.socket.protocol).toBe("briscola.v1");
    seat.send({ message_type: "join", action_id: "let me in", token, game_id: gameId, version: "1.0.0" });
    expect(await seat.next("join.ok")).toMatchObject({ action_id: "let me in", player_id: 0 });
    const gallery = await knock(gameId);
    const watching = await observerToken(server, gameId);
    gallery.send({ message_type: "join", action_id: "me too", token: watching });
    expect(await gallery.next("join.ok")).toMatchObject({ action_id: "me too", role: "observer" });
    for (const wire of [seat, gallery]) {
      expect(types(wire)).toEqual(["join.ok"]);
      wire.close();
    }
  });

  test("[S2] a socket that has not joined hears nothing and is told to", async () => {
    const { gameId, token } = await newGame();
    const stranger = await knock(gameId);
    const wire = await joinWire(server, token);
    stranger.send({ message_type: "sync", action_id: "let me see" });
    expect(await stranger.next("error")).toMatchObject({ code: "unauthorized", action_id: "let me see" });
    const refused = await stranger.act({ message_type: "bid", bid: 70 });
    expect(refused).toMatchObject({ status: "error", code: "unauthorized" });
    stranger.send('{"message_type":"ping"}');
    await stranger.next("pong");
    expect(types(stranger)).toEqual(["error", "action.result", "pong"]);
    expect(JSON.stringify(stranger.frames)).not.toContain("snapshot");
    for (const each of [stranger, wire]) each.close();
  });
});

test("[S3, S4] the first socket is announced as join, leaving as leave, coming back as reconnect", async () => {
  const { gameId, token } = await newGame();
  const watcher = await joinWire(server, await observerToken(server, gameId));
  const seen = async (type: string, wire: Wire = watcher) => {
    const { player_id, name, bot, revision } = await wire.next(type);
    expect({ player_id, name, bot }).toEqual({ player_id: 0, name: "Player 1", bot: false });
    return revision;
  };
  for (const [round, type] of ["player.join", "player.reconnect", "player.reconnect"].entries()) {
    const wire = await joinWire(server, token);
    expect(await seen(type)).toBe(2 * round + 1);
    // Its own coming is in the snapshot that it gets.
    expect(wire.frames[0]).toMatchObject({ revision: 2 * round + 1, snapshot: { revision: 2 * round + 1 } });
    expect((await watcher.snapshot()).players).toMatchObject([{ player_id: 0, connected: true }]);
    wire.close();
    expect(await seen("player.leave")).toBe(2 * round + 2);
    expect((await watcher.snapshot()).players).toMatchObject([{ player_id: 0, connected: false }]);
    expect(types(wire)).toEqual(["join.ok"]);
  }
  watcher.close();
});

describe("[S5] a takeover", () => {
  test("[S5] the older socket is told and closed with 4002, nobody is told of a leave", async () => {
    const { gameId, token } = await newGame();
    const watcher = await joinWire(server, await observerToken(server, gameId));
    const older = await joinWire(server, token);
    await older.snapshot();
    await watcher.next("player.join");
    const newer = await joinWire(server, token);
    expect(await older.next("error")).toMatchObject({ code: "duplicate_connection_handled" });
    expect(await older.closed).toMatchObject({ code: 4002 });
    expect(types(older)).toEqual(["join.ok", "sync", "error"]);
    await watcher.next("player.reconnect");
    expect((await newer.snapshot()).players).toMatchObject([{ connected: true }]);
    await watcher.snapshot();
    expect(types(watcher)).not.toContain("player.leave");
    // The same by a join message.
    const third = await knock(gameId);
    third.send({ message_type: "join", action_id: "third", token });
    await third.next("join.ok");
    expect(await newer.closed).toMatchObject({ code: 4002 });
    expect(await watcher.snapshot()).toMatchObject({ revision: 3 });
    for (const wire of [third, watcher]) wire.close();
  });

  test("[S5] what the older one sends while it is being closed is not heard", async () => {
    const party = await seatFive(server);
    const [older] = party.wires as [Wire];
    const { hand } = await older.snapshot();
    party.wires[0] = await joinWire(server, party.tokens[0] as string);
    older.send({ message_type: "reorder", action_id: "late", hand: hand.toReversed() });
    await older.closed;
    expect((await party.wires[0].snapshot()).hand).toEqual(hand);
    expect(types(older)).not.toContain("action.result");
    party.close();
  });

  test("[S5] observers take nobody's place", async () => {
    const { gameId } = await newGame();
    const token = await observerToken(server, gameId);
    const [one, two] = [await joinWire(server, token), await joinWire(server, token)] as const;
    expect(await one.snapshot()).toMatchObject({ observers: 2 });
    expect(await two.snapshot()).toMatchObject({ observers: 2 });
    one.close();
    await one.closed;
    expect(await two.snapshot()).toMatchObject({ observers: 1, revision: 0 });
    two.close();
  });
});

describe("[S6] refused upgrades are accepted sockets that say why and close", () => {
  const refused = async (wire: Wire) => {
    const { code } = await wire.closed;
    const { frames, socket } = wire;
    expect(frames).toHaveLength(1);
    expect(frames[0]).toMatchObject({ message_type: "error", version: "1.1.0", reason: expect.any(String) });
    return { close: code, code: frames[0]?.code, protocol: socket.protocol };
  };

  test("[S6] 4001 for a bad token in each way, briscola.v1 echoed", async () => {
    const { gameId, token, hostToken } = await newGame();
    const { token: foreign } = await newGame();
    const no = { close: 4001, code: "unauthorized" };
    for (const bad of ["x.y.z", `${token}x`, ""]) {
      const wire = await openWire(server, "/ws/client", ["briscola.v1", `bearer.${bad || "x"}`]);
      expect(await refused(wire)).toEqual({ ...no, protocol: "briscola.v1" });
      expect(await refused(await openWire(server, `/ws/client?token=${bad}`))).toMatchObject(no);
    }
    expect((await refused(await openWire(server, `/ws/client?token=${hostToken}`))).close).toBe(4001);
    for (const bad of ["x.y.z", foreign, hostToken]) {
      const wire = await knock(gameId);
      wire.send({ message_type: "join", action_id: "j", token: bad });
      expect(await refused(wire)).toMatchObject({ close: 4001, protocol: "briscola.v1" });
    }
  });

  test("[S6] 4004 where there is no such game, 1013 where that cannot be known", async () => {
    const no = { close: 4004, code: "join_failed", protocol: "briscola.v1" };
    expect(await refused(await knock("ZZZZZZ"))).toEqual(no);
    expect(await refused(await knock("nonsense"))).toEqual(no);
    server.redis.faults.outage("on");
    const unknown = await refused(await knock("ZZZZZZ"));
    server.redis.faults.outage("off");
    expect(unknown).toEqual({ close: 1013, code: "game_unavailable", protocol: "briscola.v1" });
  });
});

describe("[S8] limits", () => {
  /** A sync of exactly `bytes` bytes. */
  const sized = (bytes: number, filler = " "): string => {
    const frame = JSON.stringify({ message_type: "sync", action_id: "sized", pad: "" });
    const room = bytes - frame.length;
    const pad = filler.repeat(Math.floor(room / Buffer.byteLength(filler)));
    const text = frame.replace('""', `"${pad}"`);
    return text + " ".repeat(bytes - Buffer.byteLength(text));
  };

  test("[S8] a frame of 4096 bytes is read, one of 4097 closes with 1009", async () => {
    const { gameId, token } = await newGame();
    const wire = await joinWire(server, token);
    for (const filler of [" ", "è", "🂡"]) {
      wire.send(sized(4_096, filler));
      expect(await wire.next("sync")).toMatchObject({ action_id: "sized" });
    }
    const watching = await observerToken(server, gameId);
    for (const frame of [sized(4_097), sized(4_097, "è"), sized(9_000), " ".repeat(4_097)]) {
      const watcher = await joinWire(server, watching);
      watcher.send(frame);
      expect(await watcher.closed).toMatchObject({ code: 1009 });
      expect(types(watcher)).not.toContain("sync");
    }
    const stranger = await knock(gameId);
    stranger.send(sized(4_097));
    expect(await stranger.closed).toMatchObject({ code: 1009 });
    wire.close();
  });

  test("[S8] a hundred messages of a player are answered, one more closes with 1008; the exact ping is exempt", async () => {
    const { gameId, token } = await newGame();
    const watcher = await joinWire(server, await observerToken(server, gameId));
    const wire = await joinWire(server, token);
    for (let count = 0; count < 150; count += 1) wire.send('{"message_type":"ping"}');
    // In another spelling it is a message like any other.
    const odd = ['{"message_type": "ping"}', ` {"message_type":"ping"}`, '{"message_type":"ping","x":1}'];
    for (const ping of odd) wire.send(ping);
    for (let count = 3; count < 100; count += 1) wire.send({ message_type: "sync", action_id: `${count}` });
    await wire.next(({ action_id }) => action_id === "99");
    expect(types(wire).filter((type) => type === "pong")).toHaveLength(153);
    wire.send(odd[0] as string);
    expect(await wire.closed).toMatchObject({ code: 1008 });
    expect(types(wire).filter((type) => type === "sync")).toHaveLength(97);
    expect(await watcher.next("player.leave")).toMatchObject({ player_id: 0 });
    watcher.close();
  });

  test("[S8] an observer has fifty", async () => {
    const { gameId } = await newGame();
    const watcher = await joinWire(server, await observerToken(server, gameId));
    for (let count = 0; count < 50; count += 1) watcher.send({ message_type: "sync", action_id: `${count}` });
    await watcher.next(({ action_id }) => action_id === "49");
    watcher.send({ message_type: "sync", action_id: "one too many" });
    expect(await watcher.closed).toMatchObject({ code: 1008 });
    expect(types(watcher).filter((type) => type === "sync")).toHaveLength(50);
  });
});

test("[S10] close frames are answered with their own code, never by 1006", async () => {
  const party = await seatFive(server);
  const closing = async (wire: Wire, close: (socket: WebSocket) => void) => {
    close(wire.socket);
    return (await wire.closed).code;
  };
  const [one, two, three, four] = party.wires as [Wire, Wire, Wire, Wire];
  expect(await closing(one, (socket) => socket.close(1000, "bye"))).toBe(1000);
  expect(await closing(two, (socket) => socket.close(4_321, "for a reason"))).toBe(4_321);
  expect(await closing(three, (socket) => socket.close())).not.toBe(1006);
  expect(await closing(await knock(party.gameId), (socket) => socket.close(3_000))).toBe(3_000);
  await server.evict(party.gameId, "hibernate");
  expect(await closing(four, (socket) => socket.close(4_321))).toBe(4_321);
  party.close();
});

describe("[S11] sockets that have yet to join", () => {
  test("[S11] are 64 a game at most, and the next is closed with 1013", async () => {
    const { gameId, token } = await newGame();
    const waiting = await Promise.all(Array.from({ length: 64 }, () => knock(gameId)));
    await Promise.all(
      waiting.map(async (wire) => {
        wire.send('{"message_type":"ping"}');
        await wire.next("pong");
      }),
    );
    const late = await knock(gameId);
    expect(await late.closed).toMatchObject({ code: 1013 });
    expect(late.frames).toMatchObject([{ message_type: "error", code: "game_unavailable" }]);
    // One joins, and so makes room.
    const [first] = waiting as [Wire];
    first.send({ message_type: "join", action_id: "j", token });
    await first.next("join.ok");
    const next = await knock(gameId);
    next.send('{"message_type":"ping"}');
    await next.next("pong");
    for (const wire of [...waiting, next]) wire.close();
  });

  test("[S11, S2] do not keep out who brings a token: those are joined at once", async () => {
    const { gameId, token } = await newGame();
    const waiting = await Promise.all(Array.from({ length: 64 }, () => knock(gameId)));
    const wire = await openWire(server, "/ws/client", ["briscola.v1", `bearer.${token}`]);
    expect(await wire.next(() => true)).toMatchObject({ message_type: "join.ok" });
    for (const each of [...waiting, wire]) each.close();
  });
});

describe("[S12] messages behind a join", () => {
  test("[S12] wait for it and are answered in order", async () => {
    const party = await seatFive(server);
    const token = party.tokens[2] as string;
    const wire = await knock(party.gameId);
    wire.send({ message_type: "join", action_id: "0", token });
    wire.send({ message_type: "sync", action_id: "1" });
    wire.send({ message_type: "play", action_id: "2", card: 1 });
    wire.send("no message");
    wire.send({ message_type: "reorder", action_id: "3", hand: [] });
    wire.send({ message_type: "join", action_id: "4" });
    wire.send({ message_type: "sync", action_id: "5" });
    await wire.next(({ action_id }) => action_id === "5");
    expect(
      wire.frames.map(({ message_type, action_id }) => `${message_type} ${action_id ?? ""}`.trim()),
    ).toEqual([
      ...["join.ok 0", "sync 1", "action.result 2", "error", "action.result 3", "join.ok 4", "sync 5"],
    ]);
    expect(wire.frames.slice(2, 5)).toMatchObject([
      { code: "invalid_action" },
      { code: "invalid_action" },
      { code: "invalid_card" },
    ]);
    party.close();
    wire.close();
  });

  test("[S12] that is refused are not heard", async () => {
    const { gameId } = await newGame();
    const wire = await knock(gameId);
    wire.send({ message_type: "join", action_id: "0", token: "x.y.z" });
    wire.send({ message_type: "sync", action_id: "1" });
    wire.send({ message_type: "bid", action_id: "2", bid: 70 });
    expect(await wire.closed).toMatchObject({ code: 4001 });
    expect(wire.frames).toMatchObject([{ message_type: "error", action_id: "0", code: "unauthorized" }]);
  });
});
