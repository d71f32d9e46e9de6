import { afterAll, beforeAll, expect, test } from "vitest";
import { call } from "../../dev/clients/http.ts";
import { startServer, type TestServer } from "../../dev/clients/server.ts";
import type { Frame, Wire } from "../../dev/clients/wire.ts";
import { isRecovering } from "../../src/actor/replica/freshness.ts";
import { caughtUp } from "../support/copies.ts";
import { type Party, seatFive } from "../support/party.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

const statusOf = async ({ gameId }: Party, at = server): Promise<Frame> =>
  (await call(at, "GET", `/api/games/${gameId}`)).body;
const becomes = (party: Party, expected: Frame, at = server) =>
  expect.poll(() => statusOf(party, at), { interval: 50, timeout: 8_000 }).toMatchObject(expected);
/** Redis refuses everything but reading. */
const refuseWrites = ({ redis }: TestServer) =>
  redis.faults.rule(({ commands }) =>
    String(commands[0]?.[0]).toUpperCase() === "GET" ? undefined : { kind: "status", status: 503 },
  );
/** An action that is always possible while cards are held, so that the state is written. */
const reorder = async ({ wires: [wire] }: Party): Promise<void> => {
  const { hand } = await (wire as Wire).snapshot();
  await (wire as Wire).act({ message_type: "reorder", hand: [...hand].reverse() });
};

test("[P11] a table in play is not recovering, and its heartbeat has an age", async () => {
  const party = await seatFive(server);
  await becomes(party, { recovering: false, heartbeat_age_ms: expect.any(Number) });
  party.close();
});

test("[P11] a table that has woken is recovering until Redis has confirmed a write", async () => {
  const party = await seatFive(server);
  await caughtUp(server, party.gameId, await statusOf(party));
  refuseWrites(server);
  await server.evict(party.gameId);
  await becomes(party, { epoch: 1, recovering: true, heartbeat_age_ms: null });
  server.redis.faults.clear();
  await reorder(party);
  await becomes(party, { epoch: 1, recovering: false, heartbeat_age_ms: expect.any(Number) });
  party.close();
});

test("[P4, P11, R4] a table is restored once Redis has taken its new epoch, and no sooner", async () => {
  const party = await seatFive(server);
  await caughtUp(server, party.gameId, await statusOf(party));
  refuseWrites(server);
  await server.sql(party.gameId, "DROP TABLE log");
  await server.evict(party.gameId);
  await becomes(party, { code: "game_unavailable" });
  server.redis.faults.clear();
  await becomes(party, { epoch: 2, recovering: false, heartbeat_age_ms: expect.any(Number) });
  refuseWrites(server);
  await server.evict(party.gameId);
  await becomes(party, { epoch: 2, recovering: true, heartbeat_age_ms: null });
  server.redis.faults.clear();
  await reorder(party);
  await becomes(party, { epoch: 2, recovering: false, heartbeat_age_ms: expect.any(Number) });
  party.close();
});

test("[P11] of an outage the log tells the beginning and the end, and not each beat", async () => {
  const beating = await startServer({ HEARTBEAT_INTERVAL_SECONDS: "1" });
  const party = await seatFive(beating);
  await becomes(party, { recovering: false }, beating);
  const lines: Frame[] = [];
  const read = (): readonly Frame[] => {
    const json = beating.logLines().filter((line) => line.startsWith("{"));
    lines.push(...json.map((line) => JSON.parse(line)));
    return lines.filter(({ event }) => event.startsWith("redis_"));
  };
  let refused = 0;
  beating.redis.faults.rule(({ commands }) => {
    if (String(commands[0]?.[0]).toUpperCase() === "GET") return undefined;
    refused += 1;
    return { kind: "status", status: 503 };
  });
  await expect.poll(read, { timeout: 5_000 }).toHaveLength(1);
  const failedBy = Date.now();
  const told = refused;
  // Several more tries fail, of which nothing is said.
  await expect.poll(() => refused - told, { timeout: 5_000 }).toBeGreaterThanOrEqual(4);
  const lasted = Date.now() - failedBy;
  beating.redis.faults.clear();
  await expect.poll(read, { timeout: 5_000 }).toHaveLength(2);
  const { gameId } = party;
  expect(read()).toEqual([
    // A write, if one was still on its way.
    {
      level: "warn",
      event: "redis_failed",
      game_id: gameId,
      what: expect.stringMatching(/^(beat|write)$/),
      kind: expect.any(String),
    },
    { level: "info", event: "redis_back", game_id: gameId, after_ms: expect.any(Number) },
  ]);
  expect(read()[1]?.after_ms).toBeGreaterThanOrEqual(lasted);
  expect(lines.filter(({ event }) => event === "game_created")).toEqual([
    { level: "info", event: "game_created", game_id: gameId },
  ]);
  party.close();
  await beating.close();
});

test("[P11] recovering follows from what Redis has confirmed, and from who is there", () => {
  const made = { resumed: false, openedAt: 1_000_000, confirmedAt: null, present: true };
  const resumed = { ...made, resumed: true };
  const cases: readonly [string, Parameters<typeof isRecovering>[0], number, boolean][] = [
    ["just made, its first write on the way", made, 0, false],
    ["made, and Redis has been silent for a beat's life", made, 20_001, true],
    ["made, silent, but nobody is there to beat for", { ...made, present: false }, 60_000, false],
    ["just woken", resumed, 0, true],
    ["just woken, with nobody there", { ...resumed, present: false }, 60_000, true],
    ["woken and confirmed", { ...resumed, confirmedAt: 1_000_000 }, 20_000, false],
    ["the last beat older than its life", { ...resumed, confirmedAt: 1_000_000 }, 20_001, true],
    ["the same with nobody there", { ...resumed, confirmedAt: 1_000_000, present: false }, 60_000, false],
  ];
  for (const [what, renewals, after, expected] of cases)
    expect([what, isRecovering(renewals, 1_000_000 + after)]).toEqual([what, expected]);
});
