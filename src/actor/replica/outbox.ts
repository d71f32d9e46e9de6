import { log } from "../../shared/log.ts";
import type { Entry, GameRecord } from "../core/game-record.ts";
import type { Platform } from "../core/platform.ts";
import type { GalleryEntry } from "../gallery/registry.ts";
import type { DealsOutbox } from "./deals-outbox.ts";
import type { Freshness } from "./freshness.ts";
import type { Publication, Replica } from "./redis-replica.ts";
import type { Place } from "./stored-copy.ts";

/**
 * The pause after a write is this multiple of its duration, within these bounds, in ms. Newer states replace unsent
 * ones during the pause, so a busy game spends a small part of its time on its copy.
 */
const PAUSE_FACTOR = 4;
const MIN_PAUSE_MS = 25;
const MAX_PAUSE_MS = 1_000;
/** The number of publications that are kept during an outage [D4]. */
const MAX_BACKLOG = 1_000;
/** The maximum number of publications in one write, and of their characters. The next write contains the rest [D12]. */
const MAX_IN_ONE = 64;
const MAX_CHARACTERS_IN_ONE = 256_000;

/** A state to write, with the data that is written beside it. */
export interface Parcel {
  readonly record: GameRecord;
  readonly observers: number;
  readonly galleries: readonly GalleryEntry[];
  /** The accepted actions for the log in Redis; null for none [D6]. */
  readonly actions: (() => readonly Entry[]) | null;
}

/** The outbox between a game and its copy in Redis: ordered, one write in flight, newest state only [D8]. */
export interface Outbox {
  /** Queues the newest state and its publication. Returns at once. */
  readonly offer: (parcel: Parcel, publication: Publication | null) => void;
  /** Retries after a failure. Returns at once. */
  readonly retry: () => void;
  /** Whether the copy may not contain the newest state. */
  readonly isBehind: () => boolean;
  /**
   * Whether Redis has confirmed the record with this `touchedAt`, or a later one. Resolves with the next write; after a
   * failure with false [T9].
   */
  readonly confirmed: (touchedAt: number) => Promise<boolean>;
  /**
   * Stops sending. Waits for the request in flight. Resolves with the publications that may not have been published.
   */
  readonly stop: () => Promise<readonly Publication[]>;
}

export interface OutboxPorts {
  readonly platform: Pick<Platform, "now" | "wait">;
  readonly replicaOf: (gameId: string) => Replica;
  readonly freshness: Freshness;
  readonly deals: DealsOutbox;
}

/** The first of `publications` that fit into one request, at most `most` [D12]. */
export const fitting = (publications: readonly Publication[], most = MAX_IN_ONE): readonly Publication[] => {
  let characters = 0;
  const end = publications.slice(0, most).findIndex(({ text }, at) => {
    characters += text().length;
    return at > 0 && characters > MAX_CHARACTERS_IN_ONE;
  });
  return publications.slice(0, end < 0 ? most : end);
};

/** The place just before these messages. */
const before = ({ epoch, revision, count }: Publication): Place => ({ epoch, revision: revision - count });

export const openOutbox = ({ platform, replicaOf, freshness, deals }: OutboxPorts): Outbox => {
  const { now, wait } = platform;
  let unsent: Parcel | null = null;
  let inFlight: Parcel | null = null;
  let backlog: readonly Publication[] = [];
  let waiting: readonly { readonly touchedAt: number; readonly done: (confirmed: boolean) => void }[] = [];
  let isRunning = false;
  let sending: Promise<boolean> | null = null;
  let stopped = false;
  let wroteAt = 0;
  let pauseMs = 0;
  /** It decreases after each failure, because Redis may have refused a request for its size. */
  let mostInOne = MAX_IN_ONE;

  const isBehind = () => unsent !== null || inFlight !== null;

  /** Answers the calls that wait for a confirmation. A failure answers all of them. */
  const answerWaiting = ({ touchedAt }: GameRecord, isWritten: boolean) => {
    const answered = waiting.filter((one) => !isWritten || one.touchedAt <= touchedAt);
    waiting = waiting.filter((one) => !answered.includes(one));
    for (const { done } of answered) done(isWritten);
  };
  /** Returns whether the request has succeeded. */
  const send = async (parcel: Parcel): Promise<boolean> => {
    const { record, actions, ...beside } = parcel;
    const publications = fitting(backlog, mostInOne);
    const next = backlog[publications.length];
    const { id, epoch, revision } = record.game;
    const told = next ? before(next) : { epoch, revision };
    unsent = null;
    inFlight = parcel;
    const startedAt = now();
    try {
      const finished = deals.next(record.game);
      const outcome = await replicaOf(id).write({
        record,
        ...beside,
        publications,
        told,
        actions: actions?.() ?? null,
        finished,
      });
      if (typeof outcome === "object") {
        // The next write contains the missing deals.
        deals.confirmed(outcome.behind);
        unsent ??= parcel;
        inFlight = null;
        return true;
      }
      wroteAt = now();
      pauseMs = Math.min(Math.max((wroteAt - startedAt) * PAUSE_FACTOR, MIN_PAUSE_MS), MAX_PAUSE_MS);
      backlog = backlog.filter((publication) => !publications.includes(publication));
      mostInOne = Math.min(Math.max(2 * mostInOne, 1), MAX_IN_ONE);
      // The remaining publications leave with the same state, unless there is a newer one.
      if (backlog.length > 0) unsent ??= parcel;
      inFlight = null;
      freshness.renewedAt(wroteAt);
      if (outcome === "written") {
        deals.confirmed(finished.upTo);
        freshness.confirmed(id, isBehind() ? null : record.touchedAt);
      } else log("warn", "redis_outdated", { game_id: id });
      answerWaiting(record, outcome === "written");
      return true;
    } catch (error) {
      mostInOne = Math.floor(publications.length / 2);
      unsent ??= parcel;
      inFlight = null;
      freshness.renewedAt(now());
      answerWaiting(record, false);
      freshness.failed("write", id, error);
      return false;
    }
  };
  /**
   * Waits for the rest of the pause. It runs only while a state is unsent, because a timer keeps the actor in memory.
   */
  const rest = async () => {
    const left = Math.min(wroteAt + pauseMs - now(), pauseMs);
    if (left > 0) await wait(left);
  };
  const run = async () => {
    isRunning = true;
    while (!stopped && unsent) {
      await rest();
      if (stopped || !unsent) break;
      sending = send(unsent);
      if (!(await sending)) break;
    }
    isRunning = false;
  };
  const start = () => {
    if (!stopped && unsent && !isRunning) void run();
  };
  return {
    offer: (parcel, publication) => {
      if (stopped) return;
      unsent = parcel;
      if (publication) backlog = [...backlog, publication].slice(-MAX_BACKLOG);
      start();
    },
    retry: start,
    isBehind,
    confirmed: (touchedAt) =>
      isBehind()
        ? new Promise((done) => {
            waiting = [...waiting, { touchedAt, done }];
          })
        : Promise.resolve(true),
    stop: async () => {
      stopped = true;
      unsent = null;
      await sending;
      for (const { done } of waiting) done(false);
      waiting = [];
      const left = backlog;
      backlog = [];
      return left;
    },
  };
};
