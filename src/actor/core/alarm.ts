import type { Platform } from "./platform.ts";

/** The platform may deliver an alarm up to a minute late after a failover; a later one was lost, in ms [D10]. */
const LOST_MS = 90_000;

/** Something that is due by time. */
export interface Duty {
  readonly name: string;
  /** When it is due next, epoch ms; Infinity while it is not. */
  readonly dueAt: () => number;
  /** Does what is due by `now`. An alarm runs every duty, so this may be nothing. */
  readonly run: (now: number) => void | Promise<void>;
}

export const NEVER = Number.POSITIVE_INFINITY;

/** The one alarm of an object: it is set to the earliest duty. */
export interface Alarm {
  /** Gives the alarm its duties, in the order in which they run. */
  readonly serve: (duties: readonly Duty[]) => void;
  /** Sets the alarm to the earliest duty, but not before `earliest` (epoch ms). An earlier setting stays. */
  readonly rearm: (earliest?: number) => void;
  /** Notes that the alarm has fired. Returns how late, in ms, as far as that is known. */
  readonly fired: () => number;
  /** Runs the duties in order. */
  readonly run: (now: number) => Promise<void>;
  /** Notes that the alarm was deleted. */
  readonly forget: () => void;
}

/**
 * Takes over the alarm that is set. The platform keeps it by the system's clock, so it moves when that clock is set
 * back [C7].
 */
export const openAlarm = ({
  storage,
  alarmAt,
  now,
  wallNow,
}: Pick<Platform, "storage" | "alarmAt" | "now" | "wallNow">): Alarm => {
  let duties: readonly Duty[] = [];
  // An alarm that was due while the object was not in memory may be lost: it is set again.
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
        // Nothing comes between duties that run at once.
        if (running) await running;
      }
    },
    forget: () => {
      setTo = null;
    },
  };
};
