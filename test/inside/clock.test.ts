import { abortAllDurableObjects, evictDurableObject, runInDurableObject } from "cloudflare:test";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Frame } from "../../dev/clients/frame.ts";
import { simpleMove } from "../support/simple-move.ts";
import {
  becomes,
  command,
  fetchJson,
  heard,
  join,
  joinAll,
  observerToken,
  passes,
  passesUntil,
  ring,
  stubOf,
  type Table,
  types,
  until,
  type Wire,
} from "./table.ts";

const SECOND = 1_000;
/** Long enough for alarms to ring by hand alone: they keep to the real clock. */
const LIMIT = 120;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
});
afterEach(() => {
  vi.useRealTimers();
});

const send = (method: string, path: string, token?: string, body?: object) =>
  fetchJson(path, {
    method,
    headers: {
      ...(body ? { "content-type": "application/json" } : {}),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
/** A table with a clock of which players sit in the first `seats` to come and bots in the rest. */
const clocked = async (seats = 5, rules: object = { turn_seconds: LIMIT }): Promise<Table> => {
  const made = await send("POST", "/api/games", undefined, { rules: { weak_hand_below: 0, ...rules } });
  const { game_id: gameId, host_token: hostToken } = made;
  const tokens: string[] = [made.player.token];
  for (let more = 1; more < seats; more += 1) {
    const { player_id, token } = await send("POST", `/api/games/${gameId}/join`);
    tokens[player_id] = token;
  }
  if (seats < 5) await send("POST", `/api/games/${gameId}/bots`, hostToken, {});
  return { gameId, hostToken, tokens };
};
const reorder = ({ hand }: Frame) => ({ message_type: "reorder", hand: hand.toReversed() });
const events = ({ frames }: Wire, type: string) => frames.filter(({ message_type }) => message_type === type);
const alarmAt = (gameId: string) =>
  runInDurableObject(stubOf({ gameId }), (_, state) => state.storage.getAlarm());
/** Rings until it is somebody's turn that `stops`, at most a deal's moves; gives a fresh snapshot. */
const ringUntil = async (table: Table, wire: Wire, stops: (now: Frame) => boolean): Promise<Frame> => {
  for (let moves = 0; moves < 120; moves += 1) {
    const now = await wire.snapshot();
    if (stops(now)) return now;
    passes(20 * SECOND);
    await ring(table);
  }
  throw new Error("the game did not get there");
};
/** Lets the turn of seat 0 run out. */
const timeout = async (table: Table, wire: Wire) => {
  const asked = await ringUntil(table, wire, ({ current_player_id: turn }) => turn === 0);
  await passesUntil(table, asked.deadline);
  return asked;
};

describe("a player among bots", () => {
  test("[C2] is moved for at the deadline, not a millisecond before, in one message that says auto", async () => {
    const table = await clocked(1);
    const wire = await join(table.tokens[0] as string);
    const asked = await ringUntil(table, wire, ({ current_player_id: turn }) => turn === 0);
    expect(asked.deadline).toBeLessThanOrEqual(Date.now() + LIMIT * SECOND);
    await passesUntil(table, asked.deadline - 1);
    expect(await wire.snapshot()).toMatchObject({ revision: asked.revision, deadline: asked.deadline });
    passes(1);
    expect(await alarmAt(table.gameId)).toBeLessThanOrEqual(Date.now());
    await ring(table);
    const played = wire.frames.find(({ revision, auto }) => auto && revision === asked.revision + 1);
    expect(played).toMatchObject({ player_id: 0, ts: asked.deadline });
    expect((await wire.snapshot()).players[0]).toMatchObject({ bot: false });
  });

  test.each(["socket", "HTTP"])(
    "[C3, C4, P19] is given up after two, and back by a reorder over %s",
    async (over) => {
      const table = await clocked(1);
      const wire = await join(table.tokens[0] as string);
      await timeout(table, wire);
      expect(events(wire, "player.reconnect")).toEqual([]);
      await timeout(table, wire);
      expect(await heard(wire, "player.reconnect")).toMatchObject({ player_id: 0, bot: true });
      const given = await wire.snapshot();
      expect(given.players[0]).toMatchObject({ bot: true, connected: true });
      const action = { ...reorder(given), action_id: "I am back" };
      const path = `/api/games/${table.gameId}/actions`;
      const act = () => (over === "HTTP" ? send("POST", path, table.tokens[0], action) : wire.act(action));
      const first = await act();
      expect(first).toMatchObject({ status: "ok", action_id: "I am back" });
      const back = await wire.snapshot();
      expect(back).toMatchObject({ revision: given.revision + 1, hand: action.hand });
      expect(back.players[0]).toMatchObject({ bot: false });
      expect(events(wire, "player.reconnect").at(-1)).toMatchObject({ bot: false, revision: first.revision });
      expect({ ...(await act()), ts: 0 }).toEqual({ ...first, ts: 0 });
      // The count has begun anew.
      await timeout(table, wire);
      expect((await wire.snapshot()).players[0]).toMatchObject({ bot: false });
    },
  );

  test("[B8, C3] who has gone for good: the deal is played out, and nothing is dealt to an empty table", async () => {
    const table = await clocked(1);
    const wire = await join(table.tokens[0] as string);
    const watcher = await join(await observerToken(table));
    wire.socket.close(1000);
    await heard(watcher, "player.leave");
    const resting = async () => (await fetchJson(`/api/games/${table.gameId}`)).phase === "end";
    const end = await ringUntil(table, watcher, ({ phase }) => phase === "end");
    expect(end.players[0]).toMatchObject({ bot: true, connected: false });
    watcher.socket.close(1000);
    await becomes(async () => (await fetchJson(`/api/games/${table.gameId}`)).observers, 0);
    for (let rings = 0; rings < 3; rings += 1) {
      passes(60 * SECOND);
      await ring(table);
    }
    expect(await resting()).toBe(true);
    // Until somebody looks in again.
    const again = await join(await observerToken(table));
    await ringUntil(table, again, ({ deal_number }) => deal_number === 2);
  });
});

describe("[C6] time goes on", () => {
  test("[C6] through hibernation: a wake, and a player who leaves while the game sleeps, extend nothing", async () => {
    const table = await clocked();
    const wires = await joinAll(table);
    const [one, two] = wires as [Wire, Wire];
    const { deadline, current_player_id: turn } = await one.snapshot();
    vi.setSystemTime(deadline - 3 * SECOND);
    await evictDurableObject(stubOf(table), { webSockets: "hibernate" });
    expect(await one.snapshot()).toMatchObject({ deadline });
    await evictDurableObject(stubOf(table), { webSockets: "hibernate" });
    two.socket.close(1000);
    await heard(one, "player.leave");
    expect(await one.snapshot()).toMatchObject({ deadline });
    await evictDurableObject(stubOf(table), { webSockets: "hibernate" });
    vi.setSystemTime(deadline);
    await ring(table);
    expect(await heard(one, "bid.placed")).toMatchObject({ player_id: turn, auto: true });
  });

  test("[C6] through a crash: what is left of a turn stays, but for ten seconds at least", async () => {
    for (const [left, wanted] of [
      [60, 60],
      [4, 10],
    ] as const) {
      const table = await clocked();
      const [one] = (await joinAll(table)) as [Wire];
      const { deadline } = await one.snapshot();
      vi.setSystemTime(deadline - left * SECOND);
      const crashed = Date.now();
      await abortAllDurableObjects();
      const back = await join(table.tokens[0] as string);
      expect(await back.snapshot()).toMatchObject({ deadline: crashed + wanted * SECOND });
      expect((await back.snapshot()).players.map(({ bot }: Frame) => bot)).toEqual(Array(5).fill(false));
      await passesUntil(table, crashed + wanted * SECOND);
      expect(await heard(back, "bid.placed")).toMatchObject({ auto: true });
    }
  });

  test("[C6] a turn that ran out while the actor was down is given ten seconds, which a sync tells", async () => {
    const table = await clocked();
    const [one] = (await joinAll(table)) as [Wire];
    const { deadline } = await one.snapshot();
    await evictDurableObject(stubOf(table), { webSockets: "hibernate" });
    vi.setSystemTime(deadline + 30 * SECOND);
    const syncs = events(one, "sync").length;
    await ring(table);
    await until("a sync", () => events(one, "sync").length > syncs);
    expect(events(one, "sync").at(-1)?.snapshot.deadline).toBe(Date.now() + 10 * SECOND);
    expect(types(one)).not.toContain("bid.placed");
  });

  test("[C6, R3] a game restored from Redis gives at least ten seconds, which a sync tells to all", async () => {
    const table = await clocked();
    const [one] = (await joinAll(table)) as [Wire];
    const { deadline, revision } = await one.snapshot();
    const copied = async () =>
      JSON.parse(String(await command("GET", `game:${table.gameId}:state`))).revision;
    await becomes(copied, revision);
    vi.setSystemTime(deadline - SECOND);
    await runInDurableObject(stubOf(table), (_, { storage }) => void storage.sql.exec("DROP TABLE log"));
    await evictDurableObject(stubOf(table), { webSockets: "hibernate" });
    const restored = await one.snapshot();
    expect(restored).toMatchObject({ epoch: 2, deadline: Date.now() + 10 * SECOND });
    const told = events(one, "sync").find(({ action_id }) => action_id === undefined);
    expect(told?.snapshot).toMatchObject({ epoch: 2, deadline: restored.deadline });
    vi.setSystemTime(restored.deadline);
    await ring(table);
    expect(await heard(one, "bid.placed")).toMatchObject({ auto: true });
  });

  test("[C6, B7] an alarm that was dropped is set again when the game wakes", async () => {
    const table = await clocked(1);
    await runInDurableObject(stubOf(table), (_, { storage }) => storage.deleteAlarm());
    await evictDurableObject(stubOf(table), { webSockets: "hibernate" });
    // A look by HTTP is enough.
    await fetchJson(`/api/games/${table.gameId}`);
    expect(await alarmAt(table.gameId)).toBeLessThanOrEqual(Date.now() + LIMIT * SECOND);
  });
});

describe("[C5] the host", () => {
  test("[C5, C4] hands the seat of a player who has been away for 60 s to a bot, which gives it back", async () => {
    const table = await clocked(5, {});
    const wires = await joinAll(table);
    const one = wires[0] as Wire;
    const { current_player_id: turn, deadline } = await one.snapshot();
    expect(deadline).toBeNull();
    const witness = wires[(turn + 1) % 5] as Wire;
    (wires[turn] as Wire).socket.close(1000);
    await heard(witness, "player.leave");
    const hand = () => send("DELETE", `/api/games/${table.gameId}/seats/${turn}`, table.hostToken);
    passes(60 * SECOND - 1);
    expect(await hand()).toMatchObject({ status: 400, code: "invalid_action", recovery: "retry" });
    passes(1);
    const { revision } = await witness.snapshot();
    expect(await hand()).toEqual({
      status: 200,
      game_id: table.gameId,
      player_id: turn,
      freed: false,
      bot: true,
    });
    await until("a bot", () => events(witness, "player.leave").some(({ bot }) => bot));
    await ring(table);
    expect(await heard(witness, "bid.placed")).toMatchObject({
      player_id: turn,
      auto: true,
      revision: revision + 2,
    });
    expect(await hand()).toMatchObject({ status: 400, code: "invalid_action", recovery: "noop" });
    const back = await join(table.tokens[turn] as string);
    const snapshot = await back.snapshot();
    // Being there is not acting.
    expect(snapshot.players[turn]).toMatchObject({ connected: true, bot: true });
    expect(await back.act({ message_type: "bid", bid: 7 })).toMatchObject({ status: "error" });
    expect((await back.snapshot()).players[turn]).toMatchObject({ bot: true });
    expect(await back.act(reorder(snapshot))).toMatchObject({ status: "ok" });
    expect((await back.snapshot()).players[turn]).toMatchObject({ bot: false });
  });
});

test("[B7, C2] a bot's pause and a player's turn are the alarm's next date, and no date is set for a player without a clock", async () => {
  const table = await clocked(1, {});
  const wire = await join(table.tokens[0] as string);
  for (let moves = 0; moves < 6; moves += 1) {
    const now = await wire.snapshot();
    const at = Number(await alarmAt(table.gameId));
    if (now.current_player_id !== 0) {
      expect(at).toBeLessThanOrEqual(Date.now() + 2.5 * SECOND);
      passes(3 * SECOND);
      await ring(table);
    } else {
      // Nothing but the heartbeat.
      passes(2 * SECOND);
      await ring(table);
      expect(await wire.snapshot()).toMatchObject({ revision: now.revision });
      await wire.act(simpleMove(now) as Frame);
    }
  }
});
