import { globSync, readFileSync } from "node:fs";
import { basename, dirname } from "node:path";
import { describe, expect, test } from "vitest";
import type { Frame } from "../../dev/clients/frame.ts";
import { mustAct, randomMove } from "../../dev/clients/moves.ts";
import { seeded } from "../../dev/clients/random.ts";
import type { Recorded } from "../../dev/releases/record.ts";
import { openLoop, settled } from "../../dev/simulator/loop.ts";
import { vouchFor } from "../../dev/simulator/network.ts";
import { GameObject, Vault } from "../../dev/simulator/object.ts";
import { FakeRedis } from "../../dev/simulator/redis.ts";
import { simulatedSettings } from "../../dev/simulator/settings.ts";
import { unseal } from "../../src/actor/replica/seal.ts";
import { READS, WRITES } from "../../src/shared/format.ts";
import { DEFAULT_RULES } from "../../src/shared/game/rules.ts";
import { decode } from "../../src/shared/protocol/codec.ts";
import type { Viewer } from "../../src/shared/protocol/view.ts";

/*
 * What earlier releases have stored, read by the code at hand: `npm run release` records it, and it is never changed
 * afterwards.
 */

const HERE = import.meta.dirname;
const read = (path: string) => JSON.parse(readFileSync(`${HERE}/${path}`, "utf8"));
const numbers = (version: string) => version.split(".").map(Number);
const byVersion = (one: string, other: string): number => {
  const [a, b] = [numbers(one), numbers(other)];
  const at = a.findIndex((number, index) => number !== b[index]);
  return at < 0 ? 0 : (a[at] as number) - (b[at] as number);
};
const RELEASES = globSync("*/formats.json", { cwd: HERE })
  .map(dirname)
  .toSorted(byVersion)
  .map((version) => ({
    version,
    formats: read(`${version}/formats.json`) as { writes: number; reads: number[] },
  }));
const GAMES = RELEASES.flatMap(({ version }) =>
  globSync(`${version}/*.json`, { cwd: HERE })
    .filter((path) => basename(path) !== "formats.json")
    .toSorted()
    .map((path) => [path.replace(".json", ""), read(path) as Recorded] as const),
);
const GOING_ON = GAMES.filter(([, { snapshots }]) => Object.keys(snapshots).length > 0);
const VIEWERS: readonly Viewer[] = [0, 1, 2, 3, 4, "observer"];

/** A recorded game in an object of today's code: its rows and sockets, its copy in Redis, or both. */
const revive = async (recorded: Recorded, from: "rows" | "copy" | "both") => {
  const { gameId, created, now, tables, attachments, redis: strings } = recorded;
  const [loop, random, vault] = [openLoop(now), seeded(7), new Vault()];
  const settings = simulatedSettings({ BOT_PAUSE_MS: "50" });
  const redis = new FakeRedis(loop.now);
  if (from !== "rows")
    for (const [key, text] of Object.entries(strings)) {
      const { sealed, ...head } = key.endsWith(":state") ? JSON.parse(text) : {};
      const held = sealed
        ? JSON.stringify({ ...head, sealed: vault.seal((await unseal(sealed, settings.keyring)) as object) })
        : text;
      redis.set(key, held, 3_600);
    }
  const faults: string[] = [];
  const fed: unknown[] = [];
  const object = new GameObject({
    ...{ loop, random, settings, redis, vault },
    weather: { outage: false, faults: 0, faulted: 0, faultedAt: now },
    galleries: () => ({
      feed: async (...call) => void fed.push(call),
      say: async () => {},
      end: async () => {},
    }),
    onRow: () => {},
    onFault: (what) => faults.push(what),
  });
  const heard: Frame[] = [];
  const closes: number[] = [];
  const line = {
    carry: (text: string) => void heard.push(JSON.parse(text)),
    hangUp: (code: number) => void closes.push(code),
  };
  const sockets = from === "copy" ? [] : object.takeUp({ tables, attachments }, line);
  const ports = { loop, random, object, gameId, created: () => created, settings };
  /** Time passes by the ms: to the next thing due it may be hours. */
  const ask: GameObject["ask"] = async (question) => {
    let isAnswered = false;
    const pass = () => (isAnswered ? undefined : void loop.after(1, pass));
    pass();
    const answer = await settled(loop, object.ask(question));
    isAnswered = true;
    return answer;
  };
  const tokenOf = (viewer: Viewer) =>
    viewer === "observer" ? viewer : `player.${viewer}.${recorded.seatVersions[viewer] ?? 1}`;
  return {
    ...{ object, sockets, heard, closes, faults, fed, redis, ask },
    wait: (ms: number) => settled(loop, new Promise<void>((resume) => loop.after(ms, resume))),
    vouch: (who: Viewer | "host") => vouchFor(who === "host" ? who : tokenOf(who), ports),
    snapshot: async (viewer: Viewer): Promise<Frame> => {
      const result = await ask((actor) => actor.snapshot(vouchFor(tokenOf(viewer), ports), gameId));
      if (!result.ok) throw new Error(`${viewer}: ${JSON.stringify(result.error)}`);
      return JSON.parse(JSON.stringify(result.value));
    },
    act: async (seat: number, message: object): Promise<Frame> => {
      const result = await ask((actor) =>
        actor.act(vouchFor(tokenOf(seat as Viewer), ports), gameId, decode(message)),
      );
      if (!result.ok) throw new Error(JSON.stringify(result.error));
      return JSON.parse(JSON.stringify(result.value.message));
    },
  };
};
type Revived = Awaited<ReturnType<typeof revive>>;

/** Those who sit there: a free seat sees nothing. */
const viewersOf = ({ seatVersions }: Recorded) =>
  VIEWERS.filter((viewer) => viewer === "observer" || seatVersions[viewer] !== null);
/** Rules that 1.0.0 did not have. */
const YOUNG_RULES = ["auction", "rank_call", "thrown_in", "match_points", "phrases", "hints"];

/** Leaves out what a restore may change, who watches, which is not stored, and what 1.0.0 did not have. */
const lasting = ({
  epoch: _,
  revision: __,
  turn: _turn,
  deadline: ___,
  observers: ____,
  players,
  rules,
  deal_factor: _factor,
  end_state,
  ...rest
}: Frame): Frame => ({
  ...rest,
  ...(end_state ? { end_state: { ...end_state, ready_deadline: null } } : {}),
  rules: Object.fromEntries(Object.entries(rules).filter(([name]) => !YOUNG_RULES.includes(name))),
  players: players.map(({ connected: _connected, ...player }: Frame) => player),
});

/** Plays on by whoever may, until the deal has ended or time has run out. */
const playOn = async (game: Revived, recorded: Recorded): Promise<Frame> => {
  const random = seeded(3);
  for (let actions = 0; actions < 400; actions += 1) {
    const view = await game.snapshot("observer");
    if (view.phase === "end" && actions > 0) return view;
    let acted = false;
    for (const viewer of viewersOf(recorded)) {
      if (viewer === "observer") continue;
      const own = await game.snapshot(viewer);
      const move = mustAct(own as never) ? randomMove(own as never, random) : null;
      if (!move || own.players.some((one: Frame) => one.player_id === viewer && one.bot)) continue;
      const answer = await game.act(viewer, { ...move, action_id: `on-${actions}-${viewer}` });
      if (answer.status !== "ok") throw new Error(JSON.stringify(answer));
      acted = true;
    }
    if (!acted) await game.wait(500);
  }
  throw new Error("the deal does not end");
};

describe("[R11] formats", () => {
  test("[R11] every release's format is read", () => {
    expect(RELEASES.map(({ version }) => version)).toContain("1.0.0");
    for (const { version, formats } of RELEASES) expect([...READS], version).toContain(formats.writes);
    expect(READS.has(WRITES)).toBe(true);
  });

  test("[R11] what is written today the last release reads, if it is 1.1.0 or later", () => {
    const last = RELEASES.at(-1);
    if (last && byVersion(last.version, "1.1.0") >= 0)
      expect(last.formats.reads, last.version).toContain(WRITES);
  });

  test("[R11] each release has games in every phase, with galleries, bots and an end", () => {
    for (const { version } of RELEASES) {
      const own = GAMES.filter(([path]) => path.startsWith(`${version}/`)).map(([, game]) => game);
      expect(own.length, version).toBeGreaterThanOrEqual(14);
      const phases = new Set(own.map(({ snapshots }) => (snapshots.observer as Frame | undefined)?.phase));
      for (const phase of [
        "ready",
        "bid",
        "call-partner-rank",
        "call-partner-suit",
        "play-first-trick",
        "play-tricks",
        "trick-won",
        "end",
      ])
        expect([...phases], version).toContain(phase);
      expect(own.some(({ attachments }) => attachments.length > 1)).toBe(true);
      expect(own.some(({ tables }) => tables.some(({ name }) => name === "galleries"))).toBe(true);
    }
  });
});

describe.each(GOING_ON)("[R11] %s", (_, recorded) => {
  test("[R11, R2] from its rows everybody sees what they saw, in the same epoch, and sockets stay", async () => {
    const game = await revive(recorded, "both");
    for (const viewer of viewersOf(recorded)) {
      const before = recorded.snapshots[viewer] as Frame;
      const now = await game.snapshot(viewer);
      expect(lasting(now), `${viewer}`).toEqual(lasting(before));
      expect(now.rules).toEqual({ ...DEFAULT_RULES, ...before.rules });
      expect(now.deal_factor).toBe(1);
      expect(now.epoch).toBe(before.epoch);
    }
    for (const socket of game.sockets)
      game.object.hear(socket, JSON.stringify({ message_type: "sync", action_id: "look" }));
    await game.wait(200);
    expect(game.heard.filter(({ action_id }) => action_id === "look")).toHaveLength(
      recorded.attachments.length,
    );
    expect(game.closes).toEqual([]);
    expect(game.faults).toEqual([]);
  });

  test("[R11, R3] from its copy in Redis alone, in the next epoch", async () => {
    const copy = JSON.parse(recorded.redis[`game:${recorded.gameId}:state`] ?? "") as Frame;
    const game = await revive(recorded, "copy");
    for (const viewer of viewersOf(recorded)) {
      const before = viewer === "observer" ? copy.public : (recorded.snapshots[viewer] as Frame);
      // A copy may have been one move behind when it was recorded.
      if (before.revision !== copy.revision) continue;
      const { recovery: _recovery, ...now } = await game.snapshot(viewer);
      expect(lasting(now), `${viewer}`).toEqual(lasting(before));
      expect(now.epoch).toBe(before.epoch + 1);
    }
    expect(game.faults).toEqual([]);
  });

  test("[R11, P19, P23] repeated actions get the answers of then, and the replay is as it was", async () => {
    const game = await revive(recorded, "both");
    for (const { seat, message, answer } of recorded.answers) {
      const { ts: _ts, version: _version, ...before } = answer as Frame;
      expect(await game.act(seat, message)).toMatchObject(before);
    }
    const replay = await game.ask((actor) => actor.replay(game.vouch("host"), recorded.gameId));
    if (recorded.replay) expect(replay).toMatchObject({ ok: true, value: recorded.replay });
    else expect(replay).toMatchObject({ ok: false, error: { kind: "still-secret" } });
  });
});

test.each(GOING_ON.filter(([, { seatVersions }]) => !seatVersions.includes(null)))(
  "[R11, R2] %s goes on to the end of its deal, and is read again from the rows of both",
  async (_, recorded) => {
    const game = await revive(recorded, "both");
    const ended = await playOn(game, recorded);
    await game.wait(2_000);
    const rows = game.object.stored().tables.find(({ name }) => name === "log")?.rows ?? [];
    expect(rows.length).toBeGreaterThan(1);
    game.object.crash();
    const again = await game.snapshot("observer");
    expect(lasting(again)).toEqual(lasting(ended));
    expect(game.faults).toEqual([]);
    if (recorded.tables.some(({ name }) => name === "galleries")) expect(game.fed).not.toEqual([]);
  },
);

test.each(GAMES.filter(([, { snapshots }]) => Object.keys(snapshots).length === 0))(
  "[R11, D9] %s stays ended, and its keys go",
  async (_, recorded) => {
    const game = await revive(recorded, "both");
    const status = () => game.ask((actor) => actor.status(recorded.gameId));
    expect(await status()).toMatchObject({ ok: false, error: { kind: "no-such-game" } });
    await game.wait(30_000);
    expect(await status()).toMatchObject({ ok: false, error: { kind: "no-such-game" } });
    expect(JSON.parse(game.redis.get(`game:${recorded.gameId}:state`) ?? "null")).not.toHaveProperty(
      "sealed",
    );
    expect(game.redis.get(`game:${recorded.gameId}:heartbeat`)).toBeNull();
    expect(game.faults).toEqual([]);
  },
);
