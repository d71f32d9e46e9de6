import { kindOf, log } from "../shared/log.ts";
import { RedisTimeout } from "../shared/redis.ts";
import { err, ok, type Result } from "../shared/result.ts";
import type { Copy, Publication } from "./copy.ts";
import { isRecovering } from "./heartbeat.ts";
import { openMirror } from "./mirror.ts";
import type { Platform } from "./platform.ts";
import type { Entry, Table } from "./table.ts";

/** How soon an unconfirmed deletion is tried again, in ms [D9]. */
const REMOVAL_RETRY_MS = 5_000;
/** How late a write that was given up may still arrive at Redis, in ms; until then its deletion is not the last word [D9]. */
const LATE_WRITE_MS = 30_000;

/** The actor's side of its game's copy in Redis: what is on its way there, what was confirmed, when to beat. */
export interface Pulse {
  /** Sends the newest table, and with it what it made public [D1, D4, D8]. */
  readonly offer: (table: Table, publication: Publication | null) => void;
  /** Beats if a beat is due and somebody is `present`, or catches up if the copy is behind [D3, D8]. */
  readonly tick: (table: Table, present: boolean, now: number) => void;
  /** Beats at once [D5]. */
  readonly beat: (table: Table, now: number) => void;
  /** Takes the game off the list of those that beat [D5]. */
  readonly rest: (gameId: string) => void;
  /** The table as Redis has it, null when it has none; an error when that cannot be known. */
  readonly read: (gameId: string) => Promise<Result<Table | null, "unknown">>;
  /** Writes a table that is being restored, so that its epoch is never used again. Says whether it is there [P4]. */
  readonly claim: (table: Table) => Promise<boolean>;
  /** Deletes the copy and publishes what was still to be told. Says whether that was the last word [D9]. */
  readonly remove: (gameId: string, last: readonly Publication[]) => Promise<boolean>;
  /** When `remove` is due again after it was not the last word, epoch ms. */
  readonly removeAt: () => number;
  /** When `tick` has something to do next, with somebody `present` or not; epoch ms, Infinity for never. */
  readonly dueAt: (present: boolean) => number;
  /** The game was found, in storage or in Redis, and not made by this actor: Redis owes a confirmation. */
  readonly resume: () => void;
  /** Until when a write that is on its way or was given up may arrive and undo a deletion, epoch ms. */
  readonly lateUntil: (now: number) => number;
  /** A deletion was under way when the actor fell, with writes out there until `late`. */
  readonly resumeRemoval: (late: number) => void;
  /** Ms since Redis confirmed a renewal; null when it has not since the actor woke. */
  readonly age: (now: number) => number | null;
  /** Whether the copy is not known to be fresh [P11]. */
  readonly isRecovering: (present: boolean, now: number) => boolean;
}

export interface PulsePorts {
  readonly platform: Pick<Platform, "now" | "wait">;
  readonly copyOf: (gameId: string) => Copy;
  readonly heartbeatMs: number;
  /** How many accepted actions `game:<id>:log` keeps; 0 for none [D6]. */
  readonly actionLogLength: number;
  readonly lastActions: (count: number) => readonly Entry[];
  readonly observers: () => number;
  /** Called when a write has failed, so that the alarm is set for the next try. */
  readonly failed: () => void;
}

export const openPulse = (ports: PulsePorts): Pulse => {
  const { platform, copyOf, heartbeatMs, actionLogLength, lastActions } = ports;
  const openedAt = platform.now();
  let resumed = false;
  /** When the copy was last renewed or tried. */
  let beatAt = 0;
  let confirmedAt: number | null = null;
  /** Since when Redis has not been reached; only the beginning and the end of such a time are logged. */
  let failingSince: number | null = null;
  let lateUntil = 0;
  let removeAt = 0;
  let farewell: readonly Publication[] = [];

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

  const write = (table: Table, publications: readonly Publication[], log: readonly Entry[] | null) =>
    copyOf(table.game.id).write({
      table,
      publications,
      observers: ports.observers(),
      log,
      now: platform.now(),
    });

  const mirror = openMirror({
    write: (table, publications) =>
      write(table, publications, actionLogLength > 0 ? lastActions(actionLogLength) : null),
    wait: platform.wait,
    now: platform.now,
    settled: ({ game }, outcome, error) => {
      beatAt = platform.now();
      if (outcome === "written") confirmed(game.id);
      if (outcome === "outdated") log("warn", "redis_outdated", { game_id: game.id });
      if (outcome !== "failed") return;
      if (error instanceof RedisTimeout) lateUntil = beatAt + LATE_WRITE_MS;
      failed("write", game.id)(error);
      ports.failed();
    },
  });

  /** While Redis fails it is tried twice as often, so that it is level again within a heartbeat of its return [D8]. */
  const dueAt = (present: boolean) => {
    if (!present && !mirror.isBehind()) return Number.POSITIVE_INFINITY;
    return beatAt + (failingSince === null ? heartbeatMs : heartbeatMs / 2);
  };

  const beat = ({ game }: Table, now: number) => {
    beatAt = now;
    copyOf(game.id)
      .beat(game.revision, now)
      .then(() => confirmed(game.id), failed("beat", game.id));
  };

  return {
    offer: (table, publication) => {
      beatAt = platform.now();
      mirror.offer(table, publication);
    },
    tick: (table, present, now) => {
      if (now < dueAt(present)) return;
      if (!mirror.isBehind()) return beat(table, now);
      beatAt = now;
      mirror.retry();
    },
    beat,
    rest: (gameId) => {
      copyOf(gameId).rest().catch(failed("rest", gameId));
    },
    read: async (gameId) => {
      try {
        return ok(await copyOf(gameId).read());
      } catch (error) {
        failed("restore", gameId)(error);
        return err("unknown");
      }
    },
    claim: async (table) => {
      try {
        return (await write(table, [], null)) === "written";
      } catch (error) {
        if (error instanceof RedisTimeout) lateUntil = platform.now() + LATE_WRITE_MS;
        failed("restore", table.game.id)(error);
        return false;
      }
    },
    remove: async (gameId, last) => {
      removeAt = platform.now() + REMOVAL_RETRY_MS;
      farewell = [...(await mirror.stop()), ...farewell, ...last];
      try {
        await copyOf(gameId).remove(farewell);
      } catch (error) {
        failed("remove", gameId)(error);
        return false;
      }
      removeAt = lateUntil;
      return platform.now() >= lateUntil;
    },
    removeAt: () => removeAt,
    dueAt,
    resume: () => {
      resumed = true;
    },
    lateUntil: (now) => (mirror.isBehind() ? now + LATE_WRITE_MS : lateUntil),
    resumeRemoval: (late) => {
      lateUntil = late;
    },
    age: (now) => (confirmedAt === null ? null : now - confirmedAt),
    isRecovering: (present, now) => isRecovering({ resumed, openedAt, confirmedAt, present }, now),
  };
};
