import type { Platform } from "./platform.ts";

/** An alarm may ring late, by up to a minute after a failover; one later than this was lost, in ms [D10]. */
const LOST_MS = 90_000;

/** The one alarm of an object. */
export interface Alarm {
  /** Has it ring at `at` (epoch ms), unless it is set to ring sooner. */
  readonly ringBy: (at: number) => void;
  /** It has rung; says how late, in ms, as far as that is known. */
  readonly alarmFired: () => number;
  /** It has been deleted. */
  readonly forget: () => void;
}

/** Takes up the alarm that is set. It is set by the system's clock, and goes with that when that goes back [C7]. */
export const openAlarm = ({
  storage,
  alarmAt,
  now,
  wallNow,
}: Pick<Platform, "storage" | "alarmAt" | "now" | "wallNow">): Alarm => {
  // One that was due while the object was gone may have gone with it: it is set again.
  let setTo = alarmAt !== null && alarmAt > wallNow() ? alarmAt : null;
  return {
    ringBy: (at) => {
      const wallAt = at - (now() - wallNow());
      const isLost = setTo !== null && setTo < wallNow() - LOST_MS;
      if (setTo !== null && setTo <= wallAt && !isLost) return;
      setTo = wallAt;
      storage.setAlarm(wallAt);
    },
    alarmFired: () => {
      const late = setTo === null ? 0 : wallNow() - setTo;
      setTo = null;
      return late;
    },
    forget: () => {
      setTo = null;
    },
  };
};
