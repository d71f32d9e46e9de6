import type { Redis } from "@upstash/redis/cloudflare";
import { viewFor } from "../shared/game/view.ts";
import type { Keyring } from "../shared/keys.ts";
import { LIVE_GAMES } from "../shared/redis.ts";
import { fieldOf, TALLY_TTL_SECONDS, type Tally, talliesOf } from "../shared/tally.ts";
import { effectsOf } from "./effects.ts";
import type { GalleryEntry } from "./gallery/register.ts";
import { HEARTBEAT_TTL_SECONDS } from "./heartbeat.ts";
import type { Platform } from "./platform.ts";
import { type Entry, type Table, upToDate } from "./table.ts";

/** The public messages of one action, waiting to be published. */
export interface Publication {
  readonly epoch: number;
  readonly revision: number;
  readonly messages: readonly object[];
}

/** A table as it is read back, with the galleries that it had; absent where it had none [O8]. */
export interface Copied extends Table {
  readonly galleries?: readonly GalleryEntry[];
}

export interface Writing {
  readonly table: Table;
  readonly observers: number;
  readonly galleries?: readonly GalleryEntry[];
  readonly publications: readonly Publication[];
  /** The accepted actions to keep in the log; null leaves the log alone [D6]. */
  readonly log: readonly Entry[] | null;
  /** Epoch ms. */
  readonly now: number;
}

/** The copy of one game in Redis. Every call is one request; failures reject. */
export interface Copy {
  /** Writes the newest state, its heartbeat and what is to be published; an older one is dropped there [D1, D2, D7]. */
  readonly write: (writing: Writing) => Promise<"written" | "outdated">;
  /** An idle beat, and with it what has been counted if that is to be kept [D3, D5, M2]. */
  readonly beat: (revision: number, now: number, tally: Tally | null) => Promise<void>;
  /** Takes the game off the list of those that beat, and keeps what has been counted [M2]. */
  readonly rest: (tally: Tally | null) => Promise<void>;
  /** Keeps what has been counted [M2]. */
  readonly keep: (tally: Tally) => Promise<void>;
  /** The table as last written, or null when there is none. */
  readonly read: () => Promise<Copied | null>;
  /** Deletes every key of the game, and publishes what was still to be told [D9]. */
  readonly remove: (last: readonly Publication[]) => Promise<void>;
}

/*
 * The fence [D2]: `epoch`, `revision` and `ts` stand first in the state, so that they can be compared without parsing
 * JSON. What was published with the state that stands there is not published again when a request is repeated because
 * its answer was lost.
 */
const FENCE = `#!lua flags=allow-key-locking
local function newer(e, r, t, e0, r0, t0)
  if e ~= e0 then return e > e0 end
  if r ~= r0 then return r > r0 end
  return t > t0
end
local head = redis.call('GETRANGE', KEYS[1], 0, 127)
local e0, r0, t0 = string.match(head, '^{"epoch":(%d+),"revision":(%d+),"ts":(%d+)')
local function publish(channel, from)
  for i = from, #ARGV, 3 do
    if newer(tonumber(ARGV[i]), tonumber(ARGV[i + 1]), 0, tonumber(e0 or 0), tonumber(r0 or -1), 0) then
      redis.call('PUBLISH', channel, ARGV[i + 2])
    end
  end
end`;

/*
 * KEYS: state, heartbeat[, log].  ARGV: epoch, revision, ts, state, its expiry, heartbeat, its expiry, log or "",
 * channel, then for each publication epoch, revision, messages.
 */
export const WRITE_SCRIPT = `${FENCE}
if e0 and newer(tonumber(e0), tonumber(r0), tonumber(t0), tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])) then
  return 'outdated'
end
redis.call('SET', KEYS[1], ARGV[4], 'EX', ARGV[5])
redis.call('SET', KEYS[2], ARGV[6], 'EX', ARGV[7])
if KEYS[3] then redis.call('SET', KEYS[3], ARGV[8], 'EX', ARGV[5]) end
publish(ARGV[9], 10)
return 'written'`;

/*
 * KEYS: state, heartbeat, log, live games.  ARGV: game id, channel, then publications as above, which only the request
 * that finds the state still there publishes.
 */
export const REMOVE_SCRIPT = `${FENCE}
if e0 then publish(ARGV[2], 3) end
redis.call('DEL', KEYS[1], KEYS[2], KEYS[3])
redis.call('ZREM', KEYS[4], ARGV[1])
return 'removed'`;

/** The copy of `gameId`, of which writes renew the expiry to `stateTtlSeconds`. */
export const openCopy = (
  { redis, seal, unseal, counters }: Pick<Platform, "redis" | "seal" | "unseal" | "counters">,
  gameId: string,
  { keyring, stateTtlSeconds }: { readonly keyring: Keyring; readonly stateTtlSeconds: number },
): Copy => {
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
  /** Adds to `pipeline` what keeps `tally`. */
  const keepIn = (pipeline: Pipeline, tally: Tally | null) => {
    if (!tally) return;
    const text = JSON.stringify(tally);
    pipeline.hset(talliesOf(tally.since), { [fieldOf(gameId, tally.since)]: text });
    pipeline.expire(talliesOf(tally.since), TALLY_TTL_SECONDS);
    bill(2, text);
  };
  return {
    write: async ({ table, observers, galleries = [], publications, log, now }) => {
      const { epoch, revision } = table.game;
      const copied: Copied = galleries.length > 0 ? { ...table, galleries } : table;
      const sealed = await seal(copied, keyring);
      const text = JSON.stringify({
        epoch,
        revision,
        ts: table.touchedAt,
        public: viewFor(table.game, "observer", observers),
        sealed,
      });
      const keys = log ? [state, heartbeat, actionLog] : [state, heartbeat];
      const args = [
        ...[epoch, revision, table.touchedAt].map(String),
        text,
        String(stateTtlSeconds),
        beatOf(revision, now),
        String(HEARTBEAT_TTL_SECONDS),
        log ? JSON.stringify(log.map(logged)) : "",
        channel,
        ...publications.flatMap(published),
      ];
      bill(2 + keys.length + publications.length, WRITE_SCRIPT, ...keys, ...args);
      const outcome = await redis((client) => client.eval<string[], string>(WRITE_SCRIPT, keys, args));
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
      bill(1, state);
      const text = await redis((client) => client.get<string>(state));
      if (text === null) return null;
      const { sealed } = JSON.parse(text) as { sealed: string };
      const table = upToDate(await unseal(sealed, keyring));
      if (table.game.id !== gameId) throw new Error("the sealed state is another game's");
      return table;
    },
    remove: async (last) => {
      const keys = [state, heartbeat, actionLog, LIVE_GAMES];
      const args = [gameId, channel, ...last.flatMap(published)];
      bill(4 + last.length, REMOVE_SCRIPT, ...keys, ...args);
      await redis((client) => client.eval(REMOVE_SCRIPT, keys, args));
    },
  };
};

type Pipeline = Pick<ReturnType<Redis["pipeline"]>, "hset" | "expire">;

const published = ({ epoch, revision, messages }: Publication): readonly string[] => [
  String(epoch),
  String(revision),
  JSON.stringify(messages),
];

/** An entry as the log in Redis shows it: a reorder without its body, which would be a hand [D6, V1]. */
const logged = ({ at, by }: Entry) => {
  if (!by) return { ts: at };
  const { actionId, revision, action } = by.accepted;
  const { type } = action;
  const body = type === "reorder" || type === "next-deal" ? {} : effectsOf(action);
  return { player_id: by.seat, message_type: type, action_id: actionId, ...body, revision, ts: at };
};
