import { type Alarm, openAlarm } from "../core/alarm.ts";
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
export interface GalleryAlarm extends Pick<Alarm, "alarmFired" | "forget"> {
  readonly plan: (what: keyof typeof IN_MS) => void;
}

export const openGalleryAlarm = (
  platform: Pick<GalleryPlatform, "storage" | "alarmAt" | "now" | "wallNow">,
): GalleryAlarm => {
  const { ringBy, alarmFired, forget } = openAlarm(platform);
  return { plan: (what) => ringBy(platform.now() + IN_MS[what]), alarmFired, forget };
};
