import { kindOf, log } from "../../shared/log.ts";
import type { Alarm } from "../core/alarm.ts";
import type { Platform } from "../core/platform.ts";
import type { Memo } from "../sockets/session.ts";
import type { Sessions } from "../sockets/sessions.ts";
import type { TallyKeeper } from "./tally-keeper.ts";

/** How long a heartbeat lasts in Redis, in seconds [D3]. */
export const HEARTBEAT_TTL_SECONDS = 20;
/** With beats this far apart, in ms, the actor sleeps between them, and leaves a memo for when it wakes. */
const SLEEPY_MS = 10_000;

/** What an actor knows of its game's copy in Redis. Times are epoch ms. */
export interface Renewals {
  /** Whether this actor found the game in storage or in Redis and did not create it. */
  readonly resumed: boolean;
  /** When the actor came into memory. */
  readonly openedAt: number;
  /** When Redis last confirmed a write or a beat; null when it has not since `openedAt`. */
  readonly confirmedAt: number | null;
  /** Whether a player is connected, so that beats are due. */
  readonly present: boolean;
}

/** Whether the copy of a game is not known to be fresh, because Redis owes a confirmation [P11]. */
export const isRecovering = ({ resumed, openedAt, confirmedAt, present }: Renewals, now: number): boolean => {
  if (confirmedAt === null && resumed) return true;
  return present && now - (confirmedAt ?? openedAt) > HEARTBEAT_TTL_SECONDS * 1000;
};

/** When the copy was renewed, and since when Redis fails. */
export interface Freshness {
  /** Redis has confirmed a write or a beat. `copiedAt` is the `touchedAt` of the copy if that is the newest state. */
  readonly confirmed: (gameId: string, copiedAt: number | null) => void;
  /** A request has failed: the alarm is set for the next try. Only the beginning and the end of an outage are logged. */
  readonly failed: (what: string, gameId: string, error: unknown) => void;
  /** A renewal was sent, or is due again a heartbeat from `at` (epoch ms). */
  readonly renewedAt: (at: number) => void;
  /** The game was found in storage or in Redis. */
  readonly resume: () => void;
  /** The game was awake a moment ago, and left `memo`. */
  readonly wake: (memo: Memo) => void;
  /**
   * When the next renewal is due, epoch ms. While Redis fails it is tried twice as often, so that the copy is level
   * again within a heartbeat of its return [D8].
   */
  readonly dueAt: () => number;
  readonly confirmedAt: () => number | null;
  /** Ms since the last confirmation; null when there was none since the actor woke. */
  readonly age: (now: number) => number | null;
  /** Whether the copy is not known to be fresh, with a player `present` or not [P11]. */
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
    confirmedAt: () => confirmedAt,
    age: (at) => (confirmedAt === null ? null : at - confirmedAt),
    isRecovering: (present, at) => isRecovering({ resumed, openedAt, confirmedAt, present }, at),
  };
};
