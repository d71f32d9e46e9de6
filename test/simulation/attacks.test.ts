import { beforeEach, describe, expect, test, vi } from "vitest";
import { decode } from "../../src/shared/protocol/codec.ts";
import type { Frame } from "../support/frame.ts";
import { openScene, type Scene } from "./scene.ts";

/*
 * One who sends far too much, by every door there is, at a table where others play. Each attack is stopped early, costs
 * no rows, and leaves everybody else's seat as it was. How much a neighbour's game is slowed by it `npm run bench --
 * --attack` measures.
 */

const GAME_ID = "FLQQDS";
/** The product's own limits. */
const LIMITS = { FLOOD_PLAYER: "100", FLOOD_OBSERVER: "50", BOT_PAUSE_MS: "0" };
const ODD_PINGS: readonly string[] = [
  '{"message_type":"ping" }',
  '{ "message_type":"ping"}',
  '{"message_type" : "ping"}',
  '{"message_type":"p\\u0069ng"}',
  `{"message_type":"ping"${" ".repeat(3_900)}}`,
  `{"message_type":"ping","padding":"${"x".repeat(3_900)}"}`,
  '{"action_id":"a","message_type":"ping"}',
];

beforeEach(() => {
  for (const level of ["info", "warn"] as const) vi.spyOn(console, level).mockImplementation(() => {});
});

/** Ada at seat 0, Bea at seat 1, and three bots; it is Ada's turn or will be. */
const openTableOfTwo = async (): Promise<Scene> => {
  const scene = await openScene({ gameId: GAME_ID, vars: LIMITS });
  const joined = await scene.ask((actor) => actor.join(GAME_ID, { name: "Bea", nonce: "", request: null }));
  expect(joined).toMatchObject({ ok: true });
  await scene.ask((actor) => actor.seatBots(scene.vouch("host"), GAME_ID, null, "rule"));
  return scene;
};
/** The seat that is neither Ada's nor a bot's. */
const beaOf = async (scene: Scene): Promise<number> => {
  const { players } = await scene.snapshot("observer");
  return players.find(({ name }: Frame) => name === "Bea").player_id;
};
const turned = (hand: readonly Frame[], at: number) => ({
  message_type: "reorder",
  action_id: `turn ${at}`,
  hand: at % 2 === 0 ? hand.toReversed() : hand,
});
/** That Bea is answered, and that nothing has gone wrong. */
const expectOthersWell = async (scene: Scene) => {
  const bea = `player.${await beaOf(scene)}.1`;
  const { hand } = await scene.snapshot(bea);
  const answer = await scene.ask((actor) =>
    actor.act(scene.vouch(bea), GAME_ID, decode({ ...turned(hand, 0), action_id: "bea" })),
  );
  expect(answer).toMatchObject({ ok: true, value: { rejection: null } });
  expect(scene.faults).toEqual([]);
};

describe("[S19] one seat", () => {
  test("[S19] six hundred reorders in ten seconds by HTTP and two sockets: a hundred are done, the rest cost nothing", async () => {
    const scene = await openTableOfTwo();
    const { hand } = await scene.snapshot("player.0.1");
    let socket = await scene.connect("player.0.1");
    const before = scene.rows();
    const statuses = new Map<string, number>();
    for (let at = 0; at < 600; at += 1) {
      if (at % 3 !== 0 && socket.closedBy() === null) socket.send(turned(hand, at));
      else {
        const answer = await scene.ask((actor) =>
          actor.act(scene.vouch("player.0.1"), GAME_ID, decode(turned(hand, at))),
        );
        const kind = answer.ok ? (answer.value.rejection?.kind ?? "ok") : answer.error.kind;
        statuses.set(kind, (statuses.get(kind) ?? 0) + 1);
      }
      if (at === 30) socket = await scene.connect("player.0.1");
      await scene.pass(15);
    }
    expect(scene.rows() - before).toBeLessThanOrEqual(100 + 2 * 2);
    expect(socket.closedBy()).toBe(1008);
    expect([...statuses.keys()].toSorted()).toEqual(["flooded", "ok"]);
    expect(statuses.get("flooded")).toBeGreaterThan(100);
    await expectOthersWell(scene);
  });

  test("[S19] a hundred reconnections a second: ten in ten seconds come in, and nobody hears of the others", async () => {
    const scene = await openTableOfTwo();
    const bea = await scene.connect(`player.${await beaOf(scene)}.1`);
    const heard = bea.frames.length;
    let admitted = 0;
    for (let at = 0; at < 300; at += 1) {
      const one = await scene.connect("player.0.1");
      if (one.closedBy() === null) admitted += 1;
      await scene.pass(9);
    }
    expect(admitted).toBeLessThanOrEqual(10);
    const told = bea.frames.slice(heard).filter(({ message_type }) => /^player\./.test(message_type));
    expect(told.length).toBeLessThanOrEqual(20);
    // Later it is let in again.
    await scene.pass(11_000);
    expect((await scene.connect("player.0.1")).closedBy()).toBeNull();
    await expectOthersWell(scene);
  });

  test("[S19] two hundred replays: ten in twenty seconds are given", async () => {
    const scene = await openTableOfTwo();
    let refused = 0;
    for (let at = 0; at < 200; at += 1) {
      const answer = await scene.ask((actor) => actor.replay(scene.vouch("player.0.1"), GAME_ID));
      // No deal has ended: what it would cost is counted all the same.
      if (!answer.ok && answer.error.kind === "too-many-requests") refused += 1;
      await scene.pass(50);
    }
    expect(refused).toBe(190);
    await expectOthersWell(scene);
  });

  test("[S19] the host has a budget of its own, and its flood takes nothing from its seat", async () => {
    const scene = await openTableOfTwo();
    let refused = 0;
    for (let at = 0; at < 200; at += 1) {
      const answer = await scene.ask((actor) => actor.vouch(scene.vouch("host"), GAME_ID));
      if (!answer.ok) refused += 1;
    }
    expect(refused).toBe(101);
    expect(await scene.snapshot("player.0.1")).toHaveProperty("hand");
    await expectOthersWell(scene);
  });

  test("[S19] what it has sent counts through sleep, and through sockets that are gone", async () => {
    const scene = await openTableOfTwo();
    const { hand } = await scene.snapshot("player.0.1");
    const first = await scene.connect("player.0.1");
    for (let at = 0; at < 60; at += 1) first.send(turned(hand, at));
    await scene.pass(100);
    const second = await scene.connect("player.0.1");
    expect(first.closedBy()).toBe(4002);
    await scene.pass(20);
    scene.object.hibernate();
    for (let at = 60; at < 120; at += 1) second.send(turned(hand, at));
    await scene.pass(100);
    expect(second.closedBy()).toBe(1008);
    await expectOthersWell(scene);
  });
});

describe("[S8] one socket", () => {
  test.each([
    ["a player", "player.0.1", 100],
    ["an observer", "observer", 50],
    ["nobody yet", "", 50],
  ] as const)(
    "[S8, S7] of %s: four hundred pings in odd spellings are messages like any other",
    async (_, token, limit) => {
      for (const ping of ODD_PINGS) {
        const scene = await openTableOfTwo();
        const socket = await scene.connect(token);
        let sent = 0;
        for (; sent < 400 && socket.closedBy() === null; sent += 1) {
          socket.send(ping);
          await scene.pass(1);
        }
        expect(socket.closedBy(), ping.slice(0, 40)).toBe(1008);
        expect(sent).toBeLessThanOrEqual(limit + 2);
      }
    },
  );

  test.each(["player.0.1", "observer"])(
    "[P21] of %s: a thousand frames that are no message, twenty are answered",
    async (token) => {
      const scene = await openTableOfTwo();
      const socket = await scene.connect(token);
      for (let at = 0; at < 1_000; at += 1) socket.send(`no message ${at}`);
      await scene.pass(200);
      expect(socket.closedBy()).toBe(1008);
      expect(socket.frames.filter(({ message_type }) => message_type === "error").length).toBeLessThanOrEqual(
        21,
      );
      await expectOthersWell(scene);
    },
  );

  test("[S8] the exact ping is free, however often it comes, and keeps the object asleep", async () => {
    const scene = await openTableOfTwo();
    const socket = await scene.connect("player.0.1");
    await scene.pass(1_000);
    scene.object.hibernate();
    for (let at = 0; at < 2_000; at += 1) socket.send('{"message_type":"ping"}');
    expect(scene.object.isAwake).toBe(false);
    expect(socket.closedBy()).toBeNull();
    expect(socket.frames.filter(({ message_type }) => message_type === "pong")).toHaveLength(2_000);
  });
});

test("[R10, P9] twenty thousand reorders of one deal: what changes nothing is no row, and rows do not outgrow their bound", async () => {
  const scene = await openTableOfTwo();
  const { hand } = await scene.snapshot("player.0.1");
  const rowsNow = () => scene.object.stored().tables.find(({ name }) => name === "log")?.rows.length ?? 0;
  for (let round = 0; round < 200; round += 1) {
    for (let at = 0; at < 90; at += 1) {
      const id = round * 90 + at;
      const message = decode({ ...turned(hand, id), action_id: `a ${id}`, ...(at % 2 ? { hand } : {}) });
      const answer = await scene.ask((actor) => actor.act(scene.vouch("player.0.1"), GAME_ID, message));
      expect(answer).toMatchObject({ ok: true, value: { rejection: null } });
    }
    await scene.pass(21_000);
  }
  expect(rowsNow()).toBeLessThanOrEqual(10_000);
  const before = await scene.snapshot("player.0.1");
  scene.object.crash();
  expect((await scene.snapshot("player.0.1")).hand).toEqual(before.hand);
  const same = scene.rows();
  for (let at = 0; at < 50; at += 1)
    await scene.ask((actor) =>
      actor.act(
        scene.vouch("player.0.1"),
        GAME_ID,
        decode({ message_type: "reorder", action_id: `same ${at}`, hand: before.hand }),
      ),
    );
  expect(scene.rows()).toBe(same);
}, 60_000);
