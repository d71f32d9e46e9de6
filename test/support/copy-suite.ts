import { expect } from "vitest";
import { advance, type GameRecord } from "../../src/actor/core/game-record.ts";
import { openCounters } from "../../src/actor/metrics/counters.ts";
import { HEARTBEAT_TTL_SECONDS } from "../../src/actor/replica/freshness.ts";
import {
  openReplica,
  type Publication,
  type Replica,
  type Writing,
} from "../../src/actor/replica/redis-replica.ts";
import { seal, unseal } from "../../src/actor/replica/seal.ts";
import { deriveKeys, type Keyring } from "../../src/shared/auth/keys.ts";
import { WRITES } from "../../src/shared/format.ts";
import { KEPT_DEALS } from "../../src/shared/game/finished.ts";
import type { FinishedDeal } from "../../src/shared/game/state.ts";
import { emptyMetrics, type Metrics } from "../../src/shared/metrics.ts";
import { viewFor } from "../../src/shared/protocol/view.ts";
import type { AskRedis } from "../../src/shared/redis.ts";
import { playedEntries, type Written } from "./entries.ts";
import { playedMatch } from "./replays.ts";

/** A Redis for copies, with functions that read its data. */
export interface RedisGround {
  readonly redis: AskRedis;
  readonly get: (key: string) => Promise<string | null>;
  /** Stores a string for an hour. */
  readonly put: (key: string, value: string) => Promise<void>;
  /** In seconds; -2 for a missing key. */
  readonly ttl: (key: string) => Promise<number>;
  /** The time of the game's last heartbeat in `games:live`. */
  readonly liveAt: (gameId: string) => Promise<number | null>;
  /** The fields and values of a hash; empty for a missing one. */
  readonly fields: (key: string) => Promise<Readonly<Record<string, string>>>;
  readonly listen: (channel: string) => Promise<Listener>;
  /** Resolves when `key` has expired. The expiry may be advanced. */
  readonly expired: (key: string) => Promise<void>;
}

export interface Listener {
  /** All messages that have been published since and have arrived. */
  readonly heard: () => Promise<readonly string[]>;
  readonly close: () => void;
}

/** One test of the copy. Throws on a failure. */
export interface CopyCase {
  readonly title: string;
  readonly run: (ground: RedisGround) => Promise<void>;
}

type Stamp = readonly [epoch: number, revision: number, ts: number];

const keyring: Keyring = { current: deriveKeys("a secret of forty bytes, for tests alone"), previous: null };
const TTL = 3_600;
const NOW = 1_800_000_500_000;
const counters = openCounters(() => NOW);
const clock = { now: NOW };
const wallNow = () => clock.now;

let games = 0;
/** A game that no other case uses, with its copy and keys. */
const setUp = (redis: AskRedis) => {
  games += 1;
  const id = `C${String(games).padStart(5, "0")}`;
  const written = playedEntries(id, 12);
  const copy = openReplica({ redis, seal, unseal, counters, wallNow }, id, { keyring, stateTtlSeconds: TTL });
  const { after } = written.at(-1) as Written;
  return {
    id,
    copy,
    written,
    table: after,
    /** The record with this stamp. */
    at: ([epoch, revision, touchedAt]: Stamp): GameRecord => ({
      ...after,
      game: { ...after.game, epoch, revision },
      touchedAt,
    }),
    keys: {
      state: `game:${id}:state`,
      heartbeat: `game:${id}:heartbeat`,
      log: `game:${id}:log`,
      deals: `game:${id}:deals`,
    },
    channel: `game.${id}.events`,
  };
};

const write = (copy: Replica, table: GameRecord, more: Partial<Writing> = {}) =>
  copy.write({
    ...{ record: table, observers: 3, publications: [], told: table.game, actions: null },
    finished: { since: 0, upTo: 0, deals: [] },
    ...more,
  });
const publication = (epoch: number, revision: number): Publication => ({
  epoch,
  revision,
  count: 1,
  text: () => JSON.stringify([{ epoch, revision, text: `"è♠" ${revision}` }]),
});
const textOf = ({ text }: Publication): string => text();
/** The record that was read. Throws when there is none. */
const tableIn = async (copy: Replica): Promise<GameRecord> => {
  const found = await copy.read();
  if (found.kind !== "copy") throw new Error(`found ${found.kind}`);
  return found.record;
};
const isNewer = (one: Stamp, other: Stamp): boolean => {
  const at = one.findIndex((part, index) => part !== other[index]);
  return at >= 0 && (one[at] as number) > (other[at] as number);
};
const stampOf = (state: string | null): Stamp => {
  const { epoch, revision, ts } = JSON.parse(state ?? "{}");
  return [epoch, revision, ts];
};
/** Expects about `seconds`, because some time has passed since it was set. */
const about = (ttl: number, seconds: number) => {
  expect(ttl).toBeLessThanOrEqual(seconds);
  expect(ttl).toBeGreaterThan(seconds - 5);
};

/** Epochs, revisions with one digit and with two, and times, in every combination. */
const STAMPS: readonly Stamp[] = [1, 2].flatMap((epoch) =>
  [9, 10].flatMap((revision) => [NOW, NOW + 1].map((ts): Stamp => [epoch, revision, ts])),
);

/** Three finished deals. */
const [FIRST, SECOND, THIRD] = playedMatch(5, { deals: 3 }).finished as [
  FinishedDeal,
  FinishedDeal,
  FinishedDeal,
];

/** The write script of 1.0. While a release is deployed or rolled back, both scripts are in use. */
const WRITE_SCRIPT_OF_1_0 = `#!lua flags=allow-key-locking
local function newer(e, r, t, e0, r0, t0)
  if e ~= e0 then return e > e0 end
  if r ~= r0 then return r > r0 end
  return t > t0
end
local head = redis.call('GETRANGE', KEYS[1], 0, 127)
local e0, r0, t0 = string.match(head, '^{"epoch":(%d+),"revision":(%d+),"ts":(%d+)')
if e0 and newer(tonumber(e0), tonumber(r0), tonumber(t0), tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])) then
  return 'outdated'
end
redis.call('SET', KEYS[1], ARGV[4], 'EX', ARGV[5])
redis.call('SET', KEYS[2], ARGV[6], 'EX', ARGV[7])
return 'written'`;

const STATE_CASES: readonly CopyCase[] = [
  {
    title: "[D1, D3] a write leaves the state, its heartbeat and their expiries, and no other key",
    run: async ({ redis, get, ttl, liveAt }) => {
      const { id, copy, table, keys } = setUp(redis);
      expect(await write(copy, table)).toBe("written");
      const text = (await get(keys.state)) ?? "";
      const { epoch, revision } = table.game;
      const head = `{"epoch":${epoch},"revision":${revision},"ts":${table.touchedAt},"format":${WRITES},`;
      expect(text.startsWith(head)).toBe(true);
      const shown = JSON.parse(JSON.stringify(viewFor(table.game, "observer", 3)));
      expect(JSON.parse(text)).toMatchObject({ public: shown, sealed: expect.stringMatching(/^[\w.-]+$/) });
      expect(JSON.parse((await get(keys.heartbeat)) ?? "")).toEqual({ revision, ts: NOW });
      about(await ttl(keys.state), TTL);
      about(await ttl(keys.heartbeat), HEARTBEAT_TTL_SECONDS);
      expect(await get(keys.log)).toBe(null);
      expect(await liveAt(id)).toBe(null);
    },
  },
  {
    title: "[D1, R3] the table is read back as it was written; where there is none, none",
    run: async ({ redis }) => {
      const { copy, written } = setUp(redis);
      expect(await copy.read()).toEqual({ kind: "none", stamp: "none", dealsUpTo: 0 });
      for (const { after } of written) {
        await write(copy, after);
        expect(await tableIn(copy)).toEqual(JSON.parse(JSON.stringify(after)));
      }
    },
  },
  {
    title: "[R4, V1] another game's state, or one that is none, is not read as this game's",
    run: async ({ redis, get, put }) => {
      const [one, other] = [setUp(redis), setUp(redis)];
      await write(one.copy, one.table);
      const text = (await get(one.keys.state)) ?? "";
      await put(other.keys.state, text);
      expect(await other.copy.read()).toEqual({
        kind: "unreadable",
        stamp: expect.any(String),
        dealsUpTo: 0,
      });
      for (const spoiled of [text.slice(0, -20), text.slice(0, 40), "", "{}", '"x"', "[]", "null"]) {
        await put(other.keys.state, spoiled);
        expect([spoiled, await other.copy.read()]).toEqual([
          spoiled,
          { kind: "unreadable", stamp: expect.any(String), dealsUpTo: 0 },
        ]);
      }
    },
  },
  {
    title: "[R9] what later code has written is told apart, by what is in the clear and by what is sealed",
    run: async ({ redis, get, put }) => {
      const { copy, table, keys } = setUp(redis);
      await write(copy, table);
      const text = (await get(keys.state)) ?? "";
      await put(keys.state, text.replace(`"format":${WRITES}`, '"format":99'));
      expect(await copy.read()).toEqual({ kind: "newer", stamp: expect.any(String), dealsUpTo: 0 });
      const sealed = await seal({ format: 99, ...table }, keyring);
      await put(keys.state, JSON.stringify({ ...JSON.parse(text), sealed }));
      expect(await copy.read()).toEqual({ kind: "newer", stamp: expect.any(String), dealsUpTo: 0 });
    },
  },
  {
    title: "[R7] a copy is as fresh as its latest write, or as a beat at its revision",
    run: async ({ redis }) => {
      const { copy, table } = setUp(redis);
      const freshAt = async () => {
        const found = await copy.read();
        return found.kind === "copy" ? found.freshAt : found;
      };
      await write(copy, table);
      expect(await freshAt()).toBe(Math.max(table.touchedAt, NOW));
      await copy.beat(table.game.revision, NOW + 60_000, null);
      expect(await freshAt()).toBe(NOW + 60_000);
      // A heartbeat with a later revision does not count for the copy.
      await copy.beat(table.game.revision + 1, NOW + 90_000, null);
      expect(await freshAt()).toBe(table.touchedAt);
    },
  },
  {
    title: "[D2] of any two states the one with the newer (epoch, revision, ts) stays, whichever comes first",
    run: async ({ redis, get, put }) => {
      const { copy, at, keys } = setUp(redis);
      for (const first of STAMPS) {
        for (const second of STAMPS) {
          await put(keys.state, "");
          clock.now = NOW;
          expect(await write(copy, at(first))).toBe("written");
          clock.now = NOW + 7;
          const outcome = await write(copy, at(second));
          clock.now = NOW;
          const older = isNewer(first, second);
          expect([first, second, outcome]).toEqual([first, second, older ? "outdated" : "written"]);
          expect(stampOf(await get(keys.state))).toEqual(older ? first : second);
          const beat = JSON.parse((await get(keys.heartbeat)) ?? "");
          expect(beat).toEqual(
            older ? { revision: first[1], ts: NOW } : { revision: second[1], ts: NOW + 7 },
          );
        }
      }
    },
  },
  {
    title: "[D2] a state that has expired holds nothing back",
    run: async ({ redis, get, expired }) => {
      const { copy, at, keys } = setUp(redis);
      await write(copy, at([2, 10, NOW]));
      expect(await write(copy, at([1, 9, NOW]))).toBe("outdated");
      await expired(keys.state);
      expect(await get(keys.state)).toBe(null);
      expect(await copy.read()).toEqual({ kind: "none", stamp: "none", dealsUpTo: 0 });
      expect(await write(copy, at([1, 9, NOW]))).toBe("written");
    },
  },
  {
    title: "[D1] every write sets the expiry anew, and one that is outdated does not",
    run: async ({ redis, ttl }) => {
      const { id, copy, at, keys } = setUp(redis);
      const brief = openReplica({ redis, seal, unseal, counters, wallNow }, id, {
        keyring,
        stateTtlSeconds: 100,
      });
      await write(brief, at([1, 5, NOW]), { actions: [] });
      about(await ttl(keys.state), 100);
      await write(copy, at([1, 6, NOW]));
      about(await ttl(keys.state), TTL);
      about(await ttl(keys.log), 100);
      expect(await write(brief, at([1, 5, NOW]), { actions: [] })).toBe("outdated");
      about(await ttl(keys.state), TTL);
      await write(brief, at([1, 6, NOW]));
      about(await ttl(keys.state), 100);
    },
  },
  {
    title: "[D4] what is published is what the state there does not include, in order and once",
    run: async ({ redis, listen }) => {
      const { copy, at, channel } = setUp(redis);
      const listener = await listen(channel);
      const told: string[] = [];
      const expectMore = async (...more: readonly Publication[]) => {
        told.push(...more.map(textOf));
        expect(await listener.heard()).toEqual(told);
      };
      const [p4, p5, p7] = [publication(1, 4), publication(1, 5), publication(1, 7)] as const;
      const [p9, p10] = [publication(1, 9), publication(1, 10)] as const;
      // There is no copy, so all are published.
      await write(copy, at([1, 5, NOW]), { publications: [p4, p5] });
      await expectMore(p4, p5);
      // The same request again, as after a lost answer, and then one with further publications.
      expect(await write(copy, at([1, 5, NOW]), { publications: [p4, p5] })).toBe("written");
      await expectMore();
      await write(copy, at([1, 9, NOW]), { publications: [p4, p5, p7, p9] });
      await expectMore(p7, p9);
      // Newer only by its time.
      await write(copy, at([1, 9, NOW + 1]), { publications: [p9] });
      await expectMore();
      // An outdated write publishes nothing, even newer messages.
      expect(await write(copy, at([1, 8, NOW]), { publications: [p10] })).toBe("outdated");
      await expectMore();
      await write(copy, at([1, 10, NOW]), { publications: [p10] });
      await expectMore(p10);
      // A newer epoch starts again, also at a lower revision.
      const restored = [publication(2, 3), publication(2, 4)] as const;
      await write(copy, at([2, 4, NOW]), { publications: restored });
      await expectMore(...restored);
      await write(copy, at([2, 5, NOW]), { publications: [p10, ...restored, publication(2, 5)] });
      await expectMore(publication(2, 5));
      listener.close();
    },
  },
  {
    title: "[D4] a thousand publications arrive in one request, in order",
    run: async ({ redis, listen }) => {
      const { copy, at, channel } = setUp(redis);
      const listener = await listen(channel);
      const many = Array.from({ length: 1_000 }, (_, index) => publication(1, index + 1));
      await write(copy, at([1, 1_000, NOW]), { publications: many });
      expect(await listener.heard()).toEqual(many.map(textOf));
      listener.close();
    },
  },
  {
    title: "[D6, V1] the log is written when it is asked for, and shows no order of a hand",
    run: async ({ redis, get, ttl }) => {
      const { copy, at, keys, table, written } = setUp(redis);
      const [{ entry: acted }] = written.filter(({ entry }) => entry.by) as [Written];
      if (!acted.by) throw new Error("nobody has acted");
      const hand = [1, 2, 3, 4, 5, 6, 7, 8];
      const order = { ...acted.by.accepted, action: { type: "reorder", hand }, actionId: "order" } as const;
      const reorder = { ...acted, by: { ...acted.by, accepted: order } };
      await write(copy, at([1, 5, NOW]));
      expect(await get(keys.log)).toBe(null);
      expect(await write(copy, at([1, 6, NOW]), { actions: [acted, reorder] })).toBe("written");
      const kept = (await get(keys.log)) ?? "";
      expect(JSON.parse(kept)).toEqual([
        expect.objectContaining({ player_id: acted.by.seat, action_id: acted.by.accepted.actionId }),
        {
          player_id: acted.by.seat,
          message_type: "reorder",
          action_id: "order",
          revision: order.revision,
          ts: acted.at,
        },
      ]);
      about(await ttl(keys.log), TTL);
      // Neither a write without actions nor an outdated one changes the log. An empty list replaces it.
      await write(copy, at([1, 7, NOW]));
      expect(await write(copy, at([1, 6, NOW]), { actions: [] })).toBe("outdated");
      expect(await get(keys.log)).toBe(kept);
      await write(copy, at([1, 8, NOW]), { actions: [] });
      expect(await get(keys.log)).toBe("[]");
      expect(table.game.revision).toBeGreaterThan(0);
    },
  },
  {
    title: "[D3, D5] a beat renews the heartbeat and lists the game, which a rest takes off the list",
    run: async ({ redis, get, ttl, liveAt }) => {
      const { id, copy, table, keys } = setUp(redis);
      await copy.rest(null);
      await copy.beat(12, NOW, null);
      expect(JSON.parse((await get(keys.heartbeat)) ?? "")).toEqual({ revision: 12, ts: NOW });
      about(await ttl(keys.heartbeat), HEARTBEAT_TTL_SECONDS);
      expect(await liveAt(id)).toBe(NOW);
      expect(await get(keys.state)).toBe(null);
      await write(copy, table);
      expect(await liveAt(id)).toBe(NOW);
      await copy.beat(12, NOW + 2, null);
      expect(await liveAt(id)).toBe(NOW + 2);
      await copy.rest(null);
      await copy.rest(null);
      expect(await liveAt(id)).toBe(null);
      expect(JSON.parse((await get(keys.heartbeat)) ?? "")).toEqual({ revision: 12, ts: NOW + 2 });
    },
  },
  {
    title: "[M2] a tally goes with a beat, with a rest or alone, for three days, and replaces itself",
    run: async ({ redis, get, ttl, liveAt, fields }) => {
      const [one, other] = [setUp(redis), setUp(redis)];
      const key = "tallies:2027-01-15";
      const tallyAt = (actions: number): Metrics => {
        const tally = emptyMetrics(NOW);
        return { ...tally, counts: { ...tally.counts, actions }, refusals: { desync: 1 } };
      };
      const kept = async (id: string) => JSON.parse((await fields(key))[`${id}:${NOW}`] ?? "null");
      await one.copy.beat(3, NOW, tallyAt(1));
      expect(await kept(one.id)).toEqual(tallyAt(1));
      expect(JSON.parse((await get(one.keys.heartbeat)) ?? "")).toEqual({ revision: 3, ts: NOW });
      expect(await liveAt(one.id)).toBe(NOW);
      about(await ttl(key), 3 * 86_400);
      await one.copy.rest(tallyAt(2));
      expect(await kept(one.id)).toEqual(tallyAt(2));
      expect(await liveAt(one.id)).toBe(null);
      await other.copy.keep(tallyAt(5));
      await one.copy.keep(tallyAt(3));
      expect([await kept(one.id), await kept(other.id)]).toEqual([tallyAt(3), tallyAt(5)]);
      // Neither a removal nor a heartbeat without counts deletes the counts.
      await one.copy.remove({ epoch: 1, revision: 9 }, []);
      await one.copy.beat(4, NOW, null);
      expect(await kept(one.id)).toEqual(tallyAt(3));
    },
  },
  {
    title: "[D9, D11] a removal deletes every key of the game and no other's, and says farewell once",
    run: async ({ redis, get, ttl, liveAt, listen }) => {
      const [one, other] = [setUp(redis), setUp(redis)];
      const listener = await listen(one.channel);
      for (const { copy, at } of [one, other]) {
        await write(copy, at([1, 5, NOW]), { actions: [], publications: [publication(1, 5)] });
        await copy.beat(5, NOW, null);
      }
      // The messages that the state includes have been published; the rest have not.
      const farewell = [publication(1, 5), publication(1, 6), publication(1, 7)];
      await one.copy.remove({ epoch: 1, revision: 7 }, farewell);
      expect([await get(one.keys.heartbeat), await get(one.keys.log)]).toEqual([null, null]);
      expect(JSON.parse((await get(one.keys.state)) ?? "")).toEqual({
        ...{ epoch: 1, revision: 8, ts: NOW, format: WRITES, gone: true },
      });
      about(await ttl(one.keys.state), 120);
      const { state, heartbeat, log } = other.keys;
      for (const key of [state, heartbeat, log]) expect(await get(key)).not.toBe(null);
      expect(await liveAt(one.id)).toBe(null);
      expect(await liveAt(other.id)).toBe(NOW);
      const told = [5, 6, 7].map((revision) => textOf(publication(1, revision)));
      expect(await listener.heard()).toEqual(told);
      await one.copy.remove({ epoch: 1, revision: 7 }, farewell);
      expect(await listener.heard()).toEqual(told);
      expect(await one.copy.read()).toMatchObject({ kind: "gone" });
      expect((await tableIn(other.copy)).game.id).toBe(other.id);
      listener.close();
    },
  },
  {
    title: "[D9] a removal where no state is says nothing, and takes away what else is left",
    run: async ({ redis, get, liveAt, listen }) => {
      const { id, copy, keys, channel } = setUp(redis);
      const listener = await listen(channel);
      await copy.beat(5, NOW, null);
      await copy.remove({ epoch: 1, revision: 6 }, [publication(1, 6)]);
      expect(await get(keys.heartbeat)).toBe(null);
      expect(await liveAt(id)).toBe(null);
      expect(await listener.heard()).toEqual([]);
      listener.close();
    },
  },
  {
    title:
      "[D11] a write that arrives after the removal is dropped, whatever it brings, and nobody hears of it",
    run: async ({ redis, get, listen, expired }) => {
      const { copy, at, keys, channel } = setUp(redis);
      const listener = await listen(channel);
      const [told, late, end] = [publication(1, 5), publication(1, 6), publication(1, 7)] as const;
      await write(copy, at([1, 5, NOW]), { publications: [told] });
      await copy.remove({ epoch: 1, revision: 7 }, [late, end]);
      const stone = await get(keys.state);
      for (const stamp of [
        [1, 6, NOW],
        [1, 7, NOW + 9],
        [1, 900, NOW],
        [2, 1, NOW],
      ] as const) {
        await expect(write(copy, at(stamp), { publications: [late] })).rejects.toThrow();
        expect(await get(keys.state)).toBe(stone);
      }
      for (const key of [keys.heartbeat, keys.log]) expect(await get(key)).toBe(null);
      expect(await copy.read()).toMatchObject({ kind: "gone" });
      expect(await listener.heard()).toEqual([told, late, end].map(textOf));
      // After the tombstone has expired, another game may use the id.
      await expired(keys.state);
      expect(await write(copy, at([1, 0, NOW + 200_000]))).toBe("written");
      listener.close();
    },
  },
  {
    title: "[D12, D4] publications that do not fit into one write come with the next, each once",
    run: async ({ redis, listen }) => {
      const { copy, at, channel } = setUp(redis);
      const listener = await listen(channel);
      const [p4, p5, p6] = [publication(1, 4), publication(1, 5), publication(1, 6)] as const;
      // The state is already at 6, and only the first two of three messages are published with it. The third follows.
      await write(copy, at([1, 6, NOW]), { publications: [p4, p5], told: { epoch: 1, revision: 5 } });
      expect(await listener.heard()).toEqual([p4, p5].map(textOf));
      await write(copy, at([1, 6, NOW]), { publications: [p4, p5], told: { epoch: 1, revision: 5 } });
      await write(copy, at([1, 6, NOW]), { publications: [p6] });
      await write(copy, at([1, 6, NOW]), { publications: [p6] });
      expect(await listener.heard()).toEqual([p4, p5, p6].map(textOf));
      listener.close();
    },
  },
  {
    title:
      "[R12] a claim replaces what was read and nothing else, however late it arrives and whatever it claims",
    run: async ({ redis, get, put }) => {
      const { copy, at, keys } = setUp(redis);
      const claim = (of: GameRecord, over: string) => write(copy, of, { over });
      const stamp = async () => (await copy.read()).stamp;
      expect(await stamp()).toBe("none");
      expect(await claim(at([2, 5, NOW]), `1,5,${NOW}`)).toBe("outdated");
      expect(await claim(at([2, 5, NOW]), "none")).toBe("written");
      expect(await claim(at([3, 5, NOW]), "none")).toBe("outdated");
      const over = await stamp();
      expect(over).toBe(`2,5,${NOW}`);
      // Two restores have read the same state. The second claim to arrive is dropped, even if its record is newer.
      expect(await claim(at([3, 5, NOW + 1]), over)).toBe("written");
      expect(await claim(at([3, 9, NOW + 2]), over)).toBe("outdated");
      expect(await claim(at([3, 5, NOW + 1]), over)).toBe("outdated");
      expect(stampOf(await get(keys.state))).toEqual([3, 5, NOW + 1]);
      await put(keys.state, "no state at all");
      expect(await copy.read()).toEqual({ kind: "unreadable", stamp: "none", dealsUpTo: 0 });
      expect(await claim(at([4, 5, NOW + 3]), await stamp())).toBe("written");
    },
  },
  {
    title: "[R3] a restored table has the next epoch, and is newer than anything of the one before",
    run: async ({ redis, get }) => {
      const { copy, table, at, keys } = setUp(redis);
      await write(copy, table);
      const found = await tableIn(copy);
      const claimed = advance(found, { at: NOW, by: null, events: [{ type: "game-restored" }] });
      expect(await write(copy, claimed)).toBe("written");
      expect(await write(copy, at([1, 1_000, NOW + 1_000]))).toBe("outdated");
      expect(stampOf(await get(keys.state))).toEqual([2, table.game.revision, claimed.touchedAt]);
    },
  },
];

/** The cases of finished deals. */
const DEAL_CASES: readonly CopyCase[] = [
  {
    title: "[D13] each finished deal is a field of its own, written once, for twice the time of the state",
    run: async ({ redis, get, ttl, fields }) => {
      const { copy, at, keys } = setUp(redis);
      await write(copy, at([1, 4, NOW]));
      expect([await fields(keys.deals), await ttl(keys.deals)]).toEqual([{}, -2]);
      const ending = { since: 0, upTo: 1, deals: [FIRST] };
      expect(await write(copy, at([1, 5, NOW]), { finished: ending })).toBe("written");
      const one = await fields(keys.deals);
      expect(one).toEqual({ 1: expect.stringMatching(/^[\w.-]+$/) });
      expect(one[1]).not.toContain(FIRST.secret);
      about(await ttl(keys.deals), 2 * TTL);
      expect(JSON.parse((await get(keys.state)) ?? "")).toMatchObject({ deals: 1 });
      await write(copy, at([1, 6, NOW]), { finished: { since: 1, upTo: 1, deals: [] } });
      await write(copy, at([1, 7, NOW]), { finished: { since: 1, upTo: 3, deals: [SECOND, THIRD] } });
      const all = await fields(keys.deals);
      expect(Object.keys(all).toSorted()).toEqual(["1", "2", "3"]);
      expect(all[1]).toBe(one[1]);
      expect(await copy.read()).toMatchObject({ kind: "copy", dealsUpTo: 3 });
      expect(await copy.readDeals([1, 2, 3, 4])).toEqual([FIRST, SECOND, THIRD]);
      expect(await copy.readDeals([4, 2])).toEqual([SECOND]);
    },
  },
  {
    title: "[D13] a write that believes in deals that are not there is dropped, and is told which are",
    run: async ({ redis, get, fields, listen }) => {
      const { copy, at, keys, channel } = setUp(redis);
      const listener = await listen(channel);
      const publications = [publication(1, 6)];
      const late = { since: 2, upTo: 3, deals: [THIRD] };
      expect(await write(copy, at([1, 6, NOW]), { finished: late, publications })).toEqual({ behind: 0 });
      expect([await get(keys.state), await get(keys.heartbeat)]).toEqual([null, null]);
      await write(copy, at([1, 5, NOW]), { finished: { since: 0, upTo: 1, deals: [FIRST] } });
      const state = await get(keys.state);
      expect(await write(copy, at([1, 6, NOW]), { finished: late, publications })).toEqual({ behind: 1 });
      expect(await get(keys.state)).toBe(state);
      expect(Object.keys(await fields(keys.deals))).toEqual(["1"]);
      expect(await listener.heard()).toEqual([]);
      const rest = { since: 1, upTo: 3, deals: [SECOND, THIRD] };
      expect(await write(copy, at([1, 6, NOW]), { finished: rest, publications })).toBe("written");
      expect(await listener.heard()).toEqual(publications.map(textOf));
      expect(await copy.readDeals([1, 2, 3])).toEqual([FIRST, SECOND, THIRD]);
      listener.close();
    },
  },
  {
    title:
      "[D13, D2] the deals of an older state, of a claim that comes late and of a deleted game are not written",
    run: async ({ redis, fields }) => {
      const { copy, at, keys } = setUp(redis);
      await write(copy, at([1, 6, NOW]));
      const finished = { since: 0, upTo: 1, deals: [FIRST] };
      expect(await write(copy, at([1, 5, NOW]), { finished })).toBe("outdated");
      expect(await write(copy, at([2, 5, NOW]), { finished, over: "none" })).toBe("outdated");
      expect(await fields(keys.deals)).toEqual({});
      await write(copy, at([1, 7, NOW]), { finished });
      expect(Object.keys(await fields(keys.deals))).toEqual(["1"]);
      await copy.remove({ epoch: 1, revision: 8 }, []);
      expect(await fields(keys.deals)).toEqual({});
      await expect(write(copy, at([1, 9, NOW]), { finished })).rejects.toThrow();
      expect(await fields(keys.deals)).toEqual({});
    },
  },
  {
    title: "[D13, R8] deals of another game, under another number or damaged are passed over",
    run: async ({ redis, fields }) => {
      const [one, other] = [setUp(redis), setUp(redis)];
      const finished = { since: 0, upTo: 2, deals: [FIRST, SECOND] };
      await write(one.copy, one.at([1, 5, NOW]), { finished });
      const { 1: first = "", 2: second = "" } = await fields(one.keys.deals);
      const put = (key: string, values: Record<string, string>) =>
        redis((client) => client.pipeline().hset(key, values).exec());
      await put(other.keys.deals, { 1: first });
      await put(one.keys.deals, { 1: second, 3: second.slice(0, -9), 4: "", 5: "no deal" });
      expect(await other.copy.readDeals([1])).toEqual([]);
      expect(await one.copy.readDeals([1, 2, 3, 4, 5])).toEqual([SECOND]);
    },
  },
  {
    title:
      "[D13, D7] the latest forty deals stay, and no write that ends a deal takes more than eight commands",
    run: async ({ redis, fields, ttl }) => {
      const { copy, at, keys } = setUp(redis);
      const billed = () => counters.tally().counts.redis_commands;
      for (const actions of [null, []]) {
        const from = actions ? 61 : 1;
        for (let dealNumber = from; dealNumber < from + 60; dealNumber += 1) {
          const before = billed();
          const finished = { since: dealNumber - 1, upTo: dealNumber, deals: [{ ...FIRST, dealNumber }] };
          const publications = [publication(1, dealNumber)];
          await write(copy, at([1, dealNumber, NOW]), { finished, actions, publications });
          expect(billed() - before).toBeLessThanOrEqual(8);
          about(await ttl(keys.deals), 2 * TTL);
        }
        const numbers = Object.keys(await fields(keys.deals)).map(Number);
        expect(numbers.length).toBeLessThan(KEPT_DEALS + 8);
        for (let kept = from + 60 - KEPT_DEALS; kept < from + 60; kept += 1) expect(numbers).toContain(kept);
      }
    },
  },
];

/** What the actor requires of its copy, for any Redis. */
export const COPY_CASES: readonly CopyCase[] = [...STATE_CASES, ...DEAL_CASES];

/** Cases that need a Redis with scripts. */
export const SCRIPT_CASES: readonly CopyCase[] = [
  {
    title:
      "[D11] the script of 1.0 takes a tombstone for a newer state, and what today's code writes for what it is",
    run: async ({ redis, get, put }) => {
      const { copy, at, keys } = setUp(redis);
      const old = (epoch: number, revision: number, ts: number) => {
        const text = `{"epoch":${epoch},"revision":${revision},"ts":${ts},"public":{},"sealed":""}`;
        const args = [epoch, revision, ts].map(String).concat(text, "60", "{}", "20", "", "channel");
        return redis((client) =>
          client.eval<string[], string>(WRITE_SCRIPT_OF_1_0, [keys.state, keys.heartbeat], args),
        );
      };
      await write(copy, at([1, 5, NOW]));
      expect([await old(1, 4, NOW), await old(1, 6, NOW)]).toEqual(["outdated", "written"]);
      expect(await write(copy, at([1, 7, NOW]))).toBe("written");
      await copy.remove({ epoch: 1, revision: 7 }, []);
      expect(await old(1, 7, NOW + 9)).toBe("outdated");
      expect(await get(keys.state)).toContain('"gone":true');
      await put(keys.state, "");
    },
  },
];
