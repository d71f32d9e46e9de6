import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { joinWire, openWire, type Wire } from "../../dev/clients/wire.ts";
import { freePort } from "../../dev/local/port.ts";
import { copyIn } from "../../dev/torture/copy.ts";
import { type Five, seatFive } from "../../dev/torture/five.ts";
import { type LocalRun, startLocalRun } from "../../dev/torture/local-run.ts";
import { ask, type OwnRedis, ownRedis } from "../../dev/torture/own-redis.ts";
import { needs } from "../support/needs.ts";

const program = needs("redis-server", "the sweep of npm start is NOT tested");

const START_MS = 90_000;
const WITHIN = { timeout: 10_000, interval: 20 };

describe.skipIf(program === null)("[D10] the sweep of npm start", { timeout: START_MS }, () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "briscola-sweep-")));
  let redis: OwnRedis;
  let run: LocalRun;
  let five: Five;

  const start = async (port: number) =>
    startLocalRun({
      ...{ port, stateDir: folder, redisUrl: redis.url },
      vars: { HEARTBEAT_INTERVAL_SECONDS: "1" },
    });
  beforeAll(async () => {
    redis = await ownRedis(program ?? "", join(folder, "redis"));
    await redis.start();
    run = await start(await freePort());
    five = await seatFive(run.url, 1);
  }, START_MS);
  afterAll(async () => {
    five?.close();
    await run?.stop();
    await redis?.kill();
    rmSync(folder, { recursive: true, force: true });
  });

  const sweep = async () => {
    const called = await fetch(`${run.url}/cdn-cgi/local/scheduled?cron=*+*+*+*+*`);
    expect([called.status, await called.text()]).toEqual([200, "ok"]);
  };
  /** As if the game had last beaten half a minute ago. */
  const lapse = () => ask(redis.url, (on) => on.zadd("games:live", Date.now() - 30_000, five.gameId), 0);
  const lastBeat = async () =>
    Number(await ask(redis.url, (on) => on.zscore("games:live", five.gameId), null));
  const copy = () => ask(redis.url, (on) => copyIn(on, five.gameId), null);
  const connected = async () => {
    const state = await ask(redis.url, (on) => on.get(`game:${five.gameId}:state`), null);
    const { players } = JSON.parse(state ?? "{}").public as { players: { connected: boolean }[] };
    return players.filter((player) => player.connected).length;
  };
  /** Waits for a beat after the last one, be that the one with which a first player is greeted. */
  const beatsOn = async () => {
    await expect.poll(lastBeat, WITHIN).toBeGreaterThan(0);
    const last = await lastBeat();
    await expect.poll(lastBeat, WITHIN).toBeGreaterThan(last);
  };
  const comesIn = async (): Promise<Wire> => joinWire(run, five.tokens[0] as string);

  test("[D10] a healthy game whose beat is late is not harmed: nobody hears of it, and it beats on", async () => {
    await five.play(8);
    await five.rest();
    const wire = await openWire(run, `/ws/client?token=${(await watcher()) ?? ""}`);
    await wire.next("join.ok");
    const before = await five.api.status(five.gameId);
    await lapse();
    await sweep();
    await beatsOn();
    const after = await five.api.status(five.gameId);
    const { revision, epoch, phase } = before.ok ? before.value : {};
    expect(after).toMatchObject({ ok: true, value: { revision, epoch, phase, recovering: false } });
    await wire.snapshot();
    expect(wire.frames.map(({ message_type }) => message_type)).toEqual(["join.ok", "sync"]);
    wire.close();
    expect(five.problems).toEqual([]);
  });
  const watcher = async () => {
    const watching = await five.api.observe(five.gameId);
    return watching.ok ? watching.value.token : null;
  };

  test("[D10, R6] a game that lost its sockets and its alarm is woken: its seats are announced as left, and it beats again", async () => {
    const killed = run.killAll();
    // None of its clients returns.
    five.close();
    await killed;
    run.loseAlarms();
    run = await start(Number(new URL(run.url).port));
    expect(await connected()).toBe(5);
    await lapse();
    await sweep();
    await expect.poll(connected, WITHIN).toBe(0);
    await expect.poll(lastBeat, WITHIN).toBe(0);
    const wire = await comesIn();
    await beatsOn();
    expect((await wire.snapshot()).epoch).toBe(1);
    wire.close();
  });

  test("[R4, S6, P20] with its storage gone and Redis killed a game is unavailable, never unknown", async () => {
    await run.stop();
    run.removeStorage();
    run = await start(Number(new URL(run.url).port));
    await redis.kill();
    const unavailable = { ok: false, error: { status: 503, code: "game_unavailable", recovery: "retry" } };
    expect(await five.api.status(five.gameId)).toMatchObject(unavailable);
    expect(await five.api.snapshot(five.gameId, five.tokens[1] as string)).toMatchObject(unavailable);
    const wire = await openWire(run, `/ws/client?token=${five.tokens[0]}`);
    expect(await wire.next("error")).toMatchObject({ code: "game_unavailable" });
    expect(await wire.closed).toMatchObject({ code: 1013 });
    await sweep();
  });

  test("[D10, R3, P4] a game whose storage is gone is restored before anybody asks, and beats for who comes", async () => {
    await redis.start();
    const before = await copy();
    await lapse();
    await expect
      .poll(async () => {
        // The way from the server to Redis may be down for a moment longer.
        await sweep();
        return copy();
      }, WITHIN)
      .toMatchObject({ epoch: (before?.epoch ?? 0) + 1 });
    const wire = await comesIn();
    await beatsOn();
    const { epoch, hand } = await wire.snapshot();
    expect([epoch, hand.length]).toEqual([2, 8]);
    wire.close();
  });
});
