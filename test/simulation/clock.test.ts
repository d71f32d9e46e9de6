import { beforeEach, describe, expect, test, vi } from "vitest";
import type { Frame } from "../../dev/clients/frame.ts";
import { mustAct, randomMove } from "../../dev/clients/moves.ts";
import { seeded } from "../../dev/clients/random.ts";
import { decode } from "../../src/shared/protocol/codec.ts";
import { openScene, type Scene, type SceneOptions } from "./scene.ts";

/*
 * The system's clock steps, as it does when it is set right, or when a machine is moved.
 */

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const STEPS = [
  ["ten minutes back", -10 * MINUTE],
  ["two hours forward", 2 * HOUR],
] as const;

beforeEach(() => {
  for (const level of ["info", "warn"] as const) vi.spyOn(console, level).mockImplementation(() => {});
});

/** Ada at a table with four bots, in the middle of the first deal's auction or play. */
const withBots = async (options: Partial<SceneOptions> = {}): Promise<Scene> => {
  const scene = await openScene({ gameId: "CLOCKS", ...options });
  await scene.ask((actor) => actor.seatBots(scene.vouch("host"), "CLOCKS", null, "rule"));
  return scene;
};
/** Goes on until it is Ada's turn; says with which snapshot. */
const untilAda = async (scene: Scene): Promise<Frame> => {
  for (let waits = 0; waits < 600; waits += 1) {
    const view = await scene.snapshot("player.0.1");
    if (view.current_player_id === 0) return view;
    await scene.pass(100);
  }
  throw new Error("it is never Ada's turn");
};
/** Ada does something that is allowed; nothing else happens within the same millisecond. */
const act = async (scene: Scene, view: Frame): Promise<Frame> => {
  if (!mustAct(view as never)) throw new Error("Ada has nothing to do");
  const move = randomMove(view as never, seeded(view.revision)) as Frame;
  const message = decode({ ...move, action_id: `at ${view.revision}` });
  const done = await scene.ask((actor) => actor.act(scene.vouch("player.0.1"), "CLOCKS", message));
  expect(done).toMatchObject({ ok: true, value: { rejection: null } });
  return scene.snapshot("player.0.1");
};

describe.each(STEPS)("[C7] the clock steps %s", (_, step) => {
  test("[C7, B7] bots that are about to move do so as soon as anybody speaks, or the sweep comes by", async () => {
    for (const wakes of ["somebody speaks", "the sweep"]) {
      const scene = await withBots({ vars: { BOT_PAUSE_MS: "1000" } });
      const ada = await scene.connect("player.0.1");
      const before = await act(scene, await untilAda(scene));
      scene.object.stepClock(step);
      if (wakes === "the sweep") await scene.ask((actor) => actor.poke("CLOCKS"));
      else ada.send({ message_type: "sync", action_id: "look" });
      await scene.pass(10 * SECOND);
      const after = await scene.snapshot("player.0.1");
      expect(after.revision).toBeGreaterThan(before.revision);
      expect(ada.closedBy()).toBeNull();
      expect(scene.faults).toEqual([]);
    }
  });

  test("[C7, C2, C6] a turn is neither cut short nor without end", async () => {
    const scene = await withBots({ rules: { turn_seconds: 30 }, vars: { BOT_PAUSE_MS: "100" } });
    const ada = await scene.connect("player.0.1");
    const view = await untilAda(scene);
    // A player's client pings.
    const ping = () => ada.send('{"message_type":"ping"}');
    ping();
    scene.object.stepClock(step);
    ada.send({ message_type: "sync", action_id: "look" });
    await scene.pass(9 * SECOND);
    ping();
    expect((await scene.snapshot("player.0.1")).revision).toBe(view.revision);
    const turns = () => ada.frames.filter(({ auto, player_id }) => auto === true && player_id === 0).length;
    for (let waited = 0; waited < 30 && turns() === 0; waited += 1) {
      await scene.pass(SECOND);
      ping();
    }
    expect(turns()).toBeGreaterThan(0);
    expect(ada.closedBy()).toBeNull();
    expect(scene.faults).toEqual([]);
  });

  test("[C7, S19] what a seat has sent is forgotten after as long as ever, and no sooner than by the step", async () => {
    const scene = await withBots({ vars: { FLOOD_PLAYER: "100", BOT_PAUSE_MS: "0" } });
    const ada = await scene.connect("player.0.1");
    const { hand } = await scene.snapshot("player.0.1");
    const reorder = (at: number) => ({
      message_type: "reorder",
      action_id: `turn ${at}`,
      hand: at % 2 === 0 ? hand.toReversed() : hand,
    });
    for (let at = 0; at < 95; at += 1) ada.send(reorder(at));
    await scene.pass(100);
    expect(ada.closedBy()).toBeNull();
    scene.object.stepClock(step);
    // From here on time passes; what passed between the step and this was none.
    ada.send({ message_type: "sync", action_id: "look" });
    await scene.pass(25 * SECOND);
    for (let at = 100; at < 190; at += 1) ada.send(reorder(at));
    await scene.pass(100);
    expect(ada.closedBy()).toBeNull();
    for (let at = 200; at < 230; at += 1) ada.send(reorder(at));
    await scene.pass(100);
    expect(ada.closedBy()).toBe(1008);
  });

  test("[C7, D3] the game beats on, and what Redis holds of it lasts", async () => {
    const scene = await withBots();
    const ada = await scene.connect("player.0.1");
    await untilAda(scene);
    scene.object.stepClock(step);
    ada.send({ message_type: "sync", action_id: "look" });
    for (let waited = 0; waited < 5 * MINUTE; waited += 5 * SECOND) {
      ada.send('{"message_type":"ping"}');
      await scene.pass(5 * SECOND);
      // The platform rarely delivers an alarm up to a minute late, and then a beat lapses.
      const isLate = scene.loop.now() < scene.object.lateUntil + 10 * SECOND;
      if (waited > 30 * SECOND && !isLate) expect(scene.redis.get("game:CLOCKS:heartbeat")).not.toBeNull();
    }
    expect(ada.closedBy()).toBeNull();
    expect(scene.redis.ttl("game:CLOCKS:state")).toBeGreaterThan(3_600);
    const status = await scene.ask((actor) => actor.status("CLOCKS"));
    expect(status).toMatchObject({ ok: true, value: { recovering: false } });
    // The sweep looks for beats that have lapsed by the system's clock.
    expect(Math.abs((scene.redis.live.get("CLOCKS") ?? 0) - scene.object.wallNow())).toBeLessThan(
      20 * SECOND,
    );
  });

  test("[C7, D9, R2] a game nobody is at does not expire by it, and one that sleeps finds its state", async () => {
    const scene = await withBots();
    const view = await untilAda(scene);
    scene.object.hibernate();
    scene.object.stepClock(step);
    await scene.pass(MINUTE);
    const { hand, revision } = await scene.snapshot("player.0.1");
    expect({ hand, revision: revision >= view.revision }).toEqual({ hand: view.hand, revision: true });
    await act(scene, await untilAda(scene));
    expect(scene.faults).toEqual([]);
  });

  test("[C7, T5] the edge's word is judged by the clock that both have", async () => {
    const scene = await withBots();
    scene.object.stepClock(step);
    for (const token of ["player.0.1", "observer"])
      expect(await scene.snapshot(token)).toHaveProperty("phase");
    const old = scene.vouch("player.0.1");
    await scene.pass(31 * SECOND);
    expect(await scene.ask((actor) => actor.snapshot(old, "CLOCKS"))).toMatchObject({
      ok: false,
      error: { kind: "bad-token" },
    });
  });
});

test("[C7] an alarm that rings late because the object could not run puts nobody out", async () => {
  const scene = await withBots({ rules: { turn_seconds: 30 } });
  const ada = await scene.connect("player.0.1");
  ada.send('{"message_type":"ping"}');
  await untilAda(scene);
  // Nothing of the game runs for two minutes, and what was sent meanwhile is heard afterwards.
  scene.object.stepClock(2 * MINUTE);
  await scene.pass(6 * SECOND);
  expect(ada.closedBy()).toBeNull();
  expect((await scene.snapshot("player.0.1")).players[0]).toMatchObject({ connected: true, bot: false });
  // From then on silence counts again.
  await scene.pass(80 * SECOND);
  expect(ada.closedBy()).toBe(1001);
});

test("[C7] deadlines that are told never go back, whatever the clock does", async () => {
  const scene = await withBots({ rules: { turn_seconds: 30 }, vars: { BOT_PAUSE_MS: "200" } });
  const ada = await scene.connect("player.0.1");
  const random = seeded(11);
  for (let round = 0; round < 12; round += 1) {
    scene.object.stepClock((random.int(3) - 1) * 5 * MINUTE);
    ada.send({ message_type: "sync", action_id: `look ${round}` });
    await scene.pass(2 * SECOND);
    const view = await untilAda(scene);
    if (view.phase === "end") break;
    await act(scene, view);
  }
  const told = ada.frames.flatMap(({ ts }) => (typeof ts === "number" ? [ts] : []));
  expect(told).toEqual(told.toSorted((a, b) => a - b));
  const deadlines = ada.frames.flatMap(({ message_type, deadline }) =>
    message_type !== "sync" && typeof deadline === "number" ? [deadline] : [],
  );
  expect(deadlines.length).toBeGreaterThan(10);
  expect(deadlines).toEqual(deadlines.toSorted((a, b) => a - b));
  expect(scene.faults).toEqual([]);
});
