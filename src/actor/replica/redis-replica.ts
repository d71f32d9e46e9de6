import type { Redis } from "@upstash/redis/cloudflare";
import type { Keyring } from "../../shared/auth/keys.ts";
import type { Action } from "../../shared/game/decide.ts";
import type { FinishedDeal } from "../../shared/game/state.ts";
import { fieldOf, METRICS_TTL_SECONDS, type Metrics, metricsKeyOf } from "../../shared/metrics.ts";
import { LIVE_GAMES } from "../../shared/redis.ts";
import { effectsOf } from "../core/effects.ts";
import { deedsIn, type Entry, type GameRecord } from "../core/game-record.ts";
import type { Platform } from "../core/platform.ts";
import { dealIn, dealToStore } from "../core/stored-deal.ts";
import type { GalleryEntry } from "../gallery/registry.ts";
import { type DealsToWrite, outdatedBy } from "./deals-outbox.ts";
import { REMOVE_SCRIPT, WRITE_SCRIPT } from "./fence.ts";
import { HEARTBEAT_TTL_SECONDS } from "./freshness.ts";
import { decodeCopy, encodeCopy, encodeTombstone, type Found, type Place } from "./stored-copy.ts";

/** The public messages of one action that are to be published. */
export interface Publication extends Place {
  /** The number of messages. */
  readonly count: number;
  /** The messages as JSON, encoded once. */
  readonly text: () => string;
}

/** The write was dropped because the game has been deleted. A retry succeeds after the tombstone has expired. */
class DeletedInRedis extends Error {
  override readonly name = "DeletedInRedis";
}

export interface Writing {
  readonly record: GameRecord;
  readonly observers: number;
  readonly galleries?: readonly GalleryEntry[];
  readonly publications: readonly Publication[];
  /** The place up to which everything has been published after this write. */
  readonly told: Place;
  /**
   * For a claim, the stamp of the state that was read. The write is dropped if another state is stored by then [R12].
   */
  readonly over?: string;
  /** The accepted actions for the log; null leaves the log unchanged [D6]. */
  readonly actions: readonly Entry[] | null;
  /** The finished deals that Redis has not confirmed [D13]. */
  readonly finished: DealsToWrite;
}

/**
 * The outcome of a write. Nothing is written if a newer state is stored, or if finished deals are missing in Redis, which
 * has all up to the number `behind`.
 */
export type Written = "written" | "outdated" | { readonly behind: number };

/** The copy of one game in Redis. Every call is one request and rejects when the request fails. */
export interface Replica {
  /**
   * Writes the newest state, its heartbeat, the publications and finished deals. Redis drops an older state with all of
   * them [D1, D2, D7, D13].
   */
  readonly write: (writing: Writing) => Promise<Written>;
  /** Writes a heartbeat at `wallNow` (epoch ms), with the counts if there are any [D3, D5, M2]. */
  readonly beat: (revision: number, wallNow: number, tally: Metrics | null) => Promise<void>;
  /** Removes the game from the list of live games and stores the counts [M2]. */
  readonly rest: (tally: Metrics | null) => Promise<void>;
  /** Stores the counts [M2]. */
  readonly keep: (tally: Metrics) => Promise<void>;
  /** Reads the state that was last written. */
  readonly read: () => Promise<Found>;
  /** Reads the finished deals with these numbers, as far as they are there and readable [D13]. */
  readonly readDeals: (numbers: readonly number[]) => Promise<readonly FinishedDeal[]>;
  /** Deletes every key of the game, writes a tombstone after `last`, and publishes the rest [D9, D11]. */
  readonly remove: (last: Place, publications: readonly Publication[]) => Promise<void>;
}

/** Precedes a number in the answer of the script. */
const BEHIND = "behind ";
/** The lifetime of the finished deals is this multiple of the state's. It begins again with each finished deal [D13]. */
const DEALS_TTL_FACTOR = 2;
/** The lifetime of a tombstone in Redis, in seconds. It is longer than the delay of any write [D11]. */
const TOMBSTONE_TTL_SECONDS = 120;

/** Opens the copy of `gameId`. Each write sets its expiry to `stateTtlSeconds`. */
export const openReplica = (
  platform: Pick<Platform, "redis" | "seal" | "unseal" | "counters" | "wallNow">,
  gameId: string,
  { keyring, stateTtlSeconds }: { readonly keyring: Keyring; readonly stateTtlSeconds: number },
): Replica => {
  const { redis, seal, unseal, counters, wallNow } = platform;
  const state = `game:${gameId}:state`;
  const heartbeat = `game:${gameId}:heartbeat`;
  const finishedDeals = `game:${gameId}:deals`;
  const actionLog = `game:${gameId}:log`;
  const channel = `game.${gameId}.events`;
  const beatOf = (revision: number, now: number) => JSON.stringify({ revision, ts: now });
  /** Counts `commands` as Upstash bills them: one for a script, and one for each call in it. */
  const bill = (commands: number, ...texts: readonly string[]) => {
    counters.add("redis_commands", commands);
    counters.add(
      "redis_bytes",
      texts.reduce((sum, { length }) => sum + length, 0),
    );
  };
  /** The fields of `deals` and their values, in turn. */
  const fieldsOf = async (deals: readonly FinishedDeal[]): Promise<readonly string[]> => {
    const fields = deals.map(async (deal) => [
      String(deal.dealNumber),
      await seal(dealToStore(gameId, deal), keyring),
    ]);
    return (await Promise.all(fields)).flat();
  };
  /** Adds the commands that store `tally` to `pipeline`. */
  const keepIn = (pipeline: Pipeline, tally: Metrics | null) => {
    if (!tally) return;
    const text = JSON.stringify(tally);
    pipeline.hset(metricsKeyOf(tally.since), { [fieldOf(gameId, tally.since)]: text });
    pipeline.expire(metricsKeyOf(tally.since), METRICS_TTL_SECONDS);
    bill(2, text);
  };
  return {
    write: async (writing) => {
      const { record, observers, galleries = [], publications, told, over = "", actions, finished } = writing;
      const { epoch, revision } = record.game;
      const { since, upTo, deals } = finished;
      const text = await encodeCopy({ record, observers, galleries, told, deals: upTo }, seal, keyring);
      const keys = [state, heartbeat, finishedDeals, ...(actions ? [actionLog] : [])];
      const puts = await fieldsOf(deals);
      const drops = outdatedBy(deals).map(String);
      // A write that ends a deal is billed as at most eight commands. With the log, there is no room for both.
      const isRenewed = puts.length > 0 && !(actions && drops.length > 0);
      const args = [
        ...[epoch, revision, record.touchedAt].map(String),
        text,
        String(stateTtlSeconds),
        beatOf(revision, wallNow()),
        String(HEARTBEAT_TTL_SECONDS),
        actions ? JSON.stringify(actions.flatMap(logged)) : "",
        channel,
        over,
        String(since),
        isRenewed ? String(DEALS_TTL_FACTOR * stateTtlSeconds) : "",
        ...[puts.length, drops.length].map(String),
        ...puts,
        ...drops,
        ...publications.flatMap(published),
      ];
      const beside = [actions !== null, puts.length > 0, drops.length > 0, isRenewed].filter(Boolean);
      bill(4 + beside.length + publications.length, WRITE_SCRIPT, ...keys, ...args);
      const answer = await redis((client) => client.eval<string[], string>(WRITE_SCRIPT, keys, args));
      if (answer === "gone") throw new DeletedInRedis();
      if (answer.startsWith(BEHIND)) return { behind: Number(answer.slice(BEHIND.length)) };
      return answer === "outdated" ? "outdated" : "written";
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
      return decodeCopy(gameId, text, beating, unseal, keyring);
    },
    readDeals: async (numbers) => {
      const fields = numbers.map(String);
      bill(1, finishedDeals, ...fields);
      // The client does not parse replies, so this one is a list, whatever its type says.
      const reply: unknown = await redis((client) => client.hmget(finishedDeals, ...fields));
      const texts = reply as readonly (string | null)[];
      const found = numbers.map(async (number, at) => {
        const text = texts[at];
        return text ? dealIn(await unseal(text, keyring).catch(() => null), gameId, number) : null;
      });
      return (await Promise.all(found)).filter((deal) => deal !== null);
    },
    remove: async (last, publications) => {
      const keys = [state, heartbeat, actionLog, LIVE_GAMES, finishedDeals];
      const tombstone = encodeTombstone(last, wallNow());
      const expiry = String(TOMBSTONE_TTL_SECONDS);
      const args = [gameId, channel, tombstone, expiry, ...publications.flatMap(published)];
      bill(5 + publications.length, REMOVE_SCRIPT, ...keys, ...args);
      await redis((client) => client.eval(REMOVE_SCRIPT, keys, args));
    },
  };
};

type Pipeline = Pick<ReturnType<Redis["pipeline"]>, "hset" | "expire">;

const published = ({ epoch, revision, text }: Publication): readonly string[] => [
  String(epoch),
  String(revision),
  text(),
];

/** An entry in the format of the log in Redis. A reorder has no body, because its body is a hand [D6, V1]. */
const logged = (entry: Entry) =>
  deedsIn(entry).map(({ seat, accepted: { actionId, revision, action } }) => {
    const { type } = action;
    const body = UNLOGGED.includes(type) ? {} : effectsOf(action);
    return { player_id: seat, message_type: type, action_id: actionId, ...body, revision, ts: entry.at };
  });

/** The actions whose bodies are not logged. */
const UNLOGGED: readonly Action["type"][] = ["reorder", "next-deal", "reveal"];
