import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { startServer, type TestServer } from "../../dev/clients/server.ts";
import { type Frame, joinWire, openWire, type Wire } from "../../dev/clients/wire.ts";
import { caughtUp, listenTo, storedState } from "../support/copies.ts";
import { observerToken, onTurn, type Party, playUntil, seatFive } from "../support/party.ts";
import { simpleMove } from "../support/simple-move.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startServer({ FLOOD_PLAYER: "0" });
});
afterEach(() => server.redis.faults.clear());
afterAll(() => server.close());

const rows = async (gameId: string) =>
  (await server.sql(gameId, "SELECT COUNT(*) AS rows FROM log"))[0]?.rows as number;
const snapshots = (wires: readonly Wire[]) => Promise.all(wires.map((wire) => wire.snapshot()));
const types = ({ frames }: Wire, from = 0) => frames.slice(from).map(({ message_type }) => message_type);

/** Two tricks played, two cards of the third on the table, two hands put in another order. */
const midTrick = async (): Promise<Party> => {
  const party = await seatFive(server);
  await playUntil(party, ({ phase, trick_history, trick }) => {
    return phase === "play-tricks" && trick_history.length === 2 && trick.length === 2;
  });
  for (const wire of party.wires.slice(1, 3)) {
    const { hand } = await wire.snapshot();
    await wire.act({ message_type: "reorder", hand: [hand.at(-1), ...hand.slice(0, -1)] });
  }
  // An order of cards raises no revision; what comes behind it shows that it has reached Redis.
  await playOne(party);
  return party;
};
const playOne = async (party: Party): Promise<Frame> => {
  const wire = await onTurn(party);
  return wire.act(simpleMove(await wire.snapshot()) as Frame);
};
const reconnect = async (party: Party) => {
  for (const [seat, token] of party.tokens.entries()) party.wires[seat] = await joinWire(server, token);
};
/** Takes the actor's storage away, and its memory. */
const wipe = async ({ gameId }: Pick<Party, "gameId">, sockets: "hibernate" | "close" = "hibernate") => {
  await server.sql(gameId, "DROP TABLE log");
  await server.evict(gameId, sockets);
};

test("[R1, R5] the row is there when the answer arrives, one for each accepted action and none for another", async () => {
  const party = await seatFive(server);
  for (let move = 0; move < 8; move += 1) {
    const before = await rows(party.gameId);
    expect(await playOne(party)).toMatchObject({ status: "ok" });
    expect(await rows(party.gameId)).toBe(before + 1);
  }
  const [wire] = party.wires as [Wire];
  const { hand, revision } = await wire.snapshot();
  const before = await rows(party.gameId);
  await wire.act({ message_type: "reorder", action_id: "once", hand: hand.toReversed() });
  expect(await rows(party.gameId)).toBe(before + 1);
  await wire.act({ message_type: "reorder", action_id: "once", hand: hand.toReversed() });
  for (const message of [
    { message_type: "bid", bid: 70 },
    { message_type: "reorder", hand: [] },
    { message_type: "play", card: 99 },
    { message_type: "play", card: hand[0], expected_revision: revision + 5 },
    { message_type: "play", card: "x" },
    { message_type: "next-deal", player_id: 3 },
  ])
    expect(await wire.act(message)).toMatchObject({ status: "error" });
  wire.send("no message");
  await wire.snapshot();
  await server.api.snapshot(party.gameId, party.tokens[0] as string);
  expect(await rows(party.gameId)).toBe(before + 1);
  party.close();
});

test("[R1] of a change that could not be stored nobody hears, in no way", async () => {
  const party = await seatFive(server);
  await playUntil(party, ({ phase }) => phase === "play-first-trick");
  const before = await snapshots(party.wires);
  await caughtUp(server, party.gameId, before[0] as Frame);
  const channel = await listenTo(server, party.gameId);
  const heard = party.wires.map(({ frames }) => frames.length);
  server.expectErrors("actor_unreachable");
  await server.sql(party.gameId, "DROP TABLE log");
  const turn = before[0]?.current_player_id as number;
  const move = simpleMove(before[turn] as Frame);
  const action = { ...move, action_id: "lost" } as never;
  const refused = await server.api.act(party.gameId, party.tokens[turn] as string, action);
  expect(refused).toMatchObject({ ok: false, error: { status: 502, code: "routing_failed" } });
  const after = await snapshots(party.wires);
  const essence = ({ epoch: _, ...snapshot }: Frame) => snapshot;
  for (const [seat, snapshot] of after.entries())
    expect(essence(snapshot)).toEqual(essence(before[seat] as Frame));
  for (const [seat, wire] of party.wires.entries())
    expect(types(wire, heard[seat]).filter((type) => type !== "sync")).toEqual([]);
  expect(channel.messages).toEqual([]);
  channel.close();
  party.close();
});

describe("[R2] after eviction in the middle of a trick", () => {
  test("[R2] hibernating sockets find seat, hand, order of cards, turn and allowed as they were", async () => {
    const party = await midTrick();
    const before = await snapshots(party.wires);
    await caughtUp(server, party.gameId, before[0] as Frame);
    const heard = party.wires.map(({ frames }) => frames.length);
    await server.evict(party.gameId, "hibernate");
    expect(await snapshots(party.wires)).toEqual(before);
    // And nobody was told anything.
    for (const [seat, wire] of party.wires.entries()) expect(types(wire, heard[seat])).toEqual(["sync"]);
    const { revision } = before[0] as Frame;
    expect(await playOne(party)).toMatchObject({ status: "ok" });
    for (let more = 0; more < 3; more += 1) await playOne(party);
    await snapshots(party.wires);
    const all = party.wires.map((wire) =>
      wire.frames.findLast(({ message_type }) => /^trick/.test(message_type)),
    );
    expect(new Set(all.map((frame) => frame?.revision)).size).toBe(1);
    expect(all[0]?.revision).toBeGreaterThan(revision);
    party.close();
  });

  test("[R2, R6] closed ones come back to the same, and were announced as left", async () => {
    const party = await midTrick();
    const before = await snapshots(party.wires);
    const { revision } = before[0] as Frame;
    await caughtUp(server, party.gameId, before[0] as Frame);
    const channel = await listenTo(server, party.gameId);
    await server.evict(party.gameId, "close");
    for (const wire of party.wires) await wire.closed;
    const status = await server.api.status(party.gameId);
    const gone = { connected: false };
    expect(status).toMatchObject({
      value: { revision: revision + 5, seats: [gone, gone, gone, gone, gone] },
    });
    await expect.poll(() => channel.messages.flat()).toHaveLength(5);
    expect(channel.messages.flat()).toMatchObject(
      [0, 1, 2, 3, 4].map((player_id) => ({
        message_type: "player.leave",
        player_id,
        revision: revision + 1 + player_id,
      })),
    );
    await reconnect(party);
    const after = await snapshots(party.wires);
    for (const [seat, snapshot] of after.entries())
      expect(snapshot).toEqual({ ...before[seat], revision: revision + 10 });
    expect(await playOne(party)).toMatchObject({ status: "ok" });
    channel.close();
    party.close();
  });
});

describe("[R3] with the storage gone", () => {
  test("[R3, P4, P8] the next contact restores: everyone is pushed a sync of the next epoch, and play goes on", async () => {
    const party = await midTrick();
    const watcher = await joinWire(server, await observerToken(server, party.gameId));
    const everyone = [...party.wires, watcher];
    const before = await snapshots(everyone);
    await caughtUp(server, party.gameId, before[0] as Frame);
    const heard = everyone.map(({ frames }) => frames.length);
    await wipe(party);
    const contact = party.wires[3] as Wire;
    expect(await contact.snapshot()).toEqual({ ...before[3], epoch: 2 });
    for (const [index, wire] of everyone.entries()) {
      await wire.snapshot();
      const [pushed] = wire.frames.slice(heard[index]);
      const recovered = { ...before[index], epoch: 2 };
      expect(pushed).toMatchObject({ message_type: "sync", epoch: 2, revision: before[index]?.revision });
      expect(pushed).not.toHaveProperty("action_id");
      expect(pushed?.snapshot).toEqual(recovered);
      // The push came first, the answer behind it; nothing else.
      expect(new Set(types(wire, heard[index]))).toEqual(new Set(["sync"]));
    }
    const played = await playOne(party);
    expect(played).toMatchObject({ status: "ok", epoch: 2, revision: before[0]?.revision + 1 });
    expect(await watcher.next("trick.played")).toMatchObject({ epoch: 2, revision: before[0]?.revision + 1 });
    await caughtUp(server, party.gameId, { epoch: 2, revision: played.revision });
    for (let more = 0; more < 3; more += 1) await playOne(party);
    await snapshots(party.wires);
    for (const wire of everyone) wire.close();
  });

  test("[R3, R6, P4] without sockets too, and a second time", async () => {
    const party = await midTrick();
    const before = await snapshots(party.wires);
    for (const epoch of [2, 3]) {
      await caughtUp(server, party.gameId, await (party.wires[0] as Wire).snapshot());
      await wipe(party, "close");
      expect(await server.api.status(party.gameId)).toMatchObject({ value: { epoch, phase: "play-tricks" } });
      await reconnect(party);
      const after = await snapshots(party.wires);
      for (const [seat, { hand, trick, current_player_id, allowed, players }] of after.entries()) {
        const was = before[seat] as Frame;
        expect({ hand, trick, current_player_id, allowed, players }).toEqual({
          ...{ hand: was.hand, trick: was.trick, current_player_id: was.current_player_id },
          ...{ allowed: was.allowed, players: was.players },
        });
      }
      expect(after[0]).toMatchObject({ epoch });
    }
    party.close();
  });

  test("[R3] only what had not reached Redis is lost; older epochs never come back", async () => {
    const party = await midTrick();
    const [kept] = (await snapshots(party.wires)) as [Frame];
    const copy = JSON.stringify(await caughtUp(server, party.gameId, kept));
    for (let lost = 0; lost < 3; lost += 1) expect(await playOne(party)).toMatchObject({ status: "ok" });
    await caughtUp(server, party.gameId, await (party.wires[0] as Wire).snapshot());
    await wipe(party);
    // As if those three had still been on their way.
    await server.command("SET", `game:${party.gameId}:state`, copy);
    await (party.wires[1] as Wire).snapshot();
    for (const wire of party.wires) {
      await wire.snapshot();
      expect(wire.frames.find(({ epoch }) => epoch === 2)).toMatchObject({
        message_type: "sync",
        epoch: 2,
        revision: kept.revision,
        snapshot: { epoch: 2, revision: kept.revision, trick: kept.trick },
      });
    }
    const again = await playOne(party);
    expect(again).toMatchObject({ status: "ok", epoch: 2, revision: kept.revision + 1 });
    await caughtUp(server, party.gameId, again);
    party.close();
  });

  test("[R3] a seat whose socket has survived is connected, whatever Redis had last heard of it", async () => {
    const party = await midTrick();
    (party.wires[4] as Wire).close();
    const { revision } = await (party.wires[0] as Wire).next("player.leave");
    const copy = JSON.stringify(await caughtUp(server, party.gameId, { epoch: 1, revision }));
    party.wires[4] = await joinWire(server, party.tokens[4] as string);
    await caughtUp(server, party.gameId, { epoch: 1, revision: revision + 1 });
    await wipe(party);
    await server.command("SET", `game:${party.gameId}:state`, copy);
    await (party.wires[0] as Wire).snapshot();
    const { players } = await (party.wires[0] as Wire).snapshot();
    expect(players.map(({ connected }: Frame) => connected)).toEqual([true, true, true, true, true]);
    party.close();
  });
});

test("[R4] with its storage gone and Redis out of reach the game is unavailable, never unknown, and comes back", async () => {
  const party = await midTrick();
  const before = await snapshots(party.wires);
  await caughtUp(server, party.gameId, before[0] as Frame);
  await wipe(party);
  server.redis.faults.outage("on");
  const unavailable = { error: { status: 503, code: "game_unavailable", recovery: "retry" } };
  expect(await server.api.status(party.gameId)).toMatchObject(unavailable);
  expect(await server.api.snapshot(party.gameId, party.tokens[0] as string)).toMatchObject(unavailable);
  expect(await server.api.join(party.gameId)).toMatchObject(unavailable);
  const knock = await openWire(server, "/ws/client", ["briscola.v1", `bearer.${party.tokens[0]}`]);
  expect(await knock.closed).toMatchObject({ code: 1013 });
  expect(knock.frames).toMatchObject([{ message_type: "error", code: "game_unavailable" }]);
  // A socket that has survived is sent away with the same code when it speaks.
  const [one, two] = party.wires as [Wire, Wire];
  one.send({ message_type: "sync", action_id: "s" });
  expect(await one.closed).toMatchObject({ code: 1013 });
  server.redis.faults.outage("off");
  expect(await two.snapshot()).toMatchObject({ epoch: 2, hand: before[1]?.hand });
  party.wires[0] = await joinWire(server, party.tokens[0] as string);
  expect((await party.wires[0].snapshot()).hand).toEqual(before[0]?.hand);
  party.close();
});

test("[R4] an unreadable copy is unavailable too, and is not written over", async () => {
  const party = await midTrick();
  await caughtUp(server, party.gameId, await (party.wires[0] as Wire).snapshot());
  const state = (await storedState(server, party.gameId)) as Frame;
  // Of an epoch that no write of this game outdates.
  const broken = JSON.stringify({ ...state, epoch: 9, sealed: `${state.sealed.slice(0, -4)}AAAA` });
  server.expectErrors("copy_unreadable");
  await wipe(party, "close");
  await server.command("SET", `game:${party.gameId}:state`, broken);
  const answer = await server.api.status(party.gameId);
  expect(answer).toMatchObject({ error: { status: 503, code: "game_unavailable" } });
  expect(await storedState(server, party.gameId)).toEqual(JSON.parse(broken));
});
