import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { call, ELEVEN_CODES, expectRefusal } from "../../dev/clients/http.ts";
import { startServer, TEST_OPERATOR, type TestServer } from "../../dev/clients/server.ts";
import { type Frame, joinWire, type Wire } from "../../dev/clients/wire.ts";
import { caughtUp, recordRequests } from "../support/copies.ts";
import { observerToken, type Party, playUntil, seatFive } from "../support/party.ts";

const PATH = "/api/operator/summary";

let server: TestServer;
beforeAll(async () => {
  server = await startServer({ HEARTBEAT_INTERVAL_SECONDS: "1", FLOOD_PLAYER: "0" });
});
afterEach(() => server.redis.faults.clear());
afterAll(() => server.close());

const ask = (token: string | undefined = TEST_OPERATOR) => call(server, "GET", PATH, token ? { token } : {});
const summary = async (): Promise<Frame> => {
  const { status, body, text } = await ask();
  expect(status, text).toBe(200);
  return body;
};
const live = async (party: Party) =>
  expect.poll(() => server.command("ZSCORE", "games:live", party.gameId), { interval: 10 }).not.toBeNull();
const leave = async (...wires: readonly Wire[]) => {
  for (const wire of wires) wire.close();
  await Promise.all(wires.map(({ closed }) => closed));
};
/** Nobody is at any table, and what was counted at each is kept: it goes to Redis together with the news of that. */
const allAtRest = () =>
  expect.poll(() => server.command("ZCARD", "games:live"), { interval: 10, timeout: 5_000 }).toBe(0);

describe("[M4] who is told", () => {
  test("[M4] nobody but who brings the operator's token", async () => {
    const { gameId, hostToken, tokens, wires } = await seatFive(server);
    const others = [
      hostToken,
      tokens[0] as string,
      await observerToken(server, gameId),
      TEST_OPERATOR.slice(0, -1),
      `${TEST_OPERATOR}x`,
      TEST_OPERATOR.toUpperCase(),
      "x".repeat(5_000),
    ];
    for (const token of others) expectRefusal(await ask(token), 401, "unauthorized");
    expectRefusal(await call(server, "GET", PATH), 401, "unauthorized");
    for (const authorization of [
      TEST_OPERATOR,
      `Basic ${TEST_OPERATOR}`,
      `Bearer ${TEST_OPERATOR} x`,
      "Bearer",
    ])
      expectRefusal(await call(server, "GET", PATH, { headers: { authorization } }), 401, "unauthorized");
    expectRefusal(await call(server, "GET", `${PATH}?token=${TEST_OPERATOR}`), 401, "unauthorized");
    expect((await ask()).headers.get("cache-control")).toBe("no-store");
    await leave(...wires);
  });

  test("[M4] the operator's token opens nothing else", async () => {
    const { gameId, wires } = await seatFive(server);
    for (const [method, path] of [
      ["GET", `/api/games/${gameId}/snapshot`],
      ["GET", `/api/games/${gameId}/replay`],
      ["DELETE", `/api/games/${gameId}`],
    ] as const)
      expectRefusal(await call(server, method, path, { token: TEST_OPERATOR }), 401, "unauthorized");
    await leave(...wires);
  });

  test("[M4] without a token set there is nothing, whoever asks", async () => {
    const closed = await startServer({}, { OPERATOR_TOKEN: "" });
    try {
      for (const token of ["", TEST_OPERATOR]) {
        const answer = await call(closed, "GET", PATH, { headers: { authorization: `Bearer ${token}` } });
        expectRefusal(answer, 404, "invalid_action");
      }
      expectRefusal(await call(closed, "GET", PATH), 404, "invalid_action");
    } finally {
      await closed.close();
    }
  });
});

describe("[M4] what is told", () => {
  test("[M4] games, who is there, how old the copies are, and what was done and refused", async () => {
    await allAtRest();
    const before = await summary();
    const [one, other] = [await seatFive(server), await seatFive(server, { rules: { weak_hand_below: 0 } })];
    const watcher = await joinWire(server, await observerToken(server, one.gameId));
    await live(one);
    await live(other);
    await watcher.act({ message_type: "bid", bid: 61 });
    await call(server, "POST", `/api/games/${one.gameId}/join`, { json: {} });
    await playUntil(other, ({ phase }) => phase === "play-first-trick");
    const acted = Number((await server.sql(other.gameId, "SELECT sum(acted) AS n FROM log"))[0]?.n);
    const now = await summary();
    expect(now).toMatchObject({
      games_live: before.games_live + 2,
      games_asked: before.games_asked + 2,
      games_silent: 0,
      players: before.players + 10,
      observers: before.observers + 1,
      actions: before.actions + acted,
      recoveries: before.recoveries,
    });
    expect(now.ts - Date.now()).toBeLessThan(60_000);
    expect(now.ts - now.since).toBeGreaterThanOrEqual(86_400_000);
    expect(now.since % 86_400_000).toBe(0);
    expect(Object.keys(now.refusals)).toEqual(ELEVEN_CODES);
    expect(now.refusals.forbidden).toBe(before.refusals.forbidden + 1);
    expect(now.refusals.join_failed).toBe(before.refusals.join_failed + 1);
    expect(now.mirror_lag_ms.median).toBeLessThanOrEqual(now.mirror_lag_ms.max);
    expect(now.mirror_lag_ms.max).toBeLessThan(3_000);
    // Nobody left: fewer are there, and what was counted stays.
    await leave(watcher, ...one.wires, ...other.wires);
    await allAtRest();
    for (const { gameId } of [one, other]) {
      await caughtUp(server, gameId, (await call(server, "GET", `/api/games/${gameId}`)).body);
      await server.evict(gameId, "close");
    }
    expect(await summary()).toMatchObject({
      players: before.players,
      observers: before.observers,
      actions: now.actions,
      refusals: now.refusals,
    });
  });

  test("[M4] a live game counts once, though it has kept a tally too", async () => {
    const party = await seatFive(server);
    const [first, ...others] = party.wires as [Wire, ...Wire[]];
    await live(party);
    await first.act({ message_type: "bid", bid: 200 });
    const counted = await summary();
    await leave(first, ...others);
    await allAtRest();
    expect((await summary()).players).toBe(0);
    party.wires[0] = await joinWire(server, party.tokens[0] as string);
    await live(party);
    expect((await summary()).refusals).toEqual(counted.refusals);
    await leave(party.wires[0]);
  });

  test("[M4] while Redis is away the copies grow old, and after that the lag says so", async () => {
    const party = await seatFive(server);
    await live(party);
    server.redis.faults.outage("on");
    expectRefusal(await ask(), 503, "game_unavailable");
    // The summary alone is let through.
    server.redis.faults.rule(({ commands }) =>
      commands.some(([name]) => name === "ZCARD") ? undefined : { kind: "status", status: 500 },
    );
    server.redis.faults.outage("off");
    const lag = async () => (await summary()).mirror_lag_ms.max;
    await expect.poll(lag, { interval: 100, timeout: 5_000 }).toBeGreaterThan(1_500);
    server.redis.faults.clear();
    await expect.poll(lag, { interval: 100, timeout: 5_000 }).toBeLessThan(1_500);
    await leave(...party.wires);
  });

  test("[M4] it takes four commands, and no player waits for it", async () => {
    const party = await seatFive(server);
    await live(party);
    await caughtUp(server, party.gameId, await (party.wires[0] as Wire).snapshot());
    const requests = recordRequests(server);
    await summary();
    const about = requests.filter(({ commands }) => commands.some(([name]) => name === "ZCARD"));
    expect(about.map(({ commands }) => commands.map(([name]) => name))).toEqual([
      ["ZCARD", "ZRANGE", "HGETALL", "HGETALL"],
    ]);
    // Games of earlier tests may still be writing.
    const own = `game:${party.gameId}:state`;
    const written = requests.flatMap(({ commands }) => commands).filter((command) => command.includes(own));
    expect(written).toEqual([]);
    await leave(...party.wires);
  });

  test("[M4] what is none in the tallies is passed over", async () => {
    const before = await summary();
    const key = `tallies:${new Date().toISOString().slice(0, 10)}`;
    const bad = [
      "no JSON",
      "{}",
      "null",
      '{"since":1}',
      '{"since":1,"counts":{"actions":"many"},"refusals":{"x":9}}',
    ];
    for (const [at, text] of bad.entries()) await server.command("HSET", key, `bad:${at}`, text);
    expect(await summary()).toMatchObject({ actions: before.actions, refusals: before.refusals });
  });
});
