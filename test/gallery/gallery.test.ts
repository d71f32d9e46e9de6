import { describe, expect, test } from "vitest";
import { openLoop, settled } from "../../dev/simulator/loop.ts";
import { simulatedSettings } from "../../dev/simulator/settings.ts";
import { GALLERY_SIZE } from "../../src/actor/gallery/registry.ts";
import type { Batch, Standing } from "../../src/actor/gallery/sequence.ts";
import { envelopeFor, signEnvelope } from "../../src/shared/auth/envelope.ts";
import { deriveKeys } from "../../src/shared/auth/keys.ts";
import type { Claims } from "../../src/shared/auth/token.ts";
import { galleryNameOf } from "../../src/shared/gallery-key.ts";
import type { Rejection } from "../../src/shared/protocol/refusal.ts";
import { viewFor } from "../../src/shared/protocol/view.ts";
import { err, ok, type Result } from "../../src/shared/result.ts";
import { playedEntries, type Written } from "../support/entries.ts";
import { GalleryObject, Seat } from "../support/gallery-object.ts";

const START = 1_800_000_100_000;
const KEY = { gameId: "K7M2QX", created: START, near: "weur", number: 4 };
const NAME = galleryNameOf(KEY);
const { game } = (playedEntries(KEY.gameId, 12).at(-1) as Written).after;
const settings = simulatedSettings({ FLOOD_OBSERVER: "50" });

/** How the game stands at `revision`. */
const standing = (revision: number): Standing => ({
  epoch: 1,
  revision,
  turn: 0,
  stamp: START + revision,
  snapshot: JSON.stringify(viewFor({ ...game, epoch: 1, revision }, "observer", 16)),
});
const batch = (before: number, revision: number): string =>
  JSON.stringify({ ...standing(revision), before, frames: [`${before} to ${revision}`] } satisfies Batch);

/** A gallery whose game answers what it is told to, at once. */
const open = () => {
  const loop = openLoop(START);
  const asked: number[] = [];
  const passed: string[] = [];
  const world = { answer: ok(standing(10)) as Result<Standing, Rejection>, reachable: true };
  const object = new GalleryObject({
    loop,
    settings,
    attend: async (_key, watchers) => {
      asked.push(watchers);
      if (!world.reachable) throw new Error("no game");
      return world.answer;
    },
    galleries: {
      // As from a gallery that hangs: nobody may wait for it.
      feed: (name, text) => {
        passed.push(`${name} ${text}`);
        return new Promise(() => {});
      },
      say: async (name, text) => void passed.push(`${name} says ${text}`),
      end: async (name, text) => void passed.push(`${name} ${text}`),
    },
  });
  const envelope = (claims: Partial<Claims> = {}, secret?: string) => {
    const sender = { role: "observer", gameId: KEY.gameId, name: null, ...claims } as Claims;
    const keys = secret === undefined ? settings.keyring.current : deriveKeys(secret);
    return signEnvelope(envelopeFor(sender, loop.now()), keys);
  };
  const admit = (with_ = envelope()) => {
    const seat = new Seat();
    const admitted = object
      .wake()
      .admitSocket({ key: KEY, envelope: with_, framing: "single", accept: () => seat });
    return settled(loop, admitted).then((result) => ({ seat, result }));
  };
  const come = async () => (await admit()).seat;
  const pass = (ms: number) => {
    loop.after(ms, () => {});
    return loop.run(() => false, loop.now() + ms);
  };
  return { loop, object, world, asked, passed, envelope, admit, come, pass };
};
const heard = ({ texts }: Seat) =>
  texts.map((text) => {
    if (!text.startsWith("{")) return text;
    const { message_type, revision } = JSON.parse(text);
    return `${message_type} ${revision}`;
  });

describe("[O2] who is let in", () => {
  test.each<[string, Partial<Claims>, string | undefined, string]>([
    ["for another game", { gameId: "ABC234" }, undefined, "bad-token"],
    ["of a player", { role: "player", seat: 1, seatVersion: 1, created: START }, undefined, "role-needed"],
    ["of a host", { role: "host", created: START }, undefined, "role-needed"],
    ["signed with another key", {}, "another secret of at least forty bytes!!", "bad-token"],
  ])("[O2, T5] nobody with an envelope %s", async (_what, claims, secret, kind) => {
    const one = open();
    const { result } = await one.admit(one.envelope(claims, secret));
    expect(result).toMatchObject({ ok: false, error: { kind } });
    expect([one.asked, one.object.stored, one.object.open]).toEqual([[], [], []]);
  });

  test("[O2, T5] nobody without one, or with one that is older than 30 s", async () => {
    const one = open();
    expect((await one.admit("")).result).toMatchObject({ ok: false, error: { kind: "bad-token" } });
    const old = one.envelope();
    await one.pass(31_000);
    expect((await one.admit(old)).result).toMatchObject({ ok: false, error: { kind: "bad-token" } });
  });

  test("[O2] a thousand and no more", async () => {
    const one = open();
    for (let n = 0; n < GALLERY_SIZE; n += 1) await one.come();
    expect((await one.admit()).result).toMatchObject({ ok: false, error: { kind: "unavailable" } });
    expect(one.object.open).toHaveLength(GALLERY_SIZE);
  });

  test("[O2] nobody when the game is gone or cannot be asked, as the game itself would say", async () => {
    const one = open();
    one.world.answer = err({ kind: "no-such-game" });
    expect((await one.admit()).result).toMatchObject({ ok: false, error: { kind: "no-such-game" } });
    expect(one.object.stored).toEqual([]);
    one.world.reachable = false;
    expect((await one.admit()).result).toMatchObject({ ok: false, error: { kind: "unreachable" } });
  });
});

describe("[O5] what watchers hear", () => {
  test("[O5] a batch is told when it follows, once, and a gap is a snapshot for everyone", async () => {
    const one = open();
    const seats = [await one.come(), await one.come()];
    const feed = (before: number, to: number) => one.object.wake().feed(NAME, batch(before, to), []);
    await feed(10, 11);
    await feed(10, 11);
    await feed(11, 13);
    await feed(14, 15);
    await feed(13, 14);
    await feed(15, 16);
    for (const seat of seats)
      expect(heard(seat)).toEqual(["join.ok 10", "10 to 11", "11 to 13", "sync 15", "15 to 16"]);
  });

  test("[O5] where they stand outlives the gallery's memory and the watcher that it was kept with", async () => {
    const one = open();
    const [first, second] = [await one.come(), await one.come()];
    await one.object.wake().feed(NAME, batch(10, 11), []);
    one.object.sleep();
    await one.object.lose(first);
    one.object.sleep();
    await one.object.wake().feed(NAME, batch(11, 12), []);
    expect(heard(second)).toEqual(["join.ok 10", "10 to 11", "11 to 12"]);
  });

  test("[O5] a last batch that was lost is noticed within a minute", async () => {
    const one = open();
    const seat = await one.come();
    one.world.answer = ok(standing(11));
    await one.pass(61_000);
    expect(heard(seat)).toEqual(["join.ok 10", "sync 11"]);
  });

  test("[O5] who comes while many are still being told is told nothing twice", async () => {
    const one = open();
    const early: Seat[] = [];
    for (let n = 0; n < 250; n += 1) early.push(await one.come());
    await one.object.wake().feed(NAME, batch(10, 11), []);
    // Not all at once: whoever else has something to do may do it between.
    expect(early.filter((seat) => seat.texts.length > 1)).toHaveLength(32);
    const asking = one.object.wake().webSocketMessage(early[249] as Seat, SYNC);
    await one.object.wake().feed(NAME, batch(11, 12), []);
    const late = await one.come();
    await settled(one.loop, asking);
    await one.pass(100);
    for (const seat of early.slice(0, 249))
      expect(heard(seat)).toEqual(["join.ok 10", "10 to 11", "11 to 12"]);
    expect(heard(early[249] as Seat)).toEqual(["join.ok 10", "10 to 11", "sync 11", "11 to 12"]);
    expect(heard(late)).toEqual(["join.ok 12"]);
  });
});

test("[O6] all have seen the card that ends a trick before anybody hears what follows from it", async () => {
  const one = open();
  const seats: Seat[] = [];
  for (let n = 0; n < 200; n += 1) seats.push(await one.come());
  const frames = ["the card", "the trick", "the snapshot"];
  await one.object.wake().feed(NAME, JSON.stringify({ ...standing(12), before: 10, frames }), []);
  await one.loop.run(() => seats.some(({ texts }) => texts.includes("the trick")), one.loop.now() + 10_000);
  expect(seats.filter(({ texts }) => texts.includes("the card"))).toHaveLength(200);
  expect(seats.filter(({ texts }) => texts.includes("the snapshot")).length).toBeLessThan(200);
  await one.pass(1_000);
  for (const seat of seats) expect(heard(seat)).toEqual(["join.ok 10", ...frames]);
});

const SYNC = '{"message_type":"sync","action_id":"s"}';

describe("[O6] a gallery passes on", () => {
  test("[O6] what it is told, to each of those behind it, and waits for none", async () => {
    const one = open();
    const onward = [
      { ...KEY, number: 5 },
      { ...KEY, number: 6 },
    ].map(galleryNameOf);
    const text = batch(10, 11);
    await one.object.wake().feed(NAME, text, onward);
    expect(one.passed).toEqual(onward.map((name) => `${name} ${text}`));
  });
});

describe("[O7] what a gallery says to its game", () => {
  test("[O7] a rush is one question at the door, and one report a second", async () => {
    const one = open();
    const rush = Array.from({ length: 300 }, () => one.admit());
    await Promise.all(rush);
    expect(one.asked).toEqual([1]);
    await one.pass(1_001);
    expect(one.asked).toEqual([1, 300]);
    for (const seat of one.object.open.slice(0, 200)) await one.object.lose(seat);
    await one.pass(1_001);
    expect(one.asked).toEqual([1, 300, 100]);
    // Nothing new, nothing said, but for the roll-call.
    await one.pass(50_000);
    expect(one.asked).toHaveLength(3);
    await one.pass(11_000);
    expect(one.asked).toEqual([1, 300, 100, 100]);
  });

  test("[O7] with nobody there it says so once, and leaves nothing", async () => {
    const one = open();
    await one.object.lose(await one.come());
    await one.pass(1_001);
    expect([one.asked, one.object.stored]).toEqual([[1, 0], []]);
    await one.pass(200_000);
    expect(one.asked).toHaveLength(2);
    // Told something all the same, it says so again.
    await one.object.wake().feed(NAME, batch(10, 11), []);
    await one.pass(1_001);
    expect(one.asked).toEqual([1, 0, 0]);
  });

  test("[O7] it asks again while the game cannot be reached, and nobody is sent away", async () => {
    const one = open();
    const seat = await one.come();
    one.world.reachable = false;
    await one.pass(61_000);
    await one.pass(5_001);
    expect(one.asked.length).toBeGreaterThanOrEqual(3);
    one.world.reachable = true;
    one.world.answer = ok(standing(12));
    await one.pass(5_001);
    expect(heard(seat)).toEqual(["join.ok 10", "sync 12"]);
  });
});

describe("[O9] the end", () => {
  test("[O9] of a game whose last words were lost is noticed within a minute", async () => {
    const one = open();
    const seat = await one.come();
    one.world.answer = err({ kind: "no-such-game" });
    await one.pass(61_000);
    expect([seat.closeCode, one.object.stored, one.object.open]).toEqual([4003, [], []]);
  });

  test("[O9] is told to all, however many, before they are closed", async () => {
    const one = open();
    const seats: Seat[] = [];
    for (let n = 0; n < 250; n += 1) seats.push(await one.come());
    await one.object.wake().end(NAME, '["the end"]', ["next"]);
    await one.pass(100);
    for (const seat of seats)
      expect([heard(seat), seat.closeCode]).toEqual([["join.ok 10", "the end"], 4003]);
    expect(one.passed).toEqual(['next ["the end"]']);
    expect(one.object.stored).toEqual([]);
  });
});

test("[S7, O1] a watcher in a gallery who falls silent is closed at the next roll-call", async () => {
  const one = open();
  const [silent, quiet] = [await one.come(), await one.come()];
  await one.object.wake().webSocketMessage(silent, '{ "message_type": "ping" }');
  await one.pass(122_000);
  expect([silent.closeCode, quiet.closeCode]).toEqual([1001, null]);
});
