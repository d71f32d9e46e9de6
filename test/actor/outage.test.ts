import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { startServer, TEST_SECRET, type TestServer } from "../../dev/clients/server.ts";
import { type Frame, settle, type Wire } from "../../dev/clients/wire.ts";
import type { Fault } from "../../dev/upstash/faults.ts";
import { advance, type GameRecord } from "../../src/actor/core/game-record.ts";
import { openCounters } from "../../src/actor/metrics/counters.ts";
import { openReplica } from "../../src/actor/replica/redis-replica.ts";
import { seal, unseal } from "../../src/actor/replica/seal.ts";
import { redisOf } from "../../src/shared/redis.ts";
import { settingsOf } from "../../src/shared/settings.ts";
import { type Channel, caughtUp, isWrite, listenTo, recordRequests, storedState } from "../support/copies.ts";
import { onTurn, type Party, playUntil, seatFive } from "../support/party.ts";
import { simpleMove } from "../support/simple-move.ts";
import { creation } from "../support/table.ts";

const HEARTBEAT_MS = 1_000;
let server: TestServer;
beforeAll(async () => {
  server = await startServer({ FLOOD_PLAYER: "0", HEARTBEAT_INTERVAL_SECONDS: `${HEARTBEAT_MS / 1_000}` });
});
afterEach(() => server.redis.faults.clear());
afterAll(() => server.close());

const playOne = async (party: Party): Promise<Frame> => {
  const wire = await onTurn(party);
  const result = await wire.act(simpleMove(await wire.snapshot()) as Frame);
  expect(result).toMatchObject({ status: "ok" });
  return result;
};
/** A table in the first trick, its copy up to date, and its channel. */
const listening = async (): Promise<{ party: Party; channel: Channel; from: number }> => {
  const party = await seatFive(server);
  const { revision } = await playUntil(party, ({ phase }) => phase === "play-first-trick");
  await caughtUp(server, party.gameId, { epoch: 1, revision });
  return { party, channel: await listenTo(server, party.gameId), from: revision };
};
const revisionsFrom = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => from + 1 + index);
const published = ({ messages }: Channel) => messages.flat().map(({ revision }) => revision);
/** Faults for the game's writes of state alone, one each, in order. */
const faultWrites = ({ gameId }: Party, ...faults: Fault[]) =>
  server.redis.faults.rule((request) => (isWrite(request, gameId) ? faults.shift() : undefined));

describe("[D8] Redis slow or down", () => {
  test("[D8] a play is answered and told to all while the write of the one before is still unanswered", async () => {
    const { party, channel, from } = await listening();
    const unanswered = Promise.withResolvers<void>();
    server.redis.faults.rule((request) =>
      isWrite(request, party.gameId) ? { kind: "hold", until: unanswered.promise } : undefined,
    );
    let last: Frame = {};
    for (let move = 0; move < 4; move += 1) {
      last = await playOne(party);
      await settle(party.wires);
    }
    expect(await storedState(server, party.gameId)).toMatchObject({ revision: from });
    const told = (party.wires[4] as Wire).frames.filter(
      ({ message_type }) => message_type === "trick.played",
    );
    expect(told).toHaveLength(4);
    unanswered.resolve();
    await caughtUp(server, party.gameId, last);
    await expect.poll(() => published(channel)).toEqual(revisionsFrom(from, last.revision));
    channel.close();
    party.close();
  });

  test("[D8, D4] through an outage: plays go on, and all arrives in order within a heartbeat of its return", async () => {
    const { party, channel, from } = await listening();
    server.redis.faults.outage("on");
    let last: Frame = {};
    for (let move = 0; move < 9; move += 1) last = await playOne(party);
    server.redis.faults.outage("off");
    const back = Date.now();
    await caughtUp(server, party.gameId, last);
    // A beat, and what two busy processors need.
    expect(Date.now() - back).toBeLessThan(HEARTBEAT_MS + 500);
    await expect.poll(() => published(channel)).toEqual(revisionsFrom(from, last.revision));
    expect(channel.messages).toHaveLength(9);
    channel.close();
    party.close();
  });

  test("[D8] an answer that never comes is given up, and the newest state follows", async () => {
    const { party, channel, from } = await listening();
    faultWrites(party, { kind: "silence" });
    // Applied, but nothing comes back, so what follows waits for the one in flight.
    await caughtUp(server, party.gameId, await playOne(party));
    await playOne(party);
    const last = await playOne(party);
    expect(await storedState(server, party.gameId)).toMatchObject({ revision: from + 1 });
    await caughtUp(server, party.gameId, last);
    await expect.poll(() => published(channel)).toEqual(revisionsFrom(from, last.revision));
    channel.close();
    party.close();
  });

  test("[D8] newer states replace older unsent ones: a burst costs few writes", async () => {
    const { party } = await listening();
    const wire = party.wires[1] as Wire;
    const { hand, revision } = await wire.snapshot();
    const requests = recordRequests(server);
    const burst = Array.from({ length: 40 }, (_, index) => ({
      message_type: "reorder",
      hand: index % 2 === 0 ? hand.toReversed() : hand,
    }));
    await Promise.all(burst.map((message) => wire.act(message)));
    const last = await playOne(party);
    await caughtUp(server, party.gameId, last);
    expect(last.revision).toBeGreaterThan(revision);
    expect(requests.filter((request) => isWrite(request, party.gameId)).length).toBeLessThan(20);
    party.close();
  });
});

describe("[D4] no event is published twice, none is left out", () => {
  const faults: readonly [string, Fault][] = [
    ["the answer to an applied write is lost", { kind: "reset", when: "after" }],
    ["the write is lost", { kind: "reset", when: "before" }],
    ["the write is applied twice", { kind: "twice" }],
    ["a gateway answers in its place", { kind: "html" }],
    ["Redis refuses it", { kind: "status", status: 500 }],
    ["Redis is asked too often", { kind: "status", status: 429 }],
  ];
  test.each(faults)("[D4] when %s", async (_, fault) => {
    const { party, channel, from } = await listening();
    faultWrites(party, fault, fault);
    let last: Frame = {};
    for (let move = 0; move < 3; move += 1) {
      last = await playOne(party);
      await (party.wires[0] as Wire).snapshot();
    }
    await caughtUp(server, party.gameId, last);
    await expect.poll(() => published(channel)).toEqual(revisionsFrom(from, last.revision));
    channel.close();
    party.close();
  });
});

describe("[D2] the fence", () => {
  const GAME = "FENCE0";
  const open = (gameId: string) => {
    const settings = settingsOf({
      GAME_SECRET: TEST_SECRET,
      UPSTASH_REDIS_REST_URL: server.redis.url,
      UPSTASH_REDIS_REST_TOKEN: server.redis.token,
    });
    if (!settings.ok) throw new Error(settings.error);
    const counters = openCounters(Date.now);
    const platform = { redis: redisOf(settings.value), seal, unseal, counters, wallNow: Date.now };
    return openReplica(platform, gameId, settings.value);
  };
  const tableAt = (epoch: number, revision: number, touchedAt: number): GameRecord => {
    const events = [creation({ id: GAME })];
    const table = advance(null, { at: touchedAt, by: null, events });
    return { ...table, touchedAt, game: { ...table.game, epoch, revision } };
  };
  const write = (table: GameRecord, told: readonly [number, number][] = []) =>
    open(GAME).write({
      record: table,
      observers: 0,
      publications: told.map(([epoch, revision]) => ({
        epoch,
        revision,
        count: 1,
        text: () => JSON.stringify([{ epoch, revision }]),
      })),
      told: table.game,
      actions: null,
      finished: { since: 0, upTo: 0, deals: [] },
    });
  const held = async () => {
    const { epoch, revision, ts } = (await storedState(server, GAME)) as Frame;
    return [epoch, revision, ts];
  };

  test("[D2] drops an older (epoch, revision), whichever comes last", async () => {
    const cases: readonly (readonly [number, number, number, "written" | "outdated"])[] = [
      [1, 5, 100, "written"],
      [1, 4, 900, "outdated"],
      [1, 5, 99, "outdated"],
      [1, 5, 101, "written"],
      // As numbers, not as text.
      [1, 10, 90, "written"],
      [1, 9, 990, "outdated"],
      // An epoch outweighs every revision.
      [2, 3, 80, "written"],
      [1, 11, 999, "outdated"],
      [2, 3, 80, "written"],
      [10, 0, 1, "written"],
      [9, 99, 999, "outdated"],
    ];
    let newest = [0, 0, 0];
    for (const [epoch, revision, ts, outcome] of cases) {
      expect([epoch, revision, ts, await write(tableAt(epoch, revision, ts))]).toEqual([
        epoch,
        revision,
        ts,
        outcome,
      ]);
      if (outcome === "written") newest = [epoch, revision, ts];
      expect(await held()).toEqual(newest);
    }
  });

  test("[D2, D4] publishes with a write only what is newer than what stands there", async () => {
    await server.command("DEL", `game:${GAME}:state`);
    const channel = await listenTo(server, GAME);
    await write(tableAt(1, 3, 10), [
      [1, 1],
      [1, 3],
    ]);
    await write(tableAt(1, 3, 10), [
      [1, 1],
      [1, 3],
    ]);
    await write(tableAt(1, 2, 20), [[1, 2]]);
    await write(tableAt(1, 6, 30), [
      [1, 3],
      [1, 4],
      [1, 6],
    ]);
    await write(tableAt(2, 5, 40), [[2, 5]]);
    const seen = () => channel.messages.flat().map(({ epoch, revision }) => `${epoch}.${revision}`);
    await expect.poll(seen).toEqual(["1.1", "1.3", "1.4", "1.6", "2.5"]);
    channel.close();
  });

  test("[D2] what was written is read back, by its own game alone", async () => {
    const table = tableAt(20, 7, 500);
    await write(table);
    expect(await open(GAME).read()).toMatchObject({
      kind: "copy",
      record: JSON.parse(JSON.stringify(table)),
    });
    expect(await open("NOBODY").read()).toEqual({ kind: "none", stamp: "none", dealsUpTo: 0 });
    await server.command(
      "SET",
      "game:0THER0:state",
      String(await server.command("GET", `game:${GAME}:state`)),
    );
    expect(await open("0THER0").read()).toEqual({
      kind: "unreadable",
      stamp: expect.any(String),
      dealsUpTo: 0,
    });
  });
});
