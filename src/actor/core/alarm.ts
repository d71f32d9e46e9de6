import type { Platform } from "./platform.ts";

/**
 * After a failover the platform may deliver an alarm up to a minute late. After this time, in ms, the alarm counts as
 * lost [D10].
 */
const LOST_MS = 90_000;

/** A task that is due at a certain time. */
export interface Duty {
  readonly name: string;
  /** The time when it is next due, epoch ms; Infinity when it is not due. */
  readonly dueAt: () => number;
  /** Does what is due by `now`. An alarm runs every duty, so there may be nothing to do. */
  readonly run: (now: number) => void | Promise<void>;
}

export const NEVER = Number.POSITIVE_INFINITY;

/** The one alarm of an object. It is set to the earliest duty. */
export interface Alarm {
  /** Sets the duties, in the order in which they run. */
  readonly serve: (duties: readonly Duty[]) => void;
  /**
   * Sets the alarm to the earliest duty, but not before `earliest` (epoch ms). An alarm that is already set earlier
   * does not change.
   */
  readonly rearm: (earliest?: number) => void;
  /** Records that the alarm has fired. Returns its delay in ms, or 0 if the time of the alarm is unknown. */
  readonly fired: () => number;
  /** Runs the duties in order. */
  readonly run: (now: number) => Promise<void>;
  /** Records that the alarm was deleted. */
  readonly forget: () => void;
}

/**
 * Opens the alarm with the time that is already set. The platform stores this time by the system clock, so the time of
 * the alarm shifts when the system clock is set back [C7].
 */
export const openAlarm = ({
  storage,
  alarmAt,
  now,
  wallNow,
}: Pick<Platform, "storage" | "alarmAt" | "now" | "wallNow">): Alarm => {
  let duties: readonly Duty[] = [];
  // An alarm that was due while the object was not in memory may be lost. It is set again.
  let setTo = alarmAt !== null && alarmAt > wallNow() ? alarmAt : null;
  return {
    serve: (all) => {
      duties = all;
    },
    rearm: (earliest = 0) => {
      let due = NEVER;
      for (const { dueAt } of duties) due = Math.min(due, dueAt());
      if (due === NEVER) return;
      const wallAt = Math.max(due, earliest) - (now() - wallNow());
      const isLost = setTo !== null && setTo < wallNow() - LOST_MS;
      if (setTo !== null && setTo <= wallAt && !isLost) return;
      setTo = wallAt;
      storage.setAlarm(wallAt);
    },
    fired: () => {
      const late = setTo === null ? 0 : wallNow() - setTo;
      setTo = null;
      return late;
    },
    run: async (at) => {
      for (const duty of duties) {
        const running = duty.run(at);
        // No other event runs between synchronous duties.
        if (running) await running;
      }
    },
    forget: () => {
      setTo = null;
    },
  };
};
