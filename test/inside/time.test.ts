import { createScheduledController, evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import worker from "../../src/edge/worker.ts";
import {
  answered,
  becomes,
  closing,
  command,
  fetchJson,
  heard,
  join,
  joinAll,
  newTable,
  observerToken,
  open,
  passes,
  playToEnd,
  ring,
  stubOf,
  type Table,
  types,
  until,
  type Wire,
} from "./table.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const STATE_TTL = 43_200 * SECOND;
const PING = '{"message_type":"ping"}';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const seats = async (gameId: string) => (await fetchJson(`/api/games/${gameId}`)).seats;
const alarmAt = (gameId: string) =>
  runInDurableObject(stubOf({ gameId }), (_, state) => state.storage.getAlarm());
const tables = (gameId: string) =>
  runInDurableObject(stubOf({ gameId }), (_, { storage }) =>
    storage.sql
      .exec("SELECT name FROM sqlite_master")
      .toArray()
      .map(({ name }) => String(name))
      .filter((name) => !name.startsWith("_")),
  );
const stateOf = async (gameId: string) => JSON.parse(String(await command("GET", `game:${gameId}:state`)));
const score = (gameId: string) => command("ZSCORE", "games:live", gameId);
/** Waits until Redis holds `revision`, and the actor has heard of that. */
const settled = async (gameId: string, revision: number) => {
  await becomes(async () => (await stateOf(gameId)).revision, revision);
  await answered();
};

describe("[S2] a socket without a token", () => {
  test("[S2] is closed with 4001 when it has not joined within 10 s, and not before", async () => {
    const table = await newTable(1);
    const [slow, late] = [
      await open(`game_id=${table.gameId}`),
      await open(`game_id=${table.gameId}`),
    ] as const;
    for (const wire of [slow, late]) {
      wire.socket.send(PING);
      await heard(wire, "pong");
    }
    passes(9 * SECOND);
    await ring(table);
    late.socket.send(JSON.stringify({ message_type: "join", action_id: "j", token: table.tokens[0] }));
    await heard(late, "join.ok");
    expect(slow.closeCode()).toBeNull();
    passes(SECOND);
    await ring(table);
    expect(await closing(slow)).toBe(4001);
    expect(types(slow)).toEqual(["pong", "error"]);
    expect(slow.frames[1]).toMatchObject({ code: "unauthorized" });
    expect((await late.snapshot()).player_id).toBe(0);
  });
});

describe("[S7] silence", () => {
  /** Time passes, with an alarm often enough that none is late. */
  const silence = async (table: Table, seconds: number) => {
    for (let left = seconds; left > 0; left -= 25) {
      passes(Math.min(left, 25) * SECOND);
      await ring(table);
    }
  };

  test("[S7] a client that has pinged and is then silent for 75 s is gone; one that never pinged is not", async () => {
    const table = await newTable(4);
    const wires = await joinAll(table);
    const [silent, chatty, quiet, witness] = wires as [Wire, Wire, Wire, Wire];
    for (const wire of [silent, chatty]) {
      wire.socket.send(PING);
      await heard(wire, "pong");
    }
    await silence(table, 74);
    await witness.snapshot();
    expect(types(witness)).not.toContain("player.leave");
    await chatty.snapshot();
    passes(2 * SECOND);
    await ring(table);
    expect(await heard(witness, "player.leave")).toMatchObject({ player_id: silent.frames[0]?.player_id });
    expect(await closing(silent)).not.toBe(1006);
    expect(
      (await witness.snapshot()).players.map(({ connected }: { connected: boolean }) => connected),
    ).toEqual(wires.map((wire) => wire !== silent));
    // Judged by its socket alone.
    passes(5 * MINUTE);
    await ring(table);
    expect((await quiet.snapshot()).players[wires.indexOf(quiet)]).toMatchObject({ connected: true });
  });

  test("[S7] a ping in other words, which wakes the actor, counts too", async () => {
    const table = await newTable(2);
    const [other, witness] = (await joinAll(table)) as [Wire, Wire];
    other.socket.send('{ "message_type": "ping" }');
    expect(await heard(other, "pong")).toEqual({ message_type: "pong" });
    await silence(table, 76);
    expect(await heard(witness, "player.leave")).toBeDefined();
  });

  test("[S7] what it says counts after the actor has slept, too", async () => {
    const table = await newTable(1);
    const wire = await join(table.tokens[0] as string);
    wire.socket.send('{ "message_type": "ping" }');
    await heard(wire, "pong");
    await silence(table, 74);
    await wire.snapshot();
    await evictDurableObject(stubOf(table), { webSockets: "hibernate" });
    await silence(table, 50);
    expect(await wire.snapshot()).toMatchObject({ player_id: 0 });
    expect(wire.closeCode()).toBeNull();
  });

  test("[S7] a watcher who falls silent is closed, without a word to the others", async () => {
    const table = await newTable(1);
    const [player, watcher] = [await join(table.tokens[0] as string), await join(await observerToken(table))];
    watcher.socket.send(PING);
    await heard(watcher, "pong");
    await silence(table, 76);
    await closing(watcher);
    expect(await player.snapshot()).toMatchObject({ observers: 0, revision: 1 });
  });
});

test("[S8] the window is FLOOD_WINDOW_SECONDS long: who keeps to the limit is never closed, and is with one more", async () => {
  const WINDOW = 30 * SECOND;
  const table = await newTable(1);
  const wire = await join(await observerToken(table));
  const sync = JSON.stringify({ message_type: "sync", action_id: "one of many" });
  const upToTheLimit = async () => {
    for (let count = 1; count < 50; count += 1) wire.socket.send(sync);
    await wire.snapshot();
  };
  await upToTheLimit();
  for (let window = 0; window < 3; window += 1) {
    passes(WINDOW);
    await upToTheLimit();
  }
  // The window may be a twentieth short.
  passes(WINDOW * 0.94);
  wire.socket.send(sync);
  expect(await closing(wire)).toBe(1008);
  expect(wire.frames.filter(({ message_type }) => message_type === "sync")).toHaveLength(200);
});

describe("[S9] in end", () => {
  test("[S9] who is away for 30 s counts as having asked, once somebody present has", async () => {
    const table = await newTable();
    const wires = await joinAll(table);
    await playToEnd(wires);
    const [one, two, three, gone, lost] = wires as [Wire, Wire, Wire, Wire, Wire];
    for (const wire of [gone, lost]) wire.socket.close(1000);
    await until("two to leave", () => types(one).filter((type) => type === "player.leave").length === 2);
    passes(40 * SECOND);
    await ring(table);
    // Nobody present has asked yet.
    expect(await one.snapshot()).toMatchObject({ phase: "end", end_state: { ready: [] } });
    for (const wire of [one, two])
      expect(await wire.act({ message_type: "next-deal" })).toMatchObject({ status: "ok" });
    await ring(table);
    expect((await one.snapshot()).end_state.ready).toEqual([0, 1, 3, 4]);
    expect(await three.act({ message_type: "next-deal" })).toMatchObject({ status: "ok" });
    expect(await one.snapshot()).toMatchObject({ phase: "bid", deal_number: 2 });
    const readied = one.frames.filter(({ message_type }) => message_type === "player.ready");
    expect(readied.map(({ player_id }) => player_id)).toEqual([0, 1, 3, 4, 2]);
  });

  test("[S9] who is away for less, or has come back, does not", async () => {
    const table = await newTable();
    const wires = await joinAll(table);
    await playToEnd(wires);
    const [one, , , gone, back] = wires as [Wire, Wire, Wire, Wire, Wire];
    for (const wire of [gone, back]) wire.socket.close(1000);
    await until("two to leave", () => types(one).filter((type) => type === "player.leave").length === 2);
    for (const wire of wires.slice(0, 3)) await wire.act({ message_type: "next-deal" });
    passes(29 * SECOND);
    await ring(table);
    expect((await one.snapshot()).end_state.ready).toEqual([0, 1, 2]);
    const returned = await join(table.tokens[4] as string);
    passes(2 * SECOND);
    await ring(table);
    expect((await one.snapshot()).end_state.ready).toEqual([0, 1, 2, 3]);
    await returned.act({ message_type: "next-deal" });
    expect(await one.snapshot()).toMatchObject({ phase: "bid", deal_number: 2 });
  });
});

describe("[S15] in ready", () => {
  test("[S15] a seat whose player has had no socket for ten minutes is freed", async () => {
    const table = await newTable(3);
    const [never, left, here] = table.tokens.flatMap((token, seat) => (token ? [{ token, seat }] : []));
    const wire = await join(here?.token ?? "");
    const leaver = await join(left?.token ?? "");
    passes(MINUTE);
    leaver.socket.close(1000);
    await heard(wire, "player.leave");
    const free = async () =>
      (await seats(table.gameId)).map(({ name }: { name: string | null }) => name === null);
    const taken = (...places: (number | undefined)[]) =>
      [0, 1, 2, 3, 4].map((seat) => !places.includes(seat));
    passes(9 * MINUTE - SECOND);
    await ring(table);
    expect(await free()).toEqual(taken(never?.seat, left?.seat, here?.seat));
    passes(SECOND);
    await ring(table);
    expect(await free()).toEqual(taken(left?.seat, here?.seat));
    passes(MINUTE);
    await ring(table);
    expect(await free()).toEqual(taken(here?.seat));
    passes(60 * MINUTE);
    await ring(table);
    expect(await free()).toEqual(taken(here?.seat));
    const stale = await open(`token=${left?.token}`);
    expect(await closing(stale)).toBe(4001);
  });
});

describe("[D3] heartbeats", () => {
  const beat = async (gameId: string) => JSON.parse(String(await command("GET", `game:${gameId}:heartbeat`)));

  test("[D3, D5] go on while a player is there and nothing happens, and stop with the last", async () => {
    const table = await newTable(1);
    const wire = await join(table.tokens[0] as string);
    const { revision } = await wire.snapshot();
    await settled(table.gameId, revision);
    for (let beats = 0; beats < 3; beats += 1) {
      passes(5 * SECOND);
      const now = Date.now();
      expect(await alarmAt(table.gameId)).toBeLessThanOrEqual(now);
      await ring(table);
      await becomes(() => beat(table.gameId), { revision, ts: now });
      await becomes(async () => Number(await score(table.gameId)), now);
      expect(await command("TTL", `game:${table.gameId}:heartbeat`)).toBeGreaterThan(15);
    }
    wire.socket.close(1000);
    await becomes(() => score(table.gameId), null);
    await settled(table.gameId, revision + 1);
    await command("DEL", `game:${table.gameId}:heartbeat`);
    passes(5 * SECOND);
    await ring(table);
    await fetchJson(`/api/games/${table.gameId}`);
    await answered();
    expect(await command("EXISTS", `game:${table.gameId}:heartbeat`)).toBe(0);
    expect(await score(table.gameId)).toBeNull();
  });

  test("[D3] one that would follow an action's renewal within the interval is skipped", async () => {
    const table = await newTable(5);
    const wires = await joinAll(table);
    const { hand } = await (wires[0] as Wire).snapshot();
    passes(3 * SECOND);
    const acted = Date.now();
    await (wires[0] as Wire).act({ message_type: "reorder", hand: hand.toReversed() });
    await becomes(async () => (await beat(table.gameId)).ts, acted);
    const live = await score(table.gameId);
    passes(2 * SECOND);
    await ring(table);
    await answered();
    expect((await beat(table.gameId)).ts).toBe(acted);
    expect(await score(table.gameId)).toBe(live);
    expect(await alarmAt(table.gameId)).toBe(acted + 5 * SECOND);
    passes(3 * SECOND);
    await ring(table);
    await becomes(async () => (await beat(table.gameId)).ts, Date.now());
  });

  test("[D3] a watcher alone keeps nothing beating", async () => {
    const table = await newTable(1);
    await join(await observerToken(table));
    await settled(table.gameId, 0);
    passes(5 * SECOND);
    await ring(table);
    await answered();
    expect(await alarmAt(table.gameId)).toBeGreaterThan(Date.now() + MINUTE);
    expect(await score(table.gameId)).toBeNull();
  });
});

describe("[D9] expiry", () => {
  const gone = async (gameId: string) => {
    // For two minutes Redis remembers that the game is gone.
    await becomes(() => command("KEYS", `game:${gameId}:*`), [`game:${gameId}:state`]);
    expect(await stateOf(gameId)).toMatchObject({ gone: true });
    expect(await score(gameId)).toBeNull();
    await becomes(() => tables(gameId), []);
    expect(await alarmAt(gameId)).toBeNull();
    expect(await fetchJson(`/api/games/${gameId}`)).toMatchObject({ status: 404, code: "join_failed" });
  };

  test("[D9] a game that nobody has touched for its time is ended: watchers are told, both sides are cleared", async () => {
    const table = await newTable(2);
    const player = await join(table.tokens[0] as string);
    player.socket.close(1000);
    await becomes(async () => (await stateOf(table.gameId)).revision, 2);
    const watcher = await join(await observerToken(table));
    // Both seats are freed first, which is a change like any other [S15].
    passes(10 * MINUTE);
    await ring(table);
    await becomes(async () => (await stateOf(table.gameId)).public.players, []);
    const touched = (await stateOf(table.gameId)).ts;
    vi.setSystemTime(touched + STATE_TTL - 1);
    await ring(table);
    expect(await fetchJson(`/api/games/${table.gameId}`)).toMatchObject({ status: 200 });
    vi.setSystemTime(touched + STATE_TTL);
    await ring(table);
    expect(await heard(watcher, "game.ended")).toMatchObject({ reason: expect.any(String) });
    expect(await closing(watcher)).toBe(4003);
    await gone(table.gameId);
  });

  test("[D9] the same in a later deal", async () => {
    const table = await newTable();
    const wires = await joinAll(table);
    await playToEnd(wires);
    for (const wire of wires) await wire.act({ message_type: "next-deal" });
    for (const wire of wires) wire.socket.close(1000);
    await becomes(() => score(table.gameId), null);
    passes(STATE_TTL + MINUTE);
    await ring(table);
    await gone(table.gameId);
  });

  test("[D9] an unconfirmed deletion is tried again by the alarm, until Redis confirms it", async () => {
    const table = await newTable(1);
    const wire = await join(await observerToken(table));
    await settled(table.gameId, 0);
    passes(5 * SECOND);
    await ring(table);
    const out = vi.spyOn(globalThis, "fetch").mockRejectedValue(new TypeError("nobody is there"));
    const ended = await fetchJson(`/api/games/${table.gameId}`, {
      method: "DELETE",
      headers: { authorization: `Bearer ${table.hostToken}` },
    });
    expect(ended).toMatchObject({ status: 200 });
    expect(await closing(wire)).toBe(4003);
    await until("a try", () => out.mock.calls.length > 0);
    for (let tries = 0; tries < 2; tries += 1) {
      const before = out.mock.calls.length;
      passes(5 * SECOND);
      expect(await alarmAt(table.gameId)).toBeLessThanOrEqual(Date.now());
      expect(await ring(table)).toBe(true);
      await until("another try", () => out.mock.calls.length > before);
      expect(await tables(table.gameId)).toEqual(["log"]);
      expect(await fetchJson(`/api/games/${table.gameId}`)).toMatchObject({ status: 404 });
    }
    out.mockRestore();
    expect(await command("EXISTS", `game:${table.gameId}:state`)).toBe(1);
    passes(5 * SECOND);
    expect(await ring(table)).toBe(true);
    await gone(table.gameId);
  });

  test("[D1, D9] one with a player connected is written again in time, and lives on", async () => {
    const table = await newTable(1);
    const wire = await join(table.tokens[0] as string);
    const { revision } = await wire.snapshot();
    await becomes(async () => (await stateOf(table.gameId)).revision, revision);
    for (let day = 0; day < 3; day += 1) {
      await command("EXPIRE", `game:${table.gameId}:state`, 30);
      passes(STATE_TTL - MINUTE);
      await ring(table);
      const ttl = async () => Number(await command("TTL", `game:${table.gameId}:state`));
      await until("a new expiry", async () => (await ttl()) > 43_000);
    }
    expect(await wire.snapshot()).toMatchObject({ revision });
  });
});

test("[D10] the sweep wakes a game whose beat has lapsed and whose alarm is lost: it beats again", async () => {
  const table = await newTable(1);
  const wire = await join(table.tokens[0] as string);
  await wire.snapshot();
  await settled(table.gameId, 1);
  await runInDurableObject(stubOf(table), (_, { storage }) => storage.deleteAlarm());
  await evictDurableObject(stubOf(table), { webSockets: "hibernate" });
  await command("ZADD", "games:live", Date.now() - 25 * SECOND, table.gameId);
  passes(25 * SECOND);
  await worker.scheduled(createScheduledController(), env);
  await until("an alarm", () => alarmAt(table.gameId));
  // Waking has renewed the copy; the next beat is due an interval later.
  await settled(table.gameId, 1);
  passes(5 * SECOND);
  await ring(table);
  await becomes(async () => Number(await score(table.gameId)), Date.now());
  expect(await wire.snapshot()).toMatchObject({ revision: 1 });
});

test("[H13] a guessed id stores nothing and sets no alarm", async () => {
  for (const gameId of ["QQQQQQ", "QQQQQR"]) {
    expect(await fetchJson(`/api/games/${gameId}`)).toMatchObject({ status: 404 });
    expect(await closing(await open(`game_id=${gameId}`))).toBe(4004);
    expect(await tables(gameId)).toEqual([]);
    expect(await alarmAt(gameId)).toBeNull();
    const stored = await runInDurableObject(stubOf({ gameId }), (_, { storage }) => storage.list());
    expect([...stored.keys()]).toEqual([]);
  }
});
