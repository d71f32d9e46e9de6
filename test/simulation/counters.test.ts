import { describe, expect, test, vi } from "vitest";
import { openReport } from "../../src/actor/metrics/report.ts";
import { DEFAULT_RULES } from "../../src/shared/game/rules.ts";
import { COUNTS, type Metrics, metricsKeyOf } from "../../src/shared/metrics.ts";
import { openScene as openGame, START } from "./scene.ts";

const GAME_ID = "CNTNGS";
const MINUTE = 60_000;

interface Point {
  readonly indexes: readonly string[];
  readonly blobs: readonly string[];
  readonly doubles: readonly number[];
}

/** A game with one player, who only waits, in virtual time. */
const openScene = async (heartbeatSeconds: number) => {
  vi.spyOn(console, "info").mockImplementation(() => {});
  const points: Point[] = [];
  const openOwn = () => openReport({ writeDataPoint: (point) => points.push(point) });
  // Each life has a report of its own, as each has its own platform.
  let report = openOwn();
  const scene = await openGame({
    gameId: GAME_ID,
    vars: { HEARTBEAT_INTERVAL_SECONDS: String(heartbeatSeconds) },
    report: (...told) => report(...told),
  });
  await scene.pass(100);
  const player = scene.come("player.0.1");
  // The outbox rests between two writes, for a second at most.
  await scene.pass(2_000);
  return {
    ...scene,
    points,
    player,
    sleep: () => {
      scene.object.hibernate();
      report = openOwn();
    },
    kept: (): readonly Metrics[] =>
      Object.values(scene.redis.hgetall(metricsKeyOf(START)) ?? {}).map((text): Metrics => JSON.parse(text)),
    /** Lets a question be asked, so that there is something to tell. */
    ask: async () => {
      void player.sync();
      await scene.pass(1_000);
    },
  };
};

const countIn = ({ doubles }: Point, name: (typeof COUNTS)[number]) => doubles[COUNTS.indexOf(name)];

describe("[M2] what has been counted is kept", () => {
  test("[M2] every five minutes, if anything was asked, and as the last player leaves", async () => {
    const scene = await openScene(5);
    await scene.pass(4 * MINUTE);
    expect(scene.kept()).toEqual([]);
    await scene.pass(2 * MINUTE);
    const [first] = scene.kept();
    expect(first?.counts).toMatchObject({ requests: 2, messages_in: 0 });
    // Nobody asks anything: there is no news, though alarms ring on.
    await scene.pass(10 * MINUTE);
    expect(scene.kept()).toEqual([first]);
    await scene.ask();
    await scene.pass(6 * MINUTE);
    expect(scene.kept()).toHaveLength(1);
    expect(scene.kept()[0]?.counts).toMatchObject({ messages_in: 1 });
    await scene.ask();
    scene.player.close();
    await scene.pass(1_000);
    expect(scene.kept()[0]?.counts).toMatchObject({ messages_in: 2 });
    expect(scene.faults).toEqual([]);
  });

  test("[M2] a tally that Redis did not take goes with the next one", async () => {
    const scene = await openScene(5);
    vi.spyOn(console, "warn").mockImplementation(() => {});
    vi.spyOn(scene.redis, "hset").mockImplementationOnce(() => {});
    await scene.pass(6 * MINUTE);
    expect(scene.kept()).toEqual([]);
    await scene.ask();
    scene.player.close();
    await scene.pass(1_000);
    expect(scene.kept()[0]?.counts).toMatchObject({ requests: 2, messages_in: 1 });
  });
});

describe("[M1, D3] an actor that sleeps between beats ten seconds apart", () => {
  test("[M1, D3] wakes for each, counts on, and does not write again what Redis has", async () => {
    const scene = await openScene(10);
    const state = () => scene.redis.get(`game:${GAME_ID}:state`);
    const written = vi.spyOn(scene.redis, "eval");
    const beats: (number | undefined)[] = [];
    for (let round = 0; round < 60; round += 1) {
      scene.sleep();
      expect(scene.object.isAwake).toBe(false);
      await scene.pass(10_000);
      expect(scene.object.isAwake).toBe(true);
      beats.push(scene.redis.live.get(GAME_ID));
    }
    expect(written).not.toHaveBeenCalled();
    expect(new Set(beats).size).toBeGreaterThan(55);
    expect(JSON.parse(scene.redis.get(`game:${GAME_ID}:heartbeat`) ?? "{}").ts).toBeGreaterThan(
      scene.loop.now() - 11_000,
    );
    // One life to whoever reads it, kept after five minutes and when the player goes.
    await scene.ask();
    scene.player.close();
    await scene.pass(1_000);
    const [tally, ...others] = scene.kept();
    expect(others).toEqual([]);
    expect(tally?.since).toBe(START);
    expect(tally?.counts).toMatchObject({ requests: 2, messages_in: 1 });
    expect(tally?.counts.alarms).toBeGreaterThan(55);
    expect(state()).not.toBeNull();
    expect(scene.faults).toEqual([]);
  });

  test("[D8] what Redis had not confirmed before the sleep is written on waking", async () => {
    const scene = await openScene(10);
    vi.spyOn(console, "warn").mockImplementation(() => {});
    await scene.pass(2_000);
    const copied = () => JSON.parse(scene.redis.get(`game:${GAME_ID}:state`) ?? "{}").ts;
    const before = copied();
    scene.weather.outage = true;
    void scene.object.ask((actor) => actor.join(GAME_ID, { name: "Bruno", nonce: "", request: null }));
    for (let waits = 0; waits < 50 && scene.object.isAwake; waits += 1) {
      await scene.pass(100);
      if (scene.rows() > 2) scene.sleep();
    }
    expect(scene.object.isAwake).toBe(false);
    scene.weather.outage = false;
    await scene.pass(12_000);
    expect(copied()).toBeGreaterThan(before);
    expect(scene.faults).toEqual([]);
  });

  test("[D8] after a crash, which takes the memo with the sockets, everything is written again", async () => {
    const scene = await openScene(10);
    await scene.pass(2_000);
    const written = vi.spyOn(scene.redis, "eval");
    scene.object.crash();
    await scene.pass(12_000);
    expect(written).toHaveBeenCalled();
    expect(scene.faults).toEqual([]);
  });

  test("[D3] one that beats more often never leaves a memo, and wakes as it did", async () => {
    const scene = await openScene(5);
    const written = vi.spyOn(scene.redis, "eval");
    await scene.pass(4_000);
    scene.sleep();
    await scene.pass(6_000);
    expect(written).toHaveBeenCalled();
  });
});

describe("[M6] data points", () => {
  test("[M6] hold what was counted since the last, who is there, and each refusal's code", async () => {
    const scene = await openScene(5);
    const refused = scene.object.ask((actor) =>
      actor.create(GAME_ID, { rules: DEFAULT_RULES, creator: null, request: null }),
    );
    await scene.pass(1_000);
    expect((await refused).ok).toBe(false);
    await scene.pass(6 * MINUTE);
    const [first, refusal, ...more] = scene.points as [Point, Point];
    expect(more).toEqual([]);
    expect(first).toMatchObject({ indexes: [GAME_ID], blobs: ["game"] });
    expect(first.doubles).toHaveLength(COUNTS.length + 2);
    expect(first.doubles.slice(-2)).toEqual([1, 0]);
    expect(countIn(first, "requests")).toBe(3);
    expect(refusal).toEqual({ indexes: [GAME_ID], blobs: ["refusals", "join_failed"], doubles: [1] });
    scene.come("observer");
    await scene.ask();
    scene.player.close();
    await scene.pass(1_000);
    const [, , second, ...rest] = scene.points as [Point, Point, Point];
    expect(rest).toEqual([]);
    expect(countIn(second, "requests")).toBe(1);
    expect(countIn(second, "messages_in")).toBe(1);
    expect(second.doubles.slice(-2)).toEqual([0, 1]);
    // Together they are what was kept.
    const [tally] = scene.kept();
    for (const [at, name] of COUNTS.entries())
      expect((first.doubles[at] ?? 0) + (second.doubles[at] ?? 0), name).toBe(tally?.counts[name]);
  });

  test("[M6] the limits of the engine are kept: twenty doubles, one index", async () => {
    expect(COUNTS.length + 2).toBeLessThanOrEqual(20);
  });

  test("[M6] with nothing bound nothing is told, and nothing is amiss", () => {
    const report = openReport(undefined);
    expect(() =>
      report(GAME_ID, { since: 0, counts: {} as never, refusals: {} }, { players: 1, observers: 0 }),
    ).not.toThrow();
  });
});
