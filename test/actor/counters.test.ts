import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { call, ELEVEN_CODES } from "../../dev/clients/http.ts";
import { startServer, TEST_OPERATOR, type TestServer } from "../../dev/clients/server.ts";
import { type Frame, joinWire, type Wire } from "../../dev/clients/wire.ts";
import { type Metrics, metricsKeyOf } from "../../src/shared/metrics.ts";
import { PING } from "../../src/shared/protocol/version.ts";
import { caughtUp, keysOf, recordRequests } from "../support/copies.ts";
import { observerToken, type Party, playUntil, seatFive } from "../support/party.ts";

/*
 * What an actor says that it has taken, held against what can be seen of it from outside.
 */

const NAME = "Zenobia";

let server: TestServer;
beforeAll(async () => {
  server = await startServer({ FLOOD_PLAYER: "0", HEARTBEAT_INTERVAL_SECONDS: "1" });
});
afterEach(() => {
  vi.restoreAllMocks();
  server.redis.faults.clear();
});
afterAll(() => server.close());

/** What is kept of the game, by field. */
const keptOf = async (gameId: string): Promise<Readonly<Record<string, string>>> => {
  const words = ((await server.command("HGETALL", metricsKeyOf(Date.now()))) ?? []) as string[];
  const pairs = words.flatMap((word, at) => (at % 2 === 0 ? [[word, words[at + 1] as string] as const] : []));
  return Object.fromEntries(pairs.filter(([field]) => field.startsWith(`${gameId}:`)));
};
/** The one tally of the game, once it is there. */
const tallyOf = async (gameId: string): Promise<Metrics> => {
  await expect.poll(async () => Object.keys(await keptOf(gameId)), { interval: 20 }).toHaveLength(1);
  return JSON.parse(Object.values(await keptOf(gameId))[0] as string);
};
const close = async (wires: readonly Wire[]) => {
  for (const wire of wires) wire.close();
  await Promise.all(wires.map(({ closed }) => closed));
};
const rowsOf = async ({ gameId }: Party, where = "1"): Promise<number> =>
  Number((await server.sql(gameId, `SELECT count(*) AS n FROM log WHERE ${where}`))[0]?.n);
const calls = (script: string, name: string) => script.split(`redis.call('${name}'`).length - 1;

/** What Upstash bills for a request: each command, and each call that a script makes. */
const billed = (commands: readonly (readonly string[])[]): number =>
  commands.reduce((sum, [name, script = "", keys = "0", ...words]) => {
    if (name !== "EVAL") return sum + 1;
    const args = words.slice(Number(keys));
    const [expiry, puts, drops] = [args[11], Number(args[12]), Number(args[13])];
    const deals = [puts > 0, drops > 0, expiry !== ""].filter(Boolean).length;
    const publications = (args.length - 14 - puts - drops) / 3;
    return sum + 1 + calls(script, "GETRANGE") + calls(script, "SET") - 1 + deals + publications;
  }, 0);

test("[M1, M2] a deal's counters are what the log, the sockets and Redis have seen", async () => {
  const said = vi.spyOn(WebSocket.prototype, "send");
  const requests = recordRequests(server);
  const began = Date.now();
  const party = await seatFive(server, { display_name: NAME, rules: { weak_hand_below: 0, deals: 1 } });
  const watcher = await joinWire(server, await observerToken(server, party.gameId));
  const [first, second] = party.wires as [Wire, Wire];
  first.send(PING);
  await first.next("pong");
  await watcher.act({ message_type: "bid", bid: 61 });
  second.send("no JSON");
  await second.next("error");
  await playUntil(party, ({ phase }) => phase === "end");
  const wires = [...party.wires, watcher];
  for (const wire of wires) await wire.snapshot();
  const { tally } = await close(wires).then(async () => ({ tally: await tallyOf(party.gameId) }));
  const { counts, refusals, since } = tally;
  const frames = said.mock.calls.map(([text]) => String(text)).filter((text) => text !== PING);
  const heard = wires.flatMap(({ texts }) => texts).filter((text) => !text.includes('"pong"'));
  expect(since).toBeGreaterThanOrEqual(began);
  expect(counts).toMatchObject({
    // Made, joined four times, six upgrades, and the status asked for the observer.
    requests: 1 + 4 + 6 + 1,
    messages_in: frames.length,
    characters_in: frames.join("").length,
    actions: await rowsOf(party, "acted = 1"),
    recoveries: 0,
  });
  // Those who leave last are told of nobody's leaving.
  expect(counts.messages_out).toBeGreaterThanOrEqual(heard.length);
  expect(counts.messages_out).toBeLessThanOrEqual(heard.length + 15);
  // Making a table is two rows, of the log and of the finished deals. The deal that has ended is one.
  expect(counts.rows_written).toBe((await rowsOf(party)) + 1 + 2 * 2);
  expect(refusals).toEqual({ forbidden: 1, invalid_action: 1 });
  expect(counts.alarms_set).toBeGreaterThan(0);
  expect(counts.alarms_set).toBeGreaterThanOrEqual(counts.alarms);
  expect(counts.awake_ms).toBeGreaterThan(0);
  expect(counts.awake_ms).toBeLessThanOrEqual(Date.now() - began);
  // What is on its way while the tally is written is counted in neither or in both.
  const about = requests.filter(({ commands }) => JSON.stringify(commands).includes(party.gameId));
  const late = about.slice(counts.redis_requests);
  expect(late.length).toBeLessThanOrEqual(3);
  const seen = about.slice(0, counts.redis_requests).flatMap(({ commands }) => commands);
  expect(counts.redis_commands).toBe(billed(seen));
  const bytes = JSON.stringify(seen).length;
  expect(counts.redis_bytes).toBeGreaterThan(bytes * 0.8);
  expect(counts.redis_bytes).toBeLessThan(bytes * 1.05);
});

test("[M2] a game keeps one tally for each time that it came into memory, and none twice", async () => {
  const party = await seatFive(server);
  const leave = async () => {
    const before = Object.keys(await keptOf(party.gameId)).length;
    await close(party.wires.splice(0));
    return before;
  };
  await leave();
  const first = await tallyOf(party.gameId);
  // Somebody looks in again: the same life, the same field.
  party.wires.push(await joinWire(server, party.tokens[0] as string));
  await (party.wires[0] as Wire).snapshot();
  await leave();
  const asked = async () => (await tallyOf(party.gameId)).counts.messages_in;
  await expect.poll(asked, { interval: 20 }).toBe(first.counts.messages_in + 1);
  await caughtUp(server, party.gameId, (await call(server, "GET", `/api/games/${party.gameId}`)).body);
  await server.evict(party.gameId, "close");
  party.wires.push(await joinWire(server, party.tokens[0] as string));
  await leave();
  await expect.poll(async () => Object.keys(await keptOf(party.gameId)).length, { interval: 20 }).toBe(2);
  const tallies = Object.values(await keptOf(party.gameId)).map((text): Metrics => JSON.parse(text));
  expect(Math.min(...tallies.map(({ counts }) => counts.requests))).toBe(1);
  const ttl = Number(await server.command("TTL", metricsKeyOf(Date.now())));
  expect(ttl).toBeGreaterThan(2 * 86_400);
});

test("[M2] a game that has ended leaves its tally, and nothing else of itself", async () => {
  const party = await seatFive(server);
  await server.api.end(party.gameId, party.hostToken);
  const { counts } = await tallyOf(party.gameId);
  expect(counts.requests).toBe(1 + 4 + 5 + 1);
  await expect.poll(() => keysOf(server, party.gameId)).toEqual([]);
});

test("[M1] ending a game bills no row for each of its log", async () => {
  const party = await seatFive(server, { rules: { weak_hand_below: 0 } });
  await playUntil(party, ({ phase }) => phase === "play-tricks");
  const rows = await rowsOf(party);
  expect(rows).toBeGreaterThan(20);
  await server.api.end(party.gameId, party.hostToken);
  // Two tables made, and the mark of the end.
  expect((await tallyOf(party.gameId)).counts.rows_written).toBe(rows + 2 + 3);
});

test("[M1, M4] a game that lost its storage counts one recovery", async () => {
  const party = await seatFive(server);
  await caughtUp(server, party.gameId, await (party.wires[0] as Wire).snapshot());
  await server.sql(party.gameId, "DELETE FROM log");
  await server.evict(party.gameId, "close");
  const wire = await joinWire(server, party.tokens[0] as string);
  expect(wire.frames[0]).toMatchObject({ epoch: 2 });
  await close([wire]);
  await expect
    .poll(async () => Object.values(await keptOf(party.gameId)).join(), { interval: 20 })
    .toContain('"recoveries":1');
});

test("[M3] neither tallies nor the summary show a card, a token or a name", async () => {
  const party = await seatFive(server, { display_name: NAME });
  await playUntil(party, ({ phase }) => phase === "play-tricks");
  const summary = await call(server, "GET", "/api/operator/summary", { token: TEST_OPERATOR });
  await close(party.wires);
  await tallyOf(party.gameId);
  const kept = (await server.command("HGETALL", metricsKeyOf(Date.now()))) as Frame;
  const words = ELEVEN_CODES.reduce(
    (text, code) => text.replaceAll(code, ""),
    `${JSON.stringify(kept)}${summary.text}`,
  );
  for (const secret of [NAME, TEST_OPERATOR, party.hostToken, ...party.tokens])
    expect(words).not.toContain(secret);
  expect(words).not.toMatch(/eyJ|card|hand|coins|cups|swords|clubs|secret|name/);
});
