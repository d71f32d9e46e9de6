import { beforeEach, describe, expect, test, vi } from "vitest";
import type { Frame } from "../../dev/clients/frame.ts";
import { WRITES } from "../../src/shared/format.ts";
import { DEFAULT_RULES } from "../../src/shared/game/rules.ts";
import type { SEATS } from "../../src/shared/game/seats.ts";
import { decode } from "../../src/shared/protocol/codec.ts";
import { openScene, type Scene } from "./scene.ts";

/*
 * Strangers at a table where others play: one who sends far too much, by every door there is, and one who asks again for
 * what is not theirs. What is sent too often is stopped early, costs no rows, and leaves everybody else's seat as it was;
 * how much a neighbour's game is slowed by it `npm run bench -- --attack` measures.
 */

const FORMAT = `"format":${WRITES}`;
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

  test("[S19, H22] a sync for everyone counts ten of the host's messages", async () => {
    const scene = await openTableOfTwo();
    let sent = 0;
    for (let at = 0; at < 200; at += 1) {
      const answer = await scene.ask((actor) => actor.pushSync(scene.vouch("host"), GAME_ID));
      if (answer.ok) sent += 1;
    }
    expect(sent).toBe(9);
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
    await scene.pass(100);
    scene.object.hibernate();
    expect(scene.object.isAwake).toBe(false);
    for (let at = 60; at < 120; at += 1) second.send(turned(hand, at));
    await scene.pass(100);
    expect(second.closedBy()).toBe(1008);
    await expectOthersWell(scene);
  });
});

test("[S19] what has come by HTTP counts through sleep, as long as the seat has a socket", async () => {
  const scene = await openTableOfTwo();
  const { hand } = await scene.snapshot("player.0.1");
  await scene.connect("player.0.1");
  const kinds: string[] = [];
  for (let at = 0; at < 160; at += 1) {
    if (at === 60) {
      await scene.pass(100);
      scene.object.hibernate();
      expect(scene.object.isAwake).toBe(false);
    }
    const answer = await scene.ask((actor) =>
      actor.act(scene.vouch("player.0.1"), GAME_ID, decode(turned(hand, at))),
    );
    kinds.push(answer.ok ? (answer.value.rejection?.kind ?? "ok") : answer.error.kind);
  }
  // The meter is kept with every eighth message.
  expect(kinds.indexOf("flooded")).toBeLessThanOrEqual(108);
  expect(kinds.indexOf("flooded")).toBeGreaterThan(90);
  await expectOthersWell(scene);
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

describe("[H16] the same key", () => {
  const requestOf = (fingerprint: string, key = "k") => ({ key, fingerprint });

  test("[H16] with another request makes no answer of it, neither a game's nor a seat's", async () => {
    const scene = await openScene({
      gameId: GAME_ID,
      vars: LIMITS,
      request: requestOf("no seat"),
      creator: null,
    });
    const create = (fingerprint: string, creator: { name: string; nonce: string } | null) =>
      scene.ask((actor) =>
        actor.create(GAME_ID, { rules: DEFAULT_RULES, request: requestOf(fingerprint), creator }),
      );
    const join = (fingerprint: string, key = "j") =>
      scene.ask((actor) =>
        actor.join(GAME_ID, { name: "Bea", nonce: "", request: requestOf(fingerprint, key) }),
      );
    const reused = { ok: false, error: { kind: "key-reused" } };
    const first = await join("as Bea");
    for (const _ of ["fresh", "full"]) {
      expect(await create("with a seat", { name: "Eve", nonce: "" })).toMatchObject(reused);
      expect(await create("no seat", null)).toMatchObject({ ok: true, value: { seated: null } });
      expect(await join("as Eve")).toMatchObject(reused);
      expect(await join("as Eve", "k")).toMatchObject(reused);
      expect(await join("as Bea")).toEqual(first);
      await scene.ask((actor) => actor.seatBots(scene.vouch("host"), GAME_ID, null, "rule"));
    }
    expect(scene.faults).toEqual([]);
  });
});

describe("[H16, R9] a create that is repeated after the storage is lost", () => {
  const request = { key: "k", fingerprint: "the same" };
  const founding = { rules: DEFAULT_RULES, creator: { name: "Ada", nonce: "" }, request };
  const openKept = async () => {
    const scene = await openScene({ gameId: GAME_ID, vars: LIMITS, request });
    vi.spyOn(console, "error").mockImplementation(() => {});
    await scene.pass(3_000);
    return {
      scene,
      key: `game:${GAME_ID}:state`,
      create: () => scene.ask((actor) => actor.create(GAME_ID, founding)),
    };
  };

  test.each([
    ["newer", (text: string) => text.replaceAll(FORMAT, '"format":99')],
    ["unreadable", (text: string) => text.replace(/"sealed":"[^"]*/, '"sealed":"spoiled')],
  ] as const)("[H16, R9] replaces no copy that is %s", async (kind, spoil) => {
    const { scene, key, create } = await openKept();
    scene.object.loseStorage();
    const spoiled = spoil(scene.redis.get(key) ?? "");
    scene.redis.set(key, spoiled, 600);
    expect(await create()).toEqual({ ok: false, error: { kind } });
    await scene.pass(5_000);
    expect(scene.redis.get(key)).toBe(spoiled);
    expect(scene.faults).toEqual([]);
  });

  test("[H16, D11] makes no game under the id of one that was deleted", async () => {
    const { scene, key, create } = await openKept();
    await scene.ask((actor) => actor.end(scene.vouch("host"), GAME_ID));
    await scene.pass(3_000);
    scene.object.crash();
    const tombstone = scene.redis.get(key);
    for (const _ of ["first", "again"])
      expect(await create()).toEqual({ ok: false, error: { kind: "game-exists" } });
    expect(await scene.ask((actor) => actor.status(GAME_ID))).toMatchObject({
      ok: false,
      error: { kind: "no-such-game" },
    });
    expect(scene.redis.get(key)).toBe(tombstone);
    expect(scene.faults).toEqual([]);
  });
});

describe("[B13, V1] a newcomer in a bot's seat", () => {
  test("[B13, V1] sees no hand in any way, and does nothing, until the deal has ended", async () => {
    const scene = await openTableOfTwo();
    const { players } = await scene.snapshot("observer");
    const { player_id: seat } = players.find(({ bot }: Frame) => bot);
    const minted = await scene.ask((actor) => actor.mint(scene.vouch("host"), GAME_ID, seat, "Eve"));
    const token = minted.ok ? `player.${seat}.${minted.value.seatVersion}` : "";
    expect(await scene.snapshot(token)).toMatchObject({ hand: [], allowed: [], waiting: true });
    const eve = await scene.connect(token);
    for (const message of [
      { message_type: "reorder", hand: [] },
      { message_type: "bid", bid: -1 },
      { message_type: "play", card: 7 },
    ]) {
      eve.send({ ...message, action_id: `eve ${message.message_type}` });
      const answer = await scene.ask((actor) =>
        actor.act(scene.vouch(token), GAME_ID, decode({ ...message, action_id: "by HTTP" })),
      );
      expect(answer).toMatchObject({ ok: true, value: { message: { code: "forbidden" } } });
    }
    eve.send({ message_type: "sync", action_id: "look" });
    await scene.pass(1_000);
    for (const { snapshot, message_type, code } of eve.frames) {
      expect(message_type).not.toBe("hand.update");
      if (message_type === "action.result") expect(code).toBe("forbidden");
      if (snapshot) expect(snapshot.hand).toEqual([]);
    }
    expect(scene.faults).toEqual([]);
  });
});

describe("[T6, T9, P19] tokens from before", () => {
  test("[T9] a host that has been replaced may nothing any more", async () => {
    const scene = await openTableOfTwo();
    expect(await scene.ask((actor) => actor.revokeHost(scene.vouch("host"), GAME_ID))).toMatchObject({
      ok: true,
    });
    expect(await scene.ask((actor) => actor.vouch(scene.vouch("host"), GAME_ID))).toMatchObject({
      ok: false,
      error: { kind: "bad-token" },
    });
  });

  test("[P19, T6] whoever gets a seat is not told what its holder before was answered", async () => {
    const scene = await openTableOfTwo();
    const { hand } = await scene.snapshot("player.0.1");
    const message = decode({ ...turned(hand, 0), action_id: "once" });
    const act = (token: string, what = message) =>
      scene.ask((actor) => actor.act(scene.vouch(token), GAME_ID, what));
    expect(await act("player.0.1")).toMatchObject({ ok: true, value: { rejection: null } });
    const minted = await scene.ask((actor) => actor.mint(scene.vouch("host"), GAME_ID, 0, "Eve"));
    const token = minted.ok ? `player.0.${minted.value.seatVersion}` : "";
    expect(await act("player.0.1")).toMatchObject({ ok: false, error: { kind: "bad-token" } });
    // Under a name that the holder before has used, something else is done.
    const back = decode({ ...turned(hand, 1), action_id: "once" });
    expect(await act(token, back)).toMatchObject({ ok: true, value: { rejection: null } });
    expect((await scene.snapshot(token)).hand).toEqual(hand);
  });

  test("[T11] a token whose seat went with the storage is nobody's, whoever gets the seat", async () => {
    const scene = await openScene({ gameId: GAME_ID, vars: LIMITS });
    await scene.pass(3_000);
    scene.weather.outage = true;
    const lost = await scene.ask((actor) => actor.join(GAME_ID, { name: "Zed", nonce: "", request: null }));
    const reminted = await scene.ask((actor) => actor.mint(scene.vouch("host"), GAME_ID, 0, "Eve"));
    if (!lost.ok || !reminted.ok) throw new Error("there was no seat");
    scene.object.loseStorage();
    scene.weather.outage = false;
    const goodOnes = async () => {
      const given = [lost.value, reminted.value].map((one) => `player.${one.seat}.${one.seatVersion}`);
      const seen = [];
      for (const token of given)
        seen.push(await scene.ask((actor) => actor.snapshot(scene.vouch(token), GAME_ID)));
      return seen.filter(({ ok }) => ok).length;
    };
    expect(await goodOnes()).toBe(0);
    for (let again = 0; again < 2; again += 1)
      for (const seat of [lost.value.seat, 0] as const) {
        await scene.ask((actor) => actor.mint(scene.vouch("host"), GAME_ID, seat, "Ida"));
        expect(await goodOnes()).toBe(0);
      }
  });
});

describe("[R8, R9] rows", () => {
  test("[R9] that later code has written are neither served nor touched", async () => {
    const scene = await openTableOfTwo();
    vi.spyOn(console, "error").mockImplementation(() => {});
    await scene.pass(2_000);
    scene.object.damageRows(1, (row) => row.replace(FORMAT, '"format":99'));
    const before = scene.object.stored().tables;
    const state = scene.redis.get(`game:${GAME_ID}:state`);
    expect(await scene.ask((actor) => actor.status(GAME_ID))).toMatchObject({
      ok: false,
      error: { kind: "newer" },
    });
    await scene.ask((actor) => actor.end(scene.vouch("host"), GAME_ID));
    await scene.pass(60_000);
    expect(scene.object.stored().tables).toEqual(before);
    expect(scene.redis.get(`game:${GAME_ID}:state`)).toBe(state);
    expect(scene.faults).toEqual([]);
  });

  test("[R8, R2] of which the last is damaged: an order of cards that the copy has is kept", async () => {
    const scene = await openTableOfTwo();
    vi.spyOn(console, "error").mockImplementation(() => {});
    const { hand } = await scene.snapshot("player.0.1");
    await scene.pass(3_000);
    const message = decode(turned(hand, 0));
    await scene.ask((actor) => actor.act(scene.vouch("player.0.1"), GAME_ID, message));
    await scene.pass(3_000);
    scene.object.damageRows(1, (row) => row.slice(0, 40));
    const after = await scene.snapshot("player.0.1");
    expect(after).toMatchObject({ epoch: 2, hand: hand.toReversed() });
  });

  test("[R12] that are damaged, and then lost: the first restore's claim, arriving late, changes nothing", async () => {
    const scene = await openTableOfTwo();
    await scene.pass(3_000);
    vi.spyOn(console, "error").mockImplementation(() => {});
    const apply = scene.redis.eval.bind(scene.redis);
    const claims: Parameters<typeof apply>[] = [];
    scene.redis.eval = (...request) => {
      claims.push(request);
      // Whatever the restore hears of it, it does not go on.
      return "outdated";
    };
    scene.object.damageRows(1, (row) => row.slice(0, 40));
    expect(await scene.ask((actor) => actor.status(GAME_ID))).toMatchObject({ ok: false });
    expect(claims).toHaveLength(1);
    scene.redis.eval = apply;
    scene.object.loseStorage();
    expect(await scene.ask((actor) => actor.status(GAME_ID))).toMatchObject({ ok: true });
    await scene.pass(3_000);
    const state = scene.redis.get(`game:${GAME_ID}:state`);
    const [late] = claims as [Parameters<typeof apply>];
    const args = late[2].map((arg, at) => (at === 1 ? "9999" : arg));
    expect(apply(late[0], late[1], args)).toBe("outdated");
    expect(scene.redis.get(`game:${GAME_ID}:state`)).toBe(state);
    expect(scene.faults).toEqual([]);
  });

  test("[R8, P19] a remembered answer that cannot be read costs the game nothing", async () => {
    const scene = await openTableOfTwo();
    const { hand } = await scene.snapshot("player.0.1");
    const act = (id: string, at: number) =>
      scene.ask((actor) =>
        actor.act(scene.vouch("player.0.1"), GAME_ID, decode({ ...turned(hand, at), action_id: id })),
      );
    await act("first", 0);
    await act("second", 1);
    await scene.pass(3_000);
    vi.spyOn(console, "error").mockImplementation(() => {});
    scene.object.damageRows(20, (row) => row.replace('"type":"reorder"', '"type":"juggle"'));
    for (const id of ["second", "first"]) expect(await act(id, 1)).toMatchObject({ ok: true });
    expect((await scene.snapshot("player.0.1")).epoch).toBe(2);
    // Nor does one in a table that is stored as a whole.
    await scene.pass(3_000);
    scene.object.damageRows(20, (row) => row.replace(/(~{5}.{10}).{7}/, "$1~~~~~~~"));
    for (const id of ["second", "first"]) expect(await act(id, 1)).toMatchObject({ ok: true });
    expect((await scene.snapshot("player.0.1")).epoch).toBe(3);
    expect(scene.faults).toEqual([]);
  });
});

describe("[H16, D4, R10] what is kept is bounded", () => {
  const rowsOf = (scene: Scene) =>
    scene.object.stored().tables.find(({ name }) => name === "log")?.rows.length ?? 0;

  test("[H16] the first answers of the latest 16 joins; an older key is a new request", async () => {
    const scene = await openScene({ gameId: GAME_ID });
    const joinBy = (at: number) =>
      scene.ask((actor) =>
        actor.join(GAME_ID, { name: "Bea", nonce: "", request: { key: `key ${at}`, fingerprint: "join" } }),
      );
    const first = [];
    for (let at = 0; at < 40; at += 1) {
      const joined = await joinBy(at);
      if (!joined.ok) throw new Error(`join ${at} is refused`);
      first.push(joined);
      await scene.ask((actor) =>
        actor.free(scene.vouch("host"), GAME_ID, joined.value.seat, { remove: false }),
      );
    }
    for (let at = 24; at < 40; at += 1) expect(await joinBy(at)).toEqual(first[at]);
    const again = await joinBy(7);
    expect(again).toMatchObject({ ok: true });
    expect(again).not.toEqual(first[7]);
    expect(scene.faults).toEqual([]);
  });

  test("[D4] the latest 1,000 publications, in order, through an outage", async () => {
    const scene = await openTableOfTwo();
    const { hand, revision } = await scene.snapshot("player.0.1");
    await scene.pass(3_000);
    const published: Frame[] = [];
    scene.redis.onPublished = (_, text) => published.push(...JSON.parse(text));
    scene.weather.outage = true;
    // A host that gives Bea's seat to somebody else, again and again: each time everyone is told.
    const bea = (await beaOf(scene)) as (typeof SEATS)[number];
    for (let at = 0; at < 1_200; at += 1) {
      const minted = await scene.ask((actor) => actor.mint(scene.vouch("host"), GAME_ID, bea, `Bea ${at}`));
      expect(minted).toMatchObject({ ok: true });
      await scene.pass(250);
    }
    expect(hand).toHaveLength(8);
    scene.weather.outage = false;
    await scene.pass(60_000);
    const told = published.filter(({ message_type }) => message_type === "seat.reissued");
    expect(told.length).toBeLessThanOrEqual(1_000);
    expect(told.length).toBeGreaterThan(400);
    expect(told.at(-1)?.name).toBe("Bea 1199");
    const revisions = told.map((one) => one.revision);
    expect(revisions).toEqual(revisions.toSorted((one, other) => one - other));
    expect(revisions[0]).toBeGreaterThan(revision);
    expect(scene.faults).toEqual([]);
  });

  test("[R10] a table at which all pass for ever: neither its copy nor what a waking reads grows", async () => {
    const scene = await openScene({ gameId: GAME_ID });
    for (let at = 0; at < 4; at += 1)
      await scene.ask((actor) => actor.join(GAME_ID, { name: null, nonce: "", request: null }));
    const copyLength = () => scene.redis.get(`game:${GAME_ID}:state`)?.length ?? 0;
    let lengthAfterThirty = 0;
    for (let round = 0; round < 400; round += 1) {
      for (let passed = 0; passed < 5; passed += 1) {
        const { current_player_id: turn } = await scene.snapshot("observer");
        const message = decode({ message_type: "bid", action_id: `pass ${round}.${passed}`, bid: -1 });
        const answer = await scene.ask((actor) =>
          actor.act(scene.vouch(`player.${turn}.1`), GAME_ID, message),
        );
        expect(answer).toMatchObject({ ok: true, value: { rejection: null } });
      }
      await scene.pass(1_000);
      if (round === 30) lengthAfterThirty = copyLength();
    }
    expect(lengthAfterThirty).toBeGreaterThan(1_000);
    expect(copyLength()).toBeLessThan(1.02 * lengthAfterThirty);
    expect(rowsOf(scene)).toBeGreaterThan(2_000);
    expect(scene.faults).toEqual([]);
  });
});
