import { grace } from "../../shared/game/clock.ts";
import { restartShuffle } from "../../shared/game/commit-reveal.ts";
import type { Event } from "../../shared/game/events.ts";
import { log } from "../../shared/log.ts";
import type { Rejection } from "../../shared/protocol/refusal.ts";
import { err, ok, type Result } from "../../shared/result.ts";
import type { Settings } from "../../shared/settings.ts";
import { type Alarm, type Duty, NEVER } from "../core/alarm.ts";
import type { EventLog, Stored } from "../core/event-log.ts";
import { advance, type GameRecord } from "../core/game-record.ts";
import type { Platform } from "../core/platform.ts";
import { BEYOND } from "../core/stored-row.ts";
import type { FanOut } from "../gallery/fan-out.ts";
import type { Replicator } from "../replica/replicator.ts";
import type { Sessions } from "../sockets/sessions.ts";
import type { Ending } from "./ending.ts";
import type { LiveGame } from "./live-game.ts";
import { originOf } from "./origin.ts";
import { reconcilePresence } from "./reconcile.ts";

/** More versions than a seat, or the host, can reach within one epoch [T11]. */
const VERSIONS_AN_EPOCH = 2 ** 24;

/** The start of a game from the storage when the actor wakes, or from Redis when the storage is lost [R2, R3]. */
export interface Recovery {
  /**
   * Runs `act` on the record, after a restore from Redis if necessary [R3, R4]. `act` runs in the same turn as the read
   * of the record: another call that waited for the restore could otherwise change the record in between.
   */
  readonly ready: <T>(
    gameId: string,
    act: (record: GameRecord) => Result<T, Rejection>,
  ) => Promise<Result<T, Rejection>>;
  /** Whether there is neither a record nor a tombstone of this game. */
  readonly isAbsent: () => boolean;
  /** Starts with the contents of the storage. Players whose sockets have closed become disconnected [R6]. */
  readonly takeUp: (stored: Stored) => void;
  /** Restores a damaged game while players are connected, and otherwise lets it expire. */
  readonly duty: Duty;
}

export interface RecoveryPorts {
  readonly platform: Platform;
  readonly settings: Pick<Settings, "heartbeatMs" | "stateTtlSeconds">;
  readonly alarm: Alarm;
  readonly store: EventLog;
  readonly sessions: Sessions;
  readonly galleries: FanOut;
  readonly replicator: Replicator;
  readonly liveGame: LiveGame;
  readonly ending: Ending;
}

export const openRecovery = (ports: RecoveryPorts): Recovery => {
  const { platform, settings, alarm, store, sessions, galleries } = ports;
  const { replicator, liveGame, ending } = ports;
  const { held } = liveGame;
  const stateTtlMs = settings.stateTtlSeconds * 1000;
  let restoring: Promise<Rejection | null> | null = null;

  /** Whether the storage has no readable record. */
  const isLost = () => ["absent", "damaged"].includes(held().kind);

  const restore = async (gameId: string): Promise<Rejection | null> => {
    const copy = await replicator.read(gameId);
    const here = held();
    if (!isLost()) return null;
    if (copy?.kind === "gone") {
      // A deleted game needs no rows, and its id cannot be reused until its tombstone expires.
      liveGame.hold({
        kind: "ended",
        tombstone: { gameId, epoch: BEYOND, revision: BEYOND },
        confirmed: true,
      });
      if (here.kind === "damaged") await platform.storage.deleteAll();
    }
    const saved = here.kind === "damaged" ? here.record : null;
    const found = originOf(copy, saved, here.kind === "damaged", platform.wallNow());
    if (!found.ok) return found.error;
    const { record, isStale } = found.value;
    platform.goOnFrom(record.touchedAt);
    if (found.value.galleries) galleries.adopt(found.value.galleries);
    // Redis must have the new epoch before any client sees it, so that a second loss does not use it again.
    const loss = isStale ? { loss: { secretTold: "hands" in record.game.phase } } : {};
    const versionsFrom = (record.game.epoch + 1) * VERSIONS_AN_EPOCH;
    const restored: Event = { type: "game-restored", ...loss, versionsFrom };
    const claimed = advance(record, { at: platform.now(), by: null, events: [restored] });
    // A late claim finds another state in Redis and is dropped [R12].
    if (!copy || !(await replicator.claim(claimed, copy))) return { kind: "unavailable" };
    if (!isLost()) return null;
    replicator.resume();
    const now = platform.now();
    if (held().kind === "damaged") store.putAside();
    const events = [restored, ...grace(record.game, now), ...restartShuffle(record.game, now)];
    store.keepDeals(gameId, found.value.deals);
    const { game } = liveGame.commitOn(record, { at: now, by: null, events });
    platform.counters.add("recoveries");
    log("warn", "game_restored", { game_id: gameId, epoch: game.epoch, revision: game.revision });
    reconcilePresence(ports);
    return null;
  };

  const ready: Recovery["ready"] = async (gameId, act) => {
    if (held().kind === "newer") return err({ kind: "newer" });
    let rejection: Rejection | null = null;
    if (isLost()) {
      restoring ??= restore(gameId).finally(() => {
        restoring = null;
      });
      rejection = await restoring;
    }
    const record = liveGame.record();
    return record ? act(record) : err(rejection ?? { kind: "no-such-game" });
  };

  const mend = async (record: GameRecord | null, since: number, now: number) => {
    if (record && sessions.hasPlayers()) await ready(record.game.id, ok);
    if (held().kind !== "damaged" || sessions.hasPlayers() || now < since + stateTtlMs) return alarm.rearm();
    liveGame.hold({ kind: "absent" });
    store.forget();
    await platform.storage.deleteAll();
  };

  const takeUpRecord = (record: GameRecord) => {
    liveGame.hold({ kind: "record", record });
    const memo = sessions.memo();
    if (memo) platform.counters.resume(memo.tally);
    if (memo?.copiedAt === record.touchedAt) replicator.wake(memo);
    else {
      replicator.resume();
      // The outcome of earlier writes to Redis is unknown, so the newest state is offered again.
      replicator.offer(record, null);
    }
    reconcilePresence(ports);
    // The nonces that were in memory are lost.
    const now = platform.now();
    const events = restartShuffle(record.game, now);
    if (events.length > 0) liveGame.commit({ at: now, by: null, events });
  };

  return {
    ready,
    isAbsent: () => held().kind === "absent" && restoring === null,
    takeUp: (stored) => {
      switch (stored.kind) {
        case "empty":
          return;
        case "tombstone":
          return ending.resume(stored.tombstone);
        case "newer":
          liveGame.hold(stored);
          return log("error", "rows_newer", {});
        case "damaged": {
          liveGame.hold({ ...stored, since: store.damagedSince(platform.now()) });
          const { id = null, epoch = null, revision = null } = stored.record?.game ?? {};
          log("error", "rows_damaged", { game_id: id, row: stored.seq, epoch, revision });
          break;
        }
        case "record":
          takeUpRecord(stored.record);
      }
      // The platform drops an alarm that fails repeatedly. Without it, bots and the clock would stop.
      alarm.rearm();
    },
    duty: {
      name: "damage",
      dueAt: () => {
        const now = held();
        if (now.kind !== "damaged") return NEVER;
        return sessions.hasPlayers() ? platform.now() + settings.heartbeatMs : now.since + stateTtlMs;
      },
      run: (now) => {
        const damaged = held();
        if (damaged.kind === "damaged") void mend(damaged.record, damaged.since, now);
      },
    },
  };
};
