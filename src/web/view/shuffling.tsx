import type { Session } from "../store/session.ts";
import { words } from "../store/settings.ts";
import { useCountdown } from "./clock.tsx";
import { useWaited } from "./waited.ts";

/** The shuffle is over sooner than this, in ms, when all players are there. Nothing is shown for so short a time. */
const SHOWN_AFTER_MS = 1_000;

/** The line about a shuffle that waits for somebody; null at other times. */
export const useShuffling = (place: Session): string | null => {
  const due = place.shuffleDeadline.value;
  const isShown = useWaited(due !== null, SHOWN_AFTER_MS);
  const seconds = useCountdown(due);
  return isShown && seconds !== null ? words.value.shuffling(seconds) : null;
};
