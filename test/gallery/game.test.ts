import { describe, expect, test } from "vitest";
import type { Frame } from "../../dev/clients/frame.ts";
import { seeded } from "../../dev/clients/random.ts";
import { openLoop, settled } from "../../dev/simulator/loop.ts";
import { GameObject, ServerEnd, Vault } from "../../dev/simulator/object.ts";
import { FakeRedis } from "../../dev/simulator/redis.ts";
import { simulatedSettings } from "../../dev/simulator/settings.ts";
import type { Batch } from "../../src/actor/gallery/sequence.ts";
import { envelopeFor, signEnvelope } from "../../src/shared/auth/envelope.ts";
import type { Claims } from "../../src/shared/auth/token.ts";
import { galleryNameOf } from "../../src/shared/gallery-key.ts";
import { DEFAULT_RULES } from "../../src/shared/game/rules.ts";

const START = 1_800_000_000_000;
const GAME_ID = "K7M2QX";

/** A game of a player and four bots, and galleries from which no call ever comes back. */
const open = async (botPauseMs: string) => {
  const loop = openLoop(START);
  const settings = simulatedSettings({ BOT_PAUSE_MS: botPauseMs });
  const order: string[] = [];
  const batches: Batch[] = [];
  const rows: string[] = [];
  const faults: string[] = [];
  const object = new GameObject({
    loop,
    random: seeded(7),
    settings,
    redis: new FakeRedis(loop.now),
    weather: { outage: false, faults: 0, faulted: 0, faultedAt: START },
    vault: new Vault(),
    galleries: (gate) => ({
      feed: (name, text) => {
        const batch = JSON.parse(text) as Batch;
        gate(() => {
          order.push(`${name.split(".").at(-1)} ${batch.revision}`);
          batches.push(batch);
        });
        return new Promise(() => {});
      },
      say: async () => {},
      end: async () => {},
    }),
    onRow: (row) => rows.push(row.kind),
    onFault: (what) => faults.push(what),
  });
  const made = await settled(
    loop,
    object.ask((gameServer) =>
      gameServer.create(GAME_ID, {
        rules: DEFAULT_RULES,
        creator: { name: null, nonce: "" },
        request: null,
      }),
    ),
  );
  const created = made.ok ? made.value.at : 0;
  const vouch = (claims: Claims) => signEnvelope(envelopeFor(claims, loop.now()), settings.keyring.current);
  const host = () => vouch({ role: "host", gameId: GAME_ID, created, hostVersion: 1 });
  const player: Claims = { role: "player", gameId: GAME_ID, created, seat: 0, seatVersion: 1, name: null };
  const heard: Frame[] = [];
  const line = {
    carry: (text: string) => {
      const frame = JSON.parse(text) as Frame;
      heard.push(frame);
      order.push(`player ${frame.revision}`);
    },
    hangUp: () => {},
  };
  const end = new ServerEnd(object, line);
  await settled(
    loop,
    object.ask((gameServer) =>
      gameServer.admitSocket({
        gameId: GAME_ID,
        envelope: vouch(player),
        framing: "single",
        near: "",
        resume: null,
        accept: () => end,
      }),
    ),
  );
  const attend = (number: number, watchers: number, at = created) =>
    settled(
      loop,
      object.ask((gameServer) =>
        gameServer.attend({ gameId: GAME_ID, created: at, near: "weur", number }, watchers),
      ),
    );
  const pass = (ms: number) => {
    loop.after(ms, () => {});
    return loop.run(() => false, loop.now() + ms);
  };
  const say = (message: Frame) => object.hear(end, JSON.stringify(message));
  const seatBots = () =>
    settled(
      loop,
      object.ask((gameServer) => gameServer.seatBots(host(), GAME_ID, null, "rule")),
    );
  return { object, order, batches, rows, faults, heard, attend, pass, say, seatBots };
};

describe("[O6] the game's calls to its galleries", () => {
  test("[O6] leave after the player's frames, one to each gallery, and nobody waits for them", async () => {
    const one = await open("200");
    for (const number of [0, 1, 2]) await one.attend(number, 5);
    await one.seatBots();
    await one.pass(60_000);
    const turn = one.heard.findLast((frame) => "current_player_id" in frame);
    expect(turn?.current_player_id).toBe(0);
    const from = one.order.length;
    one.say({ message_type: "bid", action_id: "mine", bid: -1 });
    await one.pass(50);
    expect(one.heard.find(({ action_id }) => action_id === "mine")).toMatchObject({ status: "ok" });
    const told = one.order.slice(from);
    const revision = Number(told.at(-1)?.split(" ")[1]);
    expect(told.slice(-3)).toEqual([`0 ${revision}`, `1 ${revision}`, `2 ${revision}`]);
    expect(told.slice(0, -3).every((what) => what.startsWith("player "))).toBe(true);
    expect(one.faults).toEqual([]);
  });

  test("[O6] are one for all that happens in one turn", async () => {
    const one = await open("0");
    await one.attend(0, 5);
    await one.seatBots();
    const before = one.batches.length;
    const rows = one.rows.length;
    await one.pass(60_000);
    const batches = one.batches.slice(before);
    // Bots without a pause all move in one alarm, up to the player's turn.
    expect(one.rows.length - rows).toBeGreaterThan(batches.length);
    for (const [at, batch] of batches.entries()) {
      const last = one.batches[before + at - 1];
      if (last) expect(batch.before).toBe(last.revision);
      const revisions = batch.frames.map((text) => (JSON.parse(text) as Frame).revision);
      expect(new Set(revisions).size).toBe(batch.revision - batch.before);
      expect(JSON.parse(batch.snapshot)).toMatchObject({ role: "observer", revision: batch.revision });
    }
  });

  test("[O4, O6] bear what observers see, and are not made for a player's own order of cards", async () => {
    const one = await open("200");
    await one.attend(0, 5);
    await one.seatBots();
    await one.pass(60_000);
    const before = one.batches.length;
    const hand = one.heard.findLast(({ message_type }) => message_type === "hand.update")?.hand as Frame[];
    one.say({ message_type: "reorder", action_id: "order", hand: hand.toReversed() });
    await one.pass(50);
    expect(one.heard.at(-1)).toMatchObject({ message_type: "hand.update", hand: hand.toReversed() });
    expect(one.batches).toHaveLength(before);
    const all = JSON.stringify(one.batches);
    for (const name of ["hand", "allowed", "secret", "effects"]) expect(all).not.toContain(`\\"${name}\\"`);
    for (const { card_id } of hand) expect(all).not.toContain(`\\"card_id\\":${card_id}}`);
  });
});

describe("[O7] a gallery that attends", () => {
  test("[O7] is shown how the game stands, and counted, without a row of the log", async () => {
    const one = await open("200");
    const rows = one.rows.length;
    const first = await one.attend(0, 700);
    const second = await one.attend(1, 30);
    expect([first.ok, second.ok]).toEqual([true, true]);
    expect(second.ok && JSON.parse(second.value.snapshot)).toMatchObject({
      role: "observer",
      observers: 730,
    });
    const less = await one.attend(0, 0);
    expect(less.ok && JSON.parse(less.value.snapshot)).toMatchObject({ observers: 30 });
    expect(one.rows).toHaveLength(rows);
    await one.seatBots();
    await one.pass(1_000);
    expect(one.order.some((what) => what.startsWith("1 "))).toBe(true);
    expect(one.order.some((what) => what.startsWith("0 "))).toBe(false);
  });

  test("[O7, T7] but not one of a game that once had this id", async () => {
    const one = await open("200");
    expect(await one.attend(0, 9, START - 1)).toMatchObject({ ok: false, error: { kind: "no-such-game" } });
    expect(galleryNameOf({ gameId: GAME_ID, created: 1, near: "", number: 0 })).toBe("K7M2QX.1..0");
  });
});
