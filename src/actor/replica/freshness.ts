import { kindOf, log } from "../../shared/log.ts";
import type { Alarm } from "../core/alarm.ts";
import type { Platform } from "../core/platform.ts";
import type { Memo } from "../sockets/session.ts";
import type { Sessions } from "../sockets/sessions.ts";
import type { TallyKeeper } from "./tally-keeper.ts";

/** The lifetime of a heartbeat in Redis, in seconds [D3]. */
export const HEARTBEAT_TTL_SECONDS = 20;
/** At this interval of heartbeats, in ms, or above, the actor hibernates between them and stores a memo. */
const SLEEPY_MS = 10_000;

/** The actor's knowledge about its copy in Redis. Times are epoch ms. */
export interface Renewals {
  /** Whether this actor found the game in storage or in Redis and did not create it. */
  readonly resumed: boolean;
  /** The time when the actor started. */
  readonly openedAt: number;
  /** The time when Redis last confirmed a write or a heartbeat; null when it has not since `openedAt`. */
  readonly confirmedAt: number | null;
  /** Whether a player is connected, so that heartbeats are due. */
  readonly present: boolean;
}

/**
 * Whether it is unknown if the copy of a game is up to date, because a confirmation from Redis is outstanding [P11].
 */
export const isRecovering = ({ resumed, openedAt, confirmedAt, present }: Renewals, now: number): boolean => {
  if (confirmedAt === null && resumed) return true;
  return present && now - (confirmedAt ?? openedAt) > HEARTBEAT_TTL_SECONDS * 1000;
};

/** The times of renewals of the copy, and the start of an outage of Redis. */
export interface Freshness {
  /**
   * Records that Redis has confirmed a write or a heartbeat. `copiedAt` is the `touchedAt` of the copy if it has the
   * newest state, otherwise null.
   */
  readonly confirmed: (gameId: string, copiedAt: number | null) => void;
  /** Records a failed request and sets the alarm for the retry. Only the start and the end of an outage are logged. */
  readonly failed: (what: string, gameId: string, error: unknown) => void;
  /** Records that a renewal was sent at `at` (epoch ms). The next one is due one heartbeat interval later. */
  readonly renewedAt: (at: number) => void;
  /** Records that the game was found in storage or in Redis. */
  readonly resume: () => void;
  /** Continues from `memo` after a hibernation. */
  readonly wake: (memo: Memo) => void;
  /**
   * The time when the next renewal is due, epoch ms. While Redis fails, the interval is halved, so that the copy is up
   * to date within one heartbeat interval after the outage [D8].
   */
  readonly dueAt: () => number;
  /** The time since the last confirmation, in ms; null when there was none since the actor started. */
  readonly age: (now: number) => number | null;
  /** Whether it is unknown if the copy is up to date [P11]. `present` says whether a player is connected. */
  readonly isRecovering: (present: boolean, now: number) => boolean;
}

export interface FreshnessPorts {
  readonly platform: Pick<Platform, "now" | "counters">;
  readonly alarm: Alarm;
  readonly sessions: Pick<Sessions, "leave">;
  readonly tallies: Pick<TallyKeeper, "keptAt">;
  readonly heartbeatMs: number;
}

export const openFreshness = (ports: FreshnessPorts): Freshness => {
  const { alarm, sessions, tallies, heartbeatMs } = ports;
  const { now, counters } = ports.platform;
  const openedAt = now();
  let resumed = false;
  let renewedAt = 0;
  let confirmedAt: number | null = null;
  let failingSince: number | null = null;
  return {
    confirmed: (gameId, copiedAt) => {
      confirmedAt = now();
      if (failingSince !== null)
        log("info", "redis_back", { game_id: gameId, after_ms: confirmedAt - failingSince });
      failingSince = null;
      if (heartbeatMs < SLEEPY_MS || copiedAt === null) return;
      sessions.leave({ copiedAt, confirmedAt, keptAt: tallies.keptAt(), tally: counters.tally() });
    },
    failed: (what, gameId, error) => {
      if (failingSince === null) log("warn", "redis_failed", { game_id: gameId, what, kind: kindOf(error) });
      failingSince ??= now();
      alarm.rearm();
    },
    renewedAt: (at) => {
      renewedAt = at;
    },
    resume: () => {
      resumed = true;
    },
    wake: (memo) => {
      confirmedAt = memo.confirmedAt;
      renewedAt = memo.confirmedAt;
    },
    dueAt: () => renewedAt + (failingSince === null ? heartbeatMs : heartbeatMs / 2),
    age: (at) => (confirmedAt === null ? null : at - confirmedAt),
    isRecovering: (present, at) => isRecovering({ resumed, openedAt, confirmedAt, present }, at),
  };
};
