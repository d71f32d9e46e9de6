import type { Redis } from "@upstash/redis/cloudflare";
import type { Keyring } from "../../shared/auth/keys.ts";
import { type Formatted, readability, WRITES } from "../../shared/format.ts";
import { kindOf, log } from "../../shared/log.ts";
import { fieldOf, METRICS_TTL_SECONDS, type Metrics, metricsKeyOf } from "../../shared/metrics.ts";
import { viewFor } from "../../shared/protocol/view.ts";
import { LIVE_GAMES } from "../../shared/redis.ts";
import { effectsOf } from "../core/effects.ts";
import type { Entry, GameRecord } from "../core/game-record.ts";
import type { Platform } from "../core/platform.ts";
import { isSound } from "../core/soundness.ts";
import { type Table1, upgradeTable } from "../core/upgrade.ts";
import type { GalleryEntry } from "../gallery/registry.ts";
import { HEARTBEAT_TTL_SECONDS } from "./freshness.ts";

/** A place in the order of what is written and told. */
export interface Place {
  readonly epoch: number;
  readonly revision: number;
}

/** The public messages of one action, waiting to be published. */
export interface Publication extends Place {
  /** How many messages there are. */
  readonly count: number;
  /** They as JSON, encoded once. */
  readonly text: () => string;
}

/** A table as it is read back, with the galleries that it had; absent where it had none [O8]. */
export interface Copied extends GameRecord {
  readonly galleries?: readonly GalleryEntry[];
}

/** What Redis has of a game, and `stamp`, by which a claim says that it goes on from just this [R12]. */
export type Found = Read & { readonly stamp: string };
type Read =
  | { readonly kind: "none" }
  /** The game has been deleted [D11]. */
  | { readonly kind: "gone" }
  /** `freshAt` is when it was last known to hold everything, epoch ms. */
  | { readonly kind: "copy"; readonly table: Copied; readonly freshAt: number }
  /** It was not made with a key that is known here, or its bytes are damaged. */
  | { readonly kind: "unreadable" }
  /** Later code has written it [R9]. */
  | { readonly kind: "newer" };

/** A write was dropped because the game has been deleted. Tried again it succeeds once the tombstone has expired. */
class DeletedInRedis extends Error {
  override readonly name = "DeletedInRedis";
}

export interface Writing {
  readonly table: GameRecord;
  readonly observers: number;
  readonly galleries?: readonly GalleryEntry[];
  readonly publications: readonly Publication[];
  /** Up to where everything has been published once these are. */
  readonly told: Place;
  /** For a claim, the stamp of what was read: the write is dropped where anything else stands by then [R12]. */
  readonly over?: string;
  /** The accepted actions to keep in the log; null leaves the log of actions alone [D6]. */
  readonly actions: readonly Entry[] | null;
}

/** The copy of one game in Redis. Every call is one request; failures reject. */
export interface Replica {
  /** Writes the newest state, its heartbeat and what is to be published; an older one is dropped there [D1, D2, D7]. */
  readonly write: (writing: Writing) => Promise<"written" | "outdated">;
  /** An idle beat at `wallNow` (epoch ms), and with it what has been counted if that is to be kept [D3, D5, M2]. */
  readonly beat: (revision: number, wallNow: number, tally: Metrics | null) => Promise<void>;
  /** Takes the game off the list of those that beat, and keeps what has been counted [M2]. */
  readonly rest: (tally: Metrics | null) => Promise<void>;
  /** Keeps what has been counted [M2]. */
  readonly keep: (tally: Metrics) => Promise<void>;
  /** What was last written. */
  readonly read: () => Promise<Found>;
  /** Deletes every key of the game, leaves a tombstone beyond `last`, and publishes what was still to be told [D9, D11]. */
  readonly remove: (last: Place, publications: readonly Publication[]) => Promise<void>;
}

/** How long a deleted game's tombstone stays in Redis, in seconds: longer than any write of it can be on its way [D11]. */
const TOMBSTONE_TTL_SECONDS = 120;

/*
 * The fence [D2]: `epoch`, `revision` and `ts` stand first in the state, so that they can be compared without parsing
 * JSON; then `format`, and `told`, up to where everything has been published, which never goes back. When a request is
 * repeated because its answer was lost, what it has published is not published again. A tombstone has "gone" in the place
 * of `told`.
 */
const FENCE = `#!lua flags=allow-key-locking
local function newer(e, r, t, e0, r0, t0)
  if e ~= e0 then return e > e0 end
  if r ~= r0 then return r > r0 end
  return t > t0
end
local head = redis.call('GETRANGE', KEYS[1], 0, 127)
local e0, r0, t0 = string.match(head, '^{"epoch":(%d+),"revision":(%d+),"ts":(%d+)')
local e1, r1 = string.match(head, '"told":%[(%d+),(%d+)%]')
local gone = string.find(head, '"gone":true', 1, true)
local function publish(channel, from)
  for i = from, #ARGV, 3 do
    if newer(tonumber(ARGV[i]), tonumber(ARGV[i + 1]), 0, tonumber(e1 or e0 or 0), tonumber(r1 or r0 or -1), 0) then
      redis.call('PUBLISH', channel, ARGV[i + 2])
    end
  end
end`;

/*
 * KEYS: state, heartbeat[, log].  ARGV: epoch, revision, ts, state, its expiry, heartbeat, its expiry, log or "",
 * channel, for a claim the stamp of what has to stand there, or "", then for each publication epoch, revision, messages.
 */
export const WRITE_SCRIPT = `${FENCE}
if gone then return 'gone' end
if e0 and newer(tonumber(e0), tonumber(r0), tonumber(t0), tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])) then
  return 'outdated'
end
if ARGV[10] ~= '' and ARGV[10] ~= (e0 and (e0 .. ',' .. r0 .. ',' .. t0) or 'none') then return 'outdated' end
local text = ARGV[4]
local e2, r2 = string.match(text, '"told":%[(%d+),(%d+)%]')
if e1 and e2 and newer(tonumber(e1), tonumber(r1), 0, tonumber(e2), tonumber(r2), 0) then
  text = string.gsub(text, '"told":%[%d+,%d+%]', '"told":[' .. e1 .. ',' .. r1 .. ']', 1)
end
redis.call('SET', KEYS[1], text, 'EX', ARGV[5])
redis.call('SET', KEYS[2], ARGV[6], 'EX', ARGV[7])
if KEYS[3] then redis.call('SET', KEYS[3], ARGV[8], 'EX', ARGV[5]) end
publish(ARGV[9], 11)
return 'written'`;

/*
 * KEYS: state, heartbeat, log, live games.  ARGV: game id, channel, tombstone, its expiry, then publications as above,
 * which only the request that finds the state still there publishes.
 */
export const REMOVE_SCRIPT = `${FENCE}
if e0 and not gone then publish(ARGV[2], 5) end
redis.call('SET', KEYS[1], ARGV[3], 'EX', ARGV[4])
redis.call('DEL', KEYS[2], KEYS[3])
redis.call('ZREM', KEYS[4], ARGV[1])
return 'removed'`;

/** The copy of `gameId`, of which writes renew the expiry to `stateTtlSeconds`. */
export const openReplica = (
  {
    redis,
    seal,
    unseal,
    counters,
    wallNow,
  }: Pick<Platform, "redis" | "seal" | "unseal" | "counters" | "wallNow">,
  gameId: string,
  { keyring, stateTtlSeconds }: { readonly keyring: Keyring; readonly stateTtlSeconds: number },
): Replica => {
  const state = `game:${gameId}:state`;
  const heartbeat = `game:${gameId}:heartbeat`;
  const actionLog = `game:${gameId}:log`;
  const channel = `game.${gameId}.events`;
  const beatOf = (revision: number, now: number) => JSON.stringify({ revision, ts: now });
  /** Counts a request of so many `commands`, as Upstash bills them: a script is one, and so is each call inside. */
  const bill = (commands: number, ...texts: readonly string[]) => {
    counters.add("redis_commands", commands);
    counters.add(
      "redis_bytes",
      texts.reduce((sum, { length }) => sum + length, 0),
    );
  };
  const foundIn = async (text: string, beating: string | null): Promise<Read> => {
    try {
      const head = JSON.parse(text) as Head;
      if (readability(head) === "newer") return { kind: "newer" };
      if (head.gone) return { kind: "gone" };
      const state = (await unseal(head.sealed, keyring)) as Copied & Formatted;
      if (readability(state) !== "readable")
        return { kind: readability(state) === "newer" ? "newer" : "unreadable" };
      const { format, ...stored } = state;
      const { galleries } = stored;
      const table = format === undefined ? upgradeTable(stored as unknown as Table1) : stored;
      if (table.game.id !== gameId || !isSound(table)) return { kind: "unreadable" };
      const beat = beating === null ? null : (JSON.parse(beating) as { revision: number; ts: number });
      // A beat is sent while Redis has everything: one at this revision is as good as a write.
      const beatAt = beat?.revision === table.game.revision ? beat.ts : 0;
      return {
        kind: "copy",
        table: galleries ? { ...table, galleries } : table,
        freshAt: Math.max(table.touchedAt, beatAt),
      };
    } catch (error) {
      log("error", "copy_unreadable", { game_id: gameId, kind: kindOf(error) });
      return { kind: "unreadable" };
    }
  };
  /** Adds to `pipeline` what keeps `tally`. */
  const keepIn = (pipeline: Pipeline, tally: Metrics | null) => {
    if (!tally) return;
    const text = JSON.stringify(tally);
    pipeline.hset(metricsKeyOf(tally.since), { [fieldOf(gameId, tally.since)]: text });
    pipeline.expire(metricsKeyOf(tally.since), METRICS_TTL_SECONDS);
    bill(2, text);
  };
  return {
    write: async ({ table, observers, galleries = [], publications, told, over = "", actions }) => {
      const { epoch, revision } = table.game;
      const copied: Copied & Formatted = {
        format: WRITES,
        ...table,
        ...(galleries.length > 0 ? { galleries } : {}),
      };
      const sealed = await seal(copied, keyring);
      const text = JSON.stringify({
        ...headOf({ epoch, revision }, table.touchedAt),
        told: [told.epoch, told.revision],
        public: viewFor(table.game, "observer", observers),
        sealed,
      });
      const keys = actions ? [state, heartbeat, actionLog] : [state, heartbeat];
      const args = [
        ...[epoch, revision, table.touchedAt].map(String),
        text,
        String(stateTtlSeconds),
        beatOf(revision, wallNow()),
        String(HEARTBEAT_TTL_SECONDS),
        actions ? JSON.stringify(actions.map(logged)) : "",
        channel,
        over,
        ...publications.flatMap(published),
      ];
      bill(2 + keys.length + publications.length, WRITE_SCRIPT, ...keys, ...args);
      const outcome = await redis((client) => client.eval<string[], string>(WRITE_SCRIPT, keys, args));
      if (outcome === "gone") throw new DeletedInRedis();
      return outcome === "outdated" ? "outdated" : "written";
    },
    beat: async (revision, now, tally) => {
      const beating = beatOf(revision, now);
      bill(2, heartbeat, beating, LIVE_GAMES, gameId);
      await redis((client) => {
        const pipeline = client
          .pipeline()
          .set(heartbeat, beating, { ex: HEARTBEAT_TTL_SECONDS })
          .zadd(LIVE_GAMES, { score: now, member: gameId });
        keepIn(pipeline, tally);
        return pipeline.exec();
      });
    },
    rest: async (tally) => {
      bill(1, LIVE_GAMES, gameId);
      await redis((client) => {
        const pipeline = client.pipeline().zrem(LIVE_GAMES, gameId);
        keepIn(pipeline, tally);
        return pipeline.exec();
      });
    },
    keep: async (tally) => {
      await redis((client) => {
        const pipeline = client.pipeline();
        keepIn(pipeline, tally);
        return pipeline.exec();
      });
    },
    read: async () => {
      bill(1, state, heartbeat);
      const [text, beating] = await redis((client) =>
        client.mget<[string | null, string | null]>(state, heartbeat),
      );
      const found: Read = text === null ? { kind: "none" } : await foundIn(text, beating);
      return { ...found, stamp: stampIn(text ?? "") };
    },
    remove: async (last, publications) => {
      const keys = [state, heartbeat, actionLog, LIVE_GAMES];
      // Beyond the last event too, which no write has.
      const stone = JSON.stringify({
        ...headOf({ epoch: last.epoch, revision: last.revision + 1 }, wallNow()),
        gone: true,
      });
      const args = [
        gameId,
        channel,
        stone,
        String(TOMBSTONE_TTL_SECONDS),
        ...publications.flatMap(published),
      ];
      bill(4 + publications.length, REMOVE_SCRIPT, ...keys, ...args);
      await redis((client) => client.eval(REMOVE_SCRIPT, keys, args));
    },
  };
};

type Pipeline = Pick<ReturnType<Redis["pipeline"]>, "hset" | "expire">;

/** The stamp of a state, as the script reckons it. */
const stampIn = (text: string): string =>
  /^\{"epoch":(\d+),"revision":(\d+),"ts":(\d+)/.exec(text)?.slice(1).join() ?? "none";

/** The state in Redis as far as it can be read without a key. */
interface Head extends Formatted {
  readonly gone?: true;
  readonly sealed: string;
}

const headOf = ({ epoch, revision }: Place, ts: number) => ({ epoch, revision, ts, format: WRITES });

const published = ({ epoch, revision, text }: Publication): readonly string[] => [
  String(epoch),
  String(revision),
  text(),
];

/** An entry as the log in Redis shows it: a reorder without its body, which would be a hand [D6, V1]. */
const logged = ({ at, by }: Entry) => {
  if (!by) return { ts: at };
  const { actionId, revision, action } = by.accepted;
  const { type } = action;
  const body = type === "reorder" || type === "next-deal" ? {} : effectsOf(action);
  return { player_id: by.seat, message_type: type, action_id: actionId, ...body, revision, ts: at };
};
