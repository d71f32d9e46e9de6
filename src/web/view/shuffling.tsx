import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Session } from "../store/session.ts";
import { words } from "../store/settings.ts";
import { useCountdown } from "./clock.tsx";

/** The shuffle is over sooner than this, in ms, when all players are there. Nothing is shown for so short a time. */
const SHOWN_AFTER_MS = 1_000;

/** The line about a shuffle that waits for somebody; null at other times. */
export const useShuffling = (place: Session): string | null => {
  const due = place.shuffleDeadline.value;
  const isShown = useSignal(false);
  const seconds = useCountdown(due);
  useEffect(() => {
    isShown.value = false;
    if (due === null) return;
    const timer = setTimeout(() => {
      isShown.value = true;
    }, SHOWN_AFTER_MS);
    return () => clearTimeout(timer);
  }, [due, isShown]);
  return isShown.value && seconds !== null ? words.value.shuffling(seconds) : null;
};
