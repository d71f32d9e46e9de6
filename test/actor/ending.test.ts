import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { startServer, type TestServer } from "../../dev/clients/server.ts";
import { type Frame, joinWire, openWire, settle, type Wire } from "../../dev/clients/wire.ts";
import { caughtUp, confirmed, isWrite, keysOf, listenTo, storedState } from "../support/copies.ts";
import { observerToken, onTurn, type Party, playUntil, seatFive } from "../support/party.ts";
import { simpleMove } from "../support/simple-move.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startServer({ FLOOD_PLAYER: "0" });
});
afterEach(() => server.redis.faults.clear());
afterAll(() => server.close());

/** The tables an object has made; the runtime's own begin with an underscore. */
const tables = async (gameId: string) => {
  const found = await server.sql(gameId, "SELECT name FROM sqlite_master");
  return found.map(({ name }) => String(name)).filter((name) => !name.startsWith("_"));
};
const keys = async (gameId: string) => {
  const live = await server.command("ZSCORE", "games:live", gameId);
  return [...(await keysOf(server, gameId)), ...(live === null ? [] : ["games:live"])];
};
const endsWith404 = async ({ gameId, tokens }: Pick<Party, "gameId" | "tokens">) => {
  const gone = { ok: false, error: { status: 404, code: "join_failed" } };
  expect(await server.api.status(gameId)).toMatchObject(gone);
  expect(await server.api.snapshot(gameId, tokens[0] as string)).toMatchObject(gone);
  expect(await server.api.join(gameId)).toMatchObject(gone);
  const knock = await openWire(server, "/ws/client", ["briscola.v1", `bearer.${tokens[0]}`]);
  expect(await knock.closed).toMatchObject({ code: 4004 });
};

describe("[H7] DELETE /api/games/:id", () => {
  test("[H7, D9] tells everyone, closes with 4003, and clears Redis and the actor", async () => {
    const party = await seatFive(server);
    const watcher = await joinWire(server, await observerToken(server, party.gameId));
    await playUntil(party, ({ phase }) => phase === "play-first-trick");
    const everyone = [...party.wires, watcher];
    const snapshots = await Promise.all(everyone.map((wire) => wire.snapshot()));
    await caughtUp(server, party.gameId, snapshots[0] as Frame);
    expect(await keys(party.gameId)).toHaveLength(3);
    const channel = await listenTo(server, party.gameId);
    expect(await server.api.end(party.gameId, party.hostToken)).toMatchObject({ ok: true });
    for (const wire of everyone) {
      expect(await wire.next("game.ended")).toMatchObject({
        reason: expect.any(String),
        revision: snapshots[0]?.revision + 1,
      });
      expect(await wire.closed).toMatchObject({ code: 4003 });
      expect(wire.frames.at(-1)?.message_type).toBe("game.ended");
    }
    await expect.poll(() => keys(party.gameId)).toEqual([]);
    await expect.poll(() => channel.messages.flat()).toMatchObject([{ message_type: "game.ended" }]);
    await endsWith404(party);
    await expect.poll(() => tables(party.gameId)).toEqual([]);
    await server.evict(party.gameId);
    await endsWith404(party);
    expect(await keys(party.gameId)).toEqual([]);
    expect(await tables(party.gameId)).toEqual([]);
    channel.close();
  });

  test("[H7] needs the host", async () => {
    const party = await seatFive(server);
    for (const [token, status] of [
      [party.tokens[0], 403],
      [await observerToken(server, party.gameId), 403],
      ["x.y.z", 401],
    ] as const)
      expect(await server.api.end(party.gameId, token as string)).toMatchObject({ error: { status } });
    expect(await (party.wires[0] as Wire).snapshot()).toMatchObject({ phase: "bid" });
    party.close();
  });

  test("[H7, R2] in a later deal too, and after an eviction", async () => {
    const party = await seatFive(server);
    await playUntil(party, ({ deal_number }) => deal_number === 2);
    await caughtUp(server, party.gameId, await (party.wires[0] as Wire).snapshot());
    await server.evict(party.gameId, "hibernate");
    await (party.wires[0] as Wire).snapshot();
    expect(await server.api.end(party.gameId, party.hostToken)).toMatchObject({ ok: true });
    for (const wire of party.wires) expect(await wire.closed).toMatchObject({ code: 4003 });
    await expect.poll(() => keys(party.gameId)).toEqual([]);
  });

  test("[D4, D9] what was played just before is published ahead of the end", async () => {
    const party = await seatFive(server);
    await caughtUp(server, party.gameId, await (party.wires[0] as Wire).snapshot());
    const channel = await listenTo(server, party.gameId);
    // The first write takes its time, so the second action still waits when the game is ended.
    server.redis.faults.rule((request) =>
      isWrite(request, party.gameId) ? { kind: "delay", ms: 300 } : undefined,
    );
    for (let move = 0; move < 2; move += 1) {
      const wire = await onTurn(party);
      expect(await wire.act(simpleMove(await wire.snapshot()) as Frame)).toMatchObject({ status: "ok" });
    }
    await server.api.end(party.gameId, party.hostToken);
    const seen = () => channel.messages.flat().map(({ message_type }) => message_type);
    await expect.poll(seen, { timeout: 3_000 }).toContain("game.ended");
    expect(seen()).toEqual(["bid.placed", "bid.placed", "game.ended"]);
    channel.close();
  });
});

describe("[D9] Redis at the moment of the end", () => {
  test("[D9] out of reach: a tombstone says 404 until Redis has confirmed, and nothing comes back", async () => {
    const party = await seatFive(server);
    const [wire] = party.wires as [Wire];
    // A write whose answer is not heard might still arrive: until it cannot any more, the tombstone would stay.
    await confirmed(server, party.gameId, await wire.snapshot(), wire);
    server.redis.faults.outage("on");
    expect(await server.api.end(party.gameId, party.hostToken)).toMatchObject({ ok: true });
    expect(await wire.closed).toMatchObject({ code: 4003 });
    await endsWith404(party);
    await server.evict(party.gameId);
    await endsWith404(party);
    server.redis.faults.outage("off");
    // The copy is still there, and is not taken for a game to be restored.
    expect(await storedState(server, party.gameId)).not.toBeNull();
    await endsWith404(party);
    // Waking tries again at once; that the alarm does so too is shown from inside.
    await server.evict(party.gameId);
    await endsWith404(party);
    await expect.poll(() => keys(party.gameId), { timeout: 6_000 }).toEqual([]);
    await expect.poll(() => tables(party.gameId)).toEqual([]);
    await endsWith404(party);
  });

  test("[D9, D2] a write that was on its way arrives late: the game does not come back", async () => {
    const party = await seatFive(server);
    const mover = await onTurn(party);
    const move = simpleMove(await mover.snapshot()) as Frame;
    await caughtUp(server, party.gameId, await mover.snapshot());
    const [left, late] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const applied = Promise.withResolvers<void>();
    server.redis.faults.rule((request) => {
      if (!isWrite(request, party.gameId)) return undefined;
      left.resolve();
      return { kind: "hold", until: late.promise, applied: applied.resolve };
    });
    await mover.act(move);
    await left.promise;
    await server.api.end(party.gameId, party.hostToken);
    // The actor waits for an answer no longer than its patience lasts.
    await expect.poll(() => keys(party.gameId), { timeout: 6_000 }).toEqual([]);
    late.resolve();
    await applied.promise;
    await server.evict(party.gameId);
    await endsWith404(party);
    await expect.poll(() => keys(party.gameId), { timeout: 6_000 }).toEqual([]);
  });
});

describe("[D10] the sweep", () => {
  const sweep = () => server.harness.getWorker().scheduled({ cron: "* * * * *" });
  const lapse = (gameId: string) => server.command("ZADD", "games:live", Date.now() - 25_000, gameId);
  const score = async (gameId: string) =>
    (await server.command("ZSCORE", "games:live", gameId)) as string | null;

  test("[D10, R3] brings a game back whose storage is gone, and everyone hears of it", async () => {
    const party = await seatFive(server);
    const before = await caughtUp(server, party.gameId, await (party.wires[0] as Wire).snapshot());
    await server.sql(party.gameId, "DELETE FROM log");
    await server.evict(party.gameId, "hibernate");
    await lapse(party.gameId);
    await sweep();
    const synced = ({ message_type, epoch }: Frame) => message_type === "sync" && epoch === 2;
    for (const wire of party.wires)
      expect(await wire.next(synced)).toMatchObject({ revision: before.revision });
    party.close();
  });

  test("[D10, D5] takes games off the list that have nobody left, and those that are no more", async () => {
    const party = await seatFive(server);
    await caughtUp(server, party.gameId, await (party.wires[0] as Wire).snapshot());
    await server.evict(party.gameId, "close");
    await lapse(party.gameId);
    await lapse("000000");
    await sweep();
    await expect.poll(() => score(party.gameId)).toBeNull();
    // A poke is a reason to look; it leaves nothing behind in an object that has no game.
    expect(await tables("000000")).toEqual([]);
    await expect.poll(() => score("000000")).toBeNull();
  });

  test("[D10] leaves games alone that beat", async () => {
    const party = await seatFive(server);
    await caughtUp(server, party.gameId, await (party.wires[0] as Wire).snapshot());
    await expect.poll(() => score(party.gameId)).not.toBeNull();
    const before = await score(party.gameId);
    await settle(party.wires);
    const heard = party.wires.map(({ frames }) => frames.length);
    await sweep();
    expect(await score(party.gameId)).toBe(before);
    await settle(party.wires);
    for (const [seat, { frames }] of party.wires.entries())
      expect(frames.slice(heard[seat]).map(({ message_type }) => message_type)).toEqual(["sync"]);
    party.close();
  });
});

test("[H13] a guessed id stores nothing, whatever is asked of it", async () => {
  const created = await server.api.create();
  if (!created.ok) throw new Error(created.error.reason);
  const { game_id: gameId, host_token: hostToken } = created.value;
  const guesses = ["QQQQQQ", "QQQQQR", "qqqqqs"];
  for (const guess of guesses) {
    expect(await server.api.status(guess)).toMatchObject({ error: { status: 404 } });
    expect(await server.api.join(guess)).toMatchObject({ error: { status: 404 } });
    expect(await server.api.observe(guess)).toMatchObject({ error: { status: 404 } });
    expect(await server.api.end(guess, hostToken)).toMatchObject({ error: { status: 401 } });
    const knock = await openWire(server, `/ws/client?game_id=${guess}`);
    expect(await knock.closed).toMatchObject({ code: 4004 });
  }
  server.redis.faults.outage("on");
  expect(await server.api.status("QQQQQT")).toMatchObject({ error: { status: 503 } });
  server.redis.faults.outage("off");
  for (const guess of [...guesses, "QQQQQT"]) expect(await tables(guess.toUpperCase())).toEqual([]);
  expect(await server.command("KEYS", "game:QQQQ*")).toEqual([]);
  expect(await tables(gameId)).toEqual(["log"]);
});
