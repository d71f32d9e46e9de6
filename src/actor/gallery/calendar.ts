import type { GalleryPlatform } from "./platform.ts";

/** What a gallery's one alarm is for, and how long until then, in ms. */
const IN_MS = {
  /** A new count waits for others, so that a rush costs the game one call a second [O7]. */
  report: 1_000,
  /** After a question that had no answer. */
  again: 5_000,
  /** Has anything been lost? Has anybody fallen silent? */
  "roll-call": 60_000,
} as const;

/** The one alarm of a gallery. */
export interface Calendar {
  readonly plan: (what: keyof typeof IN_MS) => void;
  readonly rang: () => void;
  /** The alarm has been deleted. */
  readonly clear: () => void;
}

export const openCalendar = ({
  storage,
  alarmAt,
  now,
}: Pick<GalleryPlatform, "storage" | "alarmAt" | "now">): Calendar => {
  let setTo = alarmAt;
  const forget = () => {
    setTo = null;
  };
  return {
    plan: (what) => {
      const at = now() + IN_MS[what];
      // One that should have rung long ago was lost.
      const isLost = setTo !== null && setTo < now() - IN_MS["roll-call"];
      if (setTo !== null && setTo <= at && !isLost) return;
      setTo = at;
      storage.setAlarm(at);
    },
    rang: forget,
    clear: forget,
  };
};
