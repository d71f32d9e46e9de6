import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { Frame } from "../../dev/clients/frame.ts";
import { seeded } from "../../dev/clients/random.ts";
import { openLoop, settled } from "../../dev/simulator/loop.ts";
import { GameObject, Vault } from "../../dev/simulator/object.ts";
import { FakeRedis, type Weather } from "../../dev/simulator/redis.ts";
import { simulatedSettings } from "../../dev/simulator/settings.ts";
import { envelopeFor, signEnvelope } from "../../src/shared/auth/envelope.ts";
import { galleryNameOf } from "../../src/shared/gallery-key.ts";
import { DEFAULT_RULES } from "../../src/shared/game/rules.ts";
import { GalleryObject, Seat } from "../support/gallery-object.ts";

/*
 * Watchers of bots in three galleries. Calls are
 * lost, come late, twice and out of order, galleries and the game lose their memory, the game its storage, and whoever
 * watches must hear every revision in order, or be shown where the game stands.
 */

const START = 1_800_000_000_000;
const GAME_ID = "WATCHD";
const TROUBLE_MS = 60_000;
/** A lost call that nothing followed is noticed by the gallery's own question. */
const CALM_MS = 70_000;

interface Watcher {
  readonly seat: Seat;
  read: number;
  epoch: number;
  revision: number;
}

const watch = async (seed: number) => {
  const random = seeded(seed);
  const loop = openLoop(START);
  const settings = simulatedSettings({ BOT_PAUSE_MS: "200" });
  const redis = new FakeRedis(loop.now);
  const weather: Weather = { outage: false, faults: 0, faulted: 0, faultedAt: START };
  const truth = new Map<string, string>();
  redis.onPublished = (_channel, text) => {
    for (const message of JSON.parse(text) as Frame[])
      truth.set(`${message.epoch}.${message.revision}`, JSON.stringify(message));
  };
  const problems: string[] = [];
  const done = { lost: 0, twice: 0, late: 0, gaps: 0, frames: 0, sleeps: 0, falls: 0, crashes: 0, losses: 0 };
  let isTroubled = true;
  /** When the game was made, epoch ms. */
  let created = 0;

  /** A call on its way to a gallery. */
  const travel = (arrive: () => Promise<void>): Promise<void> =>
    new Promise((resolve, reject) => {
      const lost = isTroubled && random.chance(0.08);
      const twice = isTroubled && random.chance(0.08);
      const late = isTroubled && random.chance(0.15);
      done.lost += Number(lost);
      done.twice += Number(twice);
      done.late += Number(late);
      const land = () => void arrive().then(resolve, reject);
      if (lost) loop.after(20, random.chance(0.5) ? () => reject(new Error("lost")) : resolve);
      else loop.after(late ? random.int(800) : 5, land);
      if (twice) loop.after(random.int(800), land);
    });
  const galleries = new Map<string, GalleryObject>();
  const galleryOf = (name: string): GalleryObject => {
    const there = galleries.get(name);
    if (there) return there;
    const made = new GalleryObject({
      loop,
      settings,
      galleries: calls((say) => say()),
      attend: async (key, watchers) => {
        await travel(async () => {});
        const answer = await game.ask((gameServer) => gameServer.attend(key, watchers));
        await new Promise<void>((resume) => loop.after(random.int(50), resume));
        return answer;
      },
    });
    galleries.set(name, made);
    return made;
  };
  const calls = (gate: (say: () => void) => void) => {
    const send = (arrive: () => Promise<void>) =>
      new Promise<void>((resolve, reject) => gate(() => void travel(arrive).then(resolve, reject)));
    return {
      feed: (name: string, batch: string, onward: readonly string[]) =>
        send(() => galleryOf(name).wake().feed(name, batch, onward)),
      say: (name: string, message: string, onward: readonly string[]) =>
        send(() => galleryOf(name).wake().say(name, message, onward)),
      end: (name: string, frames: string, onward: readonly string[]) =>
        send(() => galleryOf(name).wake().end(name, frames, onward)),
    };
  };
  const game: GameObject = new GameObject({
    loop,
    random,
    settings,
    redis,
    weather,
    vault: new Vault(),
    galleries: calls,
    onRow: () => {},
    onFault: (what) => problems.push(what),
  });
  const insist = async <T>(question: () => Promise<T>): Promise<T> => {
    for (;;) {
      try {
        return await question();
      } catch {
        await new Promise<void>((resume) => loop.after(100, resume));
      }
    }
  };

  const watchers: Watcher[] = [];
  const keyOf = (number: number) => ({ gameId: GAME_ID, created, near: "weur", number });
  const come = async () => {
    const key = keyOf(random.int(3));
    const claims = { role: "observer", gameId: GAME_ID, name: null } as const;
    const envelope = signEnvelope(envelopeFor(claims, loop.now()), settings.keyring.current);
    const seat = new Seat();
    const admitted = await galleryOf(galleryNameOf(key))
      .wake()
      .admitSocket({ key, envelope, framing: "single", accept: () => seat });
    if (admitted.ok && seat.readyState === 1) watchers.push({ seat, read: 0, epoch: 0, revision: -1 });
    else loop.after(300, () => void come());
  };
  /** Holds what came since the last look against what was public. */
  const check = (watcher: Watcher) => {
    for (const text of watcher.seat.texts.slice(watcher.read)) {
      const { message_type, epoch, revision, snapshot } = JSON.parse(text) as Frame;
      if (message_type === "join.ok" || message_type === "sync") {
        if (epoch < watcher.epoch || (epoch === watcher.epoch && revision < watcher.revision))
          problems.push(`a snapshot of ${epoch}.${revision} after ${watcher.epoch}.${watcher.revision}`);
        if (message_type === "sync" && revision !== watcher.revision) done.gaps += 1;
        if (snapshot.revision !== revision || snapshot.role !== "observer") problems.push("an odd snapshot");
      } else {
        done.frames += 1;
        if (epoch !== watcher.epoch || revision !== watcher.revision + 1)
          problems.push(`${message_type} ${epoch}.${revision} after ${watcher.epoch}.${watcher.revision}`);
        const public_ = truth.get(`${epoch}.${revision}`);
        if (public_ !== undefined && public_ !== text) problems.push(`${revision} is told differently`);
      }
      watcher.epoch = epoch;
      watcher.revision = revision;
    }
    watcher.read = watcher.seat.texts.length;
  };

  const setUp = async () => {
    const rules = { ...DEFAULT_RULES, deals: 20 };
    const made = await insist(() =>
      game.ask((gameServer) => gameServer.create(GAME_ID, { rules, creator: null, request: null })),
    );
    created = made.ok ? made.value.at : 0;
    const host = { role: "host", gameId: GAME_ID, created, hostVersion: 1 } as const;
    const envelope = signEnvelope(envelopeFor(host, loop.now()), settings.keyring.current);
    await insist(() => game.ask((gameServer) => gameServer.seatBots(envelope, GAME_ID, null, "random")));
    for (let n = 0; n < 9; n += 1) await come();
    loop.after(200, trouble);
  };
  const misfortunes: readonly (() => void)[] = [
    () => {
      done.sleeps += 1;
      random.pick([...galleries.values()]).sleep();
    },
    () => {
      done.falls += 1;
      random.pick([...galleries.values()]).fall();
    },
    () => {
      done.crashes += 1;
      game.crash();
    },
    () => game.hibernate(),
    () => {
      if (watchers.length === 0) return;
      const { seat } = random.pick(watchers);
      for (const one of galleries.values()) if (one.open.includes(seat)) void one.lose(seat);
    },
    () => {
      if (redis.get(`game:${GAME_ID}:state`) === null || !random.chance(0.3)) return;
      done.losses += 1;
      game.loseStorage();
    },
  ];
  const trouble = () => {
    if (!isTroubled) return;
    random.pick(misfortunes)();
    // Whoever has lost the connection comes back.
    const gone = watchers.filter(({ seat }) => seat.readyState !== 1);
    for (const watcher of gone) {
      check(watcher);
      watchers.splice(watchers.indexOf(watcher), 1);
      loop.after(random.int(500), () => void come());
    }
    loop.after(random.int(1_500), trouble);
  };
  void setUp();
  await loop.run(() => false, START + TROUBLE_MS);
  isTroubled = false;
  await loop.run(() => false, START + TROUBLE_MS + CALM_MS);
  for (const watcher of watchers) check(watcher);
  const status = await settled(
    loop,
    game.ask((gameServer) => gameServer.status(GAME_ID)),
  );
  const now = status.ok ? status.value : null;
  for (const { seat, epoch, revision } of watchers)
    if (seat.readyState === 1 && (epoch !== now?.epoch || revision < now.revision - ON_ITS_WAY))
      problems.push(`somebody has stopped at ${epoch}.${revision} of ${now?.epoch}.${now?.revision}`);
  const open = [...galleries.values()].flatMap((gallery) => gallery.open);
  return { problems, done, observers: now?.observers, open: open.length, watchers: watchers.length };
};

// What is lost is told to the log; here there is a great deal of it.
beforeAll(() => {
  for (const level of ["info", "warn"] as const) vi.spyOn(console, level).mockImplementation(() => {});
});
afterAll(() => vi.restoreAllMocks());

/** What the last second's calls bring is still under way when it is looked at. */
const ON_ITS_WAY = 3;

test.each([1, 2, 3, 4, 5, 6, 7, 8])(
  "[O5, O8] watchers hear every revision in order, or are shown where the game stands: seed %i",
  async (seed) => {
    const { problems, done, observers, open, watchers } = await watch(seed);
    expect(problems).toEqual([]);
    // All are there, counted, and were told what there was to tell in spite of everything.
    expect([observers, open]).toEqual([watchers, watchers]);
    expect(done.frames).toBeGreaterThan(500);
    for (const what of [done.lost, done.twice, done.late, done.gaps, done.sleeps, done.falls, done.crashes])
      expect(what).toBeGreaterThan(0);
  },
);
