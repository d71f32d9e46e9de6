import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { startServer, type TestServer } from "../../dev/clients/server.ts";
import { type Frame, joinWire, type Wire } from "../../dev/clients/wire.ts";
import type { Seen } from "../../dev/upstash/faults.ts";
import {
  billedFor,
  caughtUp,
  isWrite,
  keysOf,
  listenTo,
  recordRequests,
  storedState,
} from "../support/copies.ts";
import { observerToken, onTurn, type Party, playUntil, seatFive } from "../support/party.ts";
import { simpleMove } from "../support/simple-move.ts";

const LOG_LENGTH = 4;
let server: TestServer;
beforeAll(async () => {
  server = await startServer({ FLOOD_PLAYER: "0", FLOOD_OBSERVER: "0", ACTION_LOG_LENGTH: `${LOG_LENGTH}` });
});
afterEach(() => server.redis.faults.clear());
afterAll(() => server.close());

const act = async (wire: Wire, move: Frame): Promise<Frame> => {
  const result = await wire.act(move);
  expect(result).toMatchObject({ status: "ok" });
  return result;
};
const playOne = async (party: Party): Promise<Frame> => {
  const wire = await onTurn(party);
  return act(wire, simpleMove(await wire.snapshot()) as Frame);
};
const key = ({ gameId }: Party, what: string) => `game:${gameId}:${what}`;
const ttl = async (party: Party, what: string) => Number(await server.command("TTL", key(party, what)));

describe("[D1] game:<id>:state", () => {
  test("[D1] after every action holds its revision, the observer's snapshot and the sealed state", async () => {
    const party = await seatFive(server);
    const watcher = await joinWire(server, await observerToken(server, party.gameId));
    for (let move = 0; move < 14; move += 1) {
      const { revision } = await playOne(party);
      const state = await caughtUp(server, party.gameId, { epoch: 1, revision });
      expect(Object.keys(state)).toEqual([
        "epoch",
        "revision",
        "ts",
        "format",
        "deals",
        "told",
        "public",
        "sealed",
      ]);
      expect(state.public).toEqual(await watcher.snapshot());
      const [header = "", ...parts] = state.sealed.split(".");
      expect(parts).toHaveLength(4);
      expect(JSON.parse(Buffer.from(header, "base64url").toString())).toMatchObject({
        alg: "dir",
        enc: "A256GCM",
      });
      expect(Math.abs(state.ts - Date.now())).toBeLessThan(60_000);
    }
    const text = String(await server.command("GET", key(party, "state")));
    expect(text).toMatch(/^\{"epoch":1,"revision":\d+,"ts":\d+,/);
    for (const [, { hand }] of (await Promise.all(party.wires.map((wire) => wire.snapshot()))).entries())
      for (const card of hand) expect(text).not.toContain(`"card_id":${card.card_id}}`);
    watcher.close();
    party.close();
  });

  test("[D1] an order of cards, which raises no revision, is written too", async () => {
    const party = await seatFive(server);
    const [wire] = party.wires as [Wire];
    const { hand, revision } = await wire.snapshot();
    const before = await caughtUp(server, party.gameId, { epoch: 1, revision });
    await act(wire, { message_type: "reorder", hand: hand.toReversed() });
    await expect.poll(async () => (await storedState(server, party.gameId))?.ts).toBeGreaterThan(before.ts);
    await server.sql(party.gameId, "DELETE FROM log");
    await server.evict(party.gameId, "hibernate");
    expect(await wire.snapshot()).toMatchObject({ epoch: 2, revision, hand: hand.toReversed() });
    party.close();
  });

  test("[D1, D3] each write renews its expiry and the heartbeat's", async () => {
    const party = await seatFive(server);
    await caughtUp(server, party.gameId, await (party.wires[0] as Wire).snapshot());
    for (const what of ["state", "heartbeat", "log"]) await server.command("EXPIRE", key(party, what), 5);
    const { revision, ts } = await playOne(party);
    await caughtUp(server, party.gameId, { epoch: 1, revision });
    expect(await ttl(party, "state")).toBeGreaterThan(43_190);
    expect(await ttl(party, "state")).toBeLessThanOrEqual(43_200);
    expect(await ttl(party, "log")).toBeGreaterThan(43_190);
    expect(await ttl(party, "heartbeat")).toBeGreaterThan(15);
    expect(await ttl(party, "heartbeat")).toBeLessThanOrEqual(20);
    const beat = JSON.parse(String(await server.command("GET", key(party, "heartbeat"))));
    expect(beat).toMatchObject({ revision });
    expect(beat.ts).toBeGreaterThanOrEqual(ts);
    party.close();
  });
});

test("[D4] one message for each action: its public events, as observers get them, in order", async () => {
  const party = await seatFive(server);
  const watcher = await joinWire(server, await observerToken(server, party.gameId));
  const from = watcher.frames[0]?.revision;
  await caughtUp(server, party.gameId, { epoch: 1, revision: from });
  const channel = await listenTo(server, party.gameId);
  const moves: Frame[] = [];
  const goOn = async (until: string) => {
    while ((await (party.wires[0] as Wire).snapshot()).phase !== until) {
      const mover = await onTurn(party);
      const { hand } = await mover.snapshot();
      if (moves.length % 3 === 0) await act(mover, { message_type: "reorder", hand: hand.toReversed() });
      moves.push(await act(mover, simpleMove(await mover.snapshot()) as Frame));
    }
  };
  await goOn("trick-won");
  await goOn("end");
  await watcher.snapshot();
  const seen = watcher.frames.filter(
    ({ message_type, revision }) => revision > from && !/^(sync|join\.ok)$/.test(message_type),
  );
  await expect.poll(() => channel.messages.length, { interval: 10 }).toBe(moves.length);
  expect(channel.messages.flat()).toEqual(seen);
  expect(channel.messages.map((message) => message.at(-1)?.revision)).toEqual(
    moves.map(({ revision }) => revision),
  );
  expect(channel.messages.some((message) => message.length > 3)).toBe(true);
  channel.close();
  watcher.close();
  party.close();
});

test("[D5] games:live lists a game while a player's socket is open, and no longer", async () => {
  const created = await server.api.create();
  if (!created.ok) throw new Error(created.error.reason);
  const { game_id: gameId, player } = created.value;
  const score = async () => (await server.command("ZSCORE", "games:live", gameId)) as string | null;
  const watcher = await joinWire(server, await observerToken(server, gameId));
  await watcher.snapshot();
  await caughtUp(server, gameId, { epoch: 1, revision: 0 });
  expect(await score()).toBeNull();
  const before = Date.now();
  const wire = await joinWire(server, player?.token ?? "");
  await expect.poll(async () => Number(await score()), { interval: 10 }).toBeGreaterThanOrEqual(before);
  wire.close();
  await expect.poll(score, { interval: 10 }).toBeNull();
  watcher.close();
});

test("[D6] game:<id>:log holds the latest accepted actions, without the bodies of reorder", async () => {
  const party = await seatFive(server);
  await playUntil(party, ({ phase }) => phase === "play-first-trick");
  const turn = await onTurn(party);
  const other = party.wires.findIndex((wire) => wire !== turn);
  const wire = party.wires[other] as Wire;
  const { hand } = await wire.snapshot();
  const played = await act(turn, { ...simpleMove(await turn.snapshot()), action_id: "the play" });
  await act(wire, { message_type: "reorder", action_id: "the order", hand: hand.toReversed() });
  await wire.act({ message_type: "bid", action_id: "the refused", bid: 70 });
  await act(wire, { message_type: "reorder", action_id: "the order", hand: hand.toReversed() });
  const { revision } = await playOne(party);
  await caughtUp(server, party.gameId, { epoch: 1, revision });
  const log: Frame[] = JSON.parse(String(await server.command("GET", key(party, "log"))));
  expect(log).toHaveLength(LOG_LENGTH);
  const kept = log.map(({ message_type, action_id }) => [message_type, action_id]);
  expect(kept.map(([type]) => type)).toEqual(["call-partner-rank", "play", "reorder", "play"]);
  expect(kept.slice(1, 3).map(([, id]) => id)).toEqual(["the play", "the order"]);
  expect(log[1]).toMatchObject({ player_id: party.wires.indexOf(turn), card: played.effects.card });
  expect(log[2]).toMatchObject({ player_id: other });
  expect(JSON.stringify(log[2])).not.toMatch(/card|hand|\[/);
  expect(JSON.stringify(log)).not.toContain("the refused");
  party.close();
});

test("[D8] a request to Redis that has been answered leaves nothing that keeps the actor awake", async () => {
  const party = await seatFive(server);
  await caughtUp(server, party.gameId, await playOne(party));
  const asked = Date.now();
  // Waits for timers and requests under way; a deadline's timer would be 3 s.
  await server.evict(party.gameId, "hibernate");
  expect(Date.now() - asked).toBeLessThan(1_500);
  party.close();
});

test("[D6, H7] a game with a log can be ended", async () => {
  const party = await seatFive(server);
  for (let move = 0; move < LOG_LENGTH + 2; move += 1) await playOne(party);
  expect(await server.api.end(party.gameId, party.hostToken)).toMatchObject({ ok: true });
  await expect.poll(() => keysOf(server, party.gameId)).toEqual([]);
});

test("[D7] what an action writes goes in one request of at most six billed commands", async () => {
  const party = await seatFive(server);
  await playUntil(party, ({ phase }) => phase === "play-first-trick");
  for (let move = 0; move < 12; move += 1) {
    await caughtUp(server, party.gameId, await (party.wires[0] as Wire).snapshot());
    const channel = await listenTo(server, party.gameId);
    const mover = await onTurn(party);
    const action = simpleMove(await mover.snapshot()) as Frame;
    const requests = recordRequests(server);
    const { revision } = await act(mover, action);
    await caughtUp(server, party.gameId, { epoch: 1, revision });
    const about = requests.filter(
      ({ commands }) =>
        commands.some(([name]) => name !== "GET") && JSON.stringify(commands).includes(party.gameId),
    );
    const writes = about.filter((request) => isWrite(request, party.gameId));
    // An idle beat may fall in between, never a second request that writes this action.
    expect(writes).toHaveLength(1);
    expect(about.length).toBeLessThanOrEqual(2);
    const [write] = writes as [Seen];
    expect(write.commands).toHaveLength(1);
    expect(billedFor(write)).toBe(6);
    await expect.poll(() => channel.messages.length, { interval: 10 }).toBe(1);
    channel.close();
    server.redis.faults.clear();
  }
  party.close();
});

test("[D7, D13] the write that ends a deal brings the deal, in at most eight billed commands", async () => {
  const party = await seatFive(server);
  await playUntil(party, ({ phase, trick_history: tricks }) => phase === "trick-won" && tricks.length === 7);
  await caughtUp(server, party.gameId, await (party.wires[0] as Wire).snapshot());
  const ending: Seen[] = [];
  for (let phase = ""; phase !== "end"; ) {
    const requests = recordRequests(server);
    await caughtUp(server, party.gameId, { epoch: 1, revision: (await playOne(party)).revision });
    ({ phase } = await (party.wires[0] as Wire).snapshot());
    const writes = requests.filter((request) => isWrite(request, party.gameId));
    expect(writes).toHaveLength(1);
    if (phase === "end") ending.push(...writes);
    else for (const write of writes) expect(billedFor(write)).toBe(6);
    server.redis.faults.clear();
  }
  const [write] = ending as [Seen];
  expect(billedFor(write)).toBe(8);
  const deals = (await server.command("HGETALL", key(party, "deals"))) as string[];
  expect(deals).toEqual(["1", expect.stringMatching(/^[\w-]+(\.[\w-]*){4}$/)]);
  expect(JSON.stringify(write.commands)).toContain(deals[1]);
  const lives = await ttl(party, "deals");
  expect(Math.abs(lives - 2 * (await ttl(party, "state")))).toBeLessThan(60);
  party.close();
});
