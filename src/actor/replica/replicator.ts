import { kindOf, log } from "../../shared/log.ts";
import type { Metrics } from "../../shared/metrics.ts";
import type { Entry, GameRecord } from "../core/game-record.ts";
import type { Platform } from "../core/platform.ts";
import type { GalleryEntry } from "../gallery/registry.ts";
import type { Memo } from "../sockets/sessions.ts";
import { isRecovering } from "./freshness.ts";
import { fitting, openOutbox } from "./outbox.ts";
import type { Found, Place, Publication, Replica } from "./redis-replica.ts";

/** How soon an unconfirmed deletion is tried again, in ms [D9]. */
const REMOVAL_RETRY_MS = 5_000;
/** How often what has been counted is kept in Redis while a game goes on, in ms: that much a fall loses [M2]. */
const KEEP_EVERY_MS = 300_000;
/** Beats this far apart, in ms, let the actor sleep between them: then it leaves a memo for when it wakes. */
const SLEEPY_MS = 10_000;

/** The actor's side of its game's copy in Redis: what is on its way there, what was confirmed, when to beat. */
export interface Replicator {
  /** Sends the newest table, and with it what it made public [D1, D4, D8]. */
  readonly offer: (table: GameRecord, publication: Publication | null) => void;
  /** Beats if a beat is due and somebody is `present`, or catches up if the copy is behind [D3, D8]. */
  readonly tick: (table: GameRecord, present: boolean, now: number) => void;
  /** Beats at once [D5]. */
  readonly beat: (table: GameRecord, now: number) => void;
  /** Takes the game off the list of those that beat [D5]. */
  readonly rest: (gameId: string) => void;
  /** What Redis has of the game; null when that cannot be known. */
  readonly read: (gameId: string) => Promise<Found | null>;
  /** Writes a table that is being restored, so that its epoch is never used again. Says whether it is there [P4]. */
  readonly claim: (table: GameRecord, over: string) => Promise<boolean>;
  /** Whether Redis has confirmed the table touched at `touchedAt`, or a later one, with the next write [T9]. */
  readonly confirmed: (touchedAt: number) => Promise<boolean>;
  /** Deletes the copy, no write of which is beyond `last`, and publishes what was still to be told. Says whether it is done [D9]. */
  readonly remove: (gameId: string, last: Place, farewell: readonly Publication[]) => Promise<boolean>;
  /** When `remove` is due again after it has failed, epoch ms. */
  readonly removeAt: () => number;
  /** When `tick` has something to do next, with somebody `present` or not; epoch ms, Infinity for never. */
  readonly dueAt: (present: boolean) => number;
  /** The game was found awake a moment ago: its copy is as `memo` says. */
  readonly wake: (memo: Memo) => void;
  /** The game was found, in storage or in Redis, and not made by this actor: Redis owes a confirmation. */
  readonly resume: () => void;
  /** Ms since Redis confirmed a renewal; null when it has not since the actor woke. */
  readonly age: (now: number) => number | null;
  /** Whether the copy is not known to be fresh [P11]. */
  readonly isRecovering: (present: boolean, now: number) => boolean;
}

export interface ReplicatorPorts {
  readonly platform: Pick<Platform, "now" | "wallNow" | "wait" | "counters" | "report">;
  readonly replicaOf: (gameId: string) => Replica;
  readonly heartbeatMs: number;
  /** How many accepted actions `game:<id>:log` keeps; 0 for none [D6]. */
  readonly actionLogLength: number;
  readonly lastActions: (count: number) => readonly Entry[];
  readonly observers: () => number;
  readonly galleries: () => readonly GalleryEntry[];
  readonly players: () => number;
  /** Leaves a memo for a waking actor. */
  readonly leave: (memo: Memo) => void;
  /** Called when a write has failed, so that the alarm is set for the next try. */
  readonly failed: () => void;
}

export const openReplicator = (ports: ReplicatorPorts): Replicator => {
  const { platform, replicaOf, heartbeatMs, actionLogLength, lastActions } = ports;
  const { counters, report } = platform;
  const openedAt = platform.now();
  let resumed = false;
  /** When the copy was last renewed or tried. */
  let beatAt = 0;
  let confirmedAt: number | null = null;
  /** Since when Redis has not been reached; only the beginning and the end of such a time are logged. */
  let failingSince: number | null = null;
  /** Who waits for a table to be confirmed. */
  let waiting: readonly { readonly touchedAt: number; readonly done: (confirmed: boolean) => void }[] = [];
  let removeAt = 0;
  let farewell: readonly Publication[] = [];
  let keptAt = openedAt;
  let kept = 0;

  const failed = (what: string, gameId: string) => (error: unknown) => {
    if (failingSince === null) log("warn", "redis_failed", { game_id: gameId, what, kind: kindOf(error) });
    failingSince ??= platform.now();
  };
  const confirmed = (gameId: string) => {
    confirmedAt = platform.now();
    if (failingSince !== null) {
      log("info", "redis_back", { game_id: gameId, after_ms: confirmedAt - failingSince });
    }
    failingSince = null;
  };
  /** Tells the actor that wakes what this one knows: that the copy is level, and what has been counted. */
  const note = ({ touchedAt }: GameRecord) => {
    if (heartbeatMs < SLEEPY_MS || confirmedAt === null || outbox.isBehind()) return;
    ports.leave({ copiedAt: touchedAt, confirmedAt, keptAt, tally: counters.tally() });
  };

  /** Tells those who wait what the end of a write means for them: after a failure none of them knows any more. */
  const answerWaiting = ({ touchedAt }: GameRecord, isWritten: boolean) => {
    const answered = waiting.filter((one) => !isWritten || one.touchedAt <= touchedAt);
    waiting = waiting.filter((one) => !answered.includes(one));
    for (const { done } of answered) done(isWritten);
  };

  const write = (
    table: GameRecord,
    publications: readonly Publication[],
    told: Place,
    actions: readonly Entry[] | null,
    over?: string,
  ) =>
    replicaOf(table.game.id).write({
      ...(over === undefined ? {} : { over }),
      table,
      publications,
      told,
      observers: ports.observers(),
      galleries: ports.galleries(),
      actions,
    });

  const outbox = openOutbox({
    write: (table, publications, told) =>
      write(table, publications, told, actionLogLength > 0 ? lastActions(actionLogLength) : null),
    wait: platform.wait,
    now: platform.now,
    settled: (table, outcome, error) => {
      const { game } = table;
      beatAt = platform.now();
      if (outcome === "written") confirmed(game.id);
      if (outcome === "written") note(table);
      if (outcome === "outdated") log("warn", "redis_outdated", { game_id: game.id });
      answerWaiting(table, outcome === "written");
      if (outcome !== "failed") return;
      failed("write", game.id)(error);
      ports.failed();
    },
  });

  /** While Redis fails it is tried twice as often, so that it is level again within a heartbeat of its return [D8]. */
  const dueAt = (present: boolean) => {
    if (!present && !outbox.isBehind()) return Number.POSITIVE_INFINITY;
    return beatAt + (failingSince === null ? heartbeatMs : heartbeatMs / 2);
  };

  /** What has been counted, to be kept, if anybody has asked anything since it last was; else null [M2]. */
  const unkept = (gameId: string, now: number): Metrics | null => {
    const tally = counters.tally();
    const { requests, messages_in } = tally.counts;
    if (requests + messages_in === kept) return null;
    kept = requests + messages_in;
    keptAt = now;
    report(gameId, tally, { players: ports.players(), observers: ports.observers() });
    return tally;
  };

  const beat = (table: GameRecord, now: number) => {
    const { game } = table;
    beatAt = now;
    const tally = now - keptAt < KEEP_EVERY_MS ? null : unkept(game.id, now);
    replicaOf(game.id)
      .beat(game.revision, platform.wallNow(), tally)
      .then(
        () => {
          confirmed(game.id);
          note(table);
        },
        failed("beat", game.id),
      );
  };

  return {
    offer: (table, publication) => {
      beatAt = platform.now();
      outbox.offer(table, publication);
    },
    tick: (table, present, now) => {
      if (now < dueAt(present)) return;
      if (!outbox.isBehind()) return beat(table, now);
      beatAt = now;
      outbox.retry();
    },
    beat,
    rest: (gameId) => {
      replicaOf(gameId).rest(unkept(gameId, platform.now())).catch(failed("rest", gameId));
    },
    read: async (gameId) => {
      try {
        return await replicaOf(gameId).read();
      } catch (error) {
        failed("restore", gameId)(error);
        return null;
      }
    },
    claim: async (table, over) => {
      try {
        return (await write(table, [], table.game, null, over)) === "written";
      } catch (error) {
        failed("restore", table.game.id)(error);
        return false;
      }
    },
    confirmed: (touchedAt) =>
      outbox.isBehind()
        ? new Promise((done) => {
            waiting = [...waiting, { touchedAt, done }];
          })
        : Promise.resolve(true),
    remove: async (gameId, last, events) => {
      removeAt = platform.now() + REMOVAL_RETRY_MS;
      const left = [...(await outbox.stop()), ...farewell, ...events];
      for (const { done } of waiting) done(false);
      // The last is what matters: that the game has ended.
      farewell = fitting(left.toReversed()).toReversed();
      try {
        await replicaOf(gameId).remove(last, farewell);
      } catch (error) {
        failed("remove", gameId)(error);
        return false;
      }
      const tally = unkept(gameId, platform.now());
      if (tally) replicaOf(gameId).keep(tally).catch(failed("tally", gameId));
      return true;
    },
    removeAt: () => removeAt,
    dueAt,
    wake: (memo) => {
      confirmedAt = memo.confirmedAt;
      beatAt = memo.confirmedAt;
      keptAt = memo.keptAt;
    },
    resume: () => {
      resumed = true;
    },
    age: (now) => (confirmedAt === null ? null : now - confirmedAt),
    isRecovering: (present, now) => isRecovering({ resumed, openedAt, confirmedAt, present }, now),
  };
};
