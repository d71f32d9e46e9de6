import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Session } from "../store/session.ts";

const TICK_MS = 250;
/** The circumference of the ring, which stands for a whole turn. */
const AROUND = 100;

const now = signal(Date.now());

/** The whole seconds that are left to the seat on turn; null without a clock. */
export const secondsLeft = (place: Session): number | null => secondsTo(place.deadline.value);

const secondsTo = (due: number | null): number | null =>
  due === null ? null : Math.max(0, Math.ceil((due - now.value) / 1_000));

/** The whole seconds until `due` (epoch ms), counted down; null for no time. */
export const useCountdown = (due: number | null): number | null => {
  useEffect(() => {
    if (due === null) return;
    now.value = Date.now();
    const timer = setInterval(() => {
      now.value = Date.now();
    }, TICK_MS);
    return () => clearInterval(timer);
  }, [due]);
  return secondsTo(due);
};

/** A ring that shows the remaining share of the turn, with the number of the last seconds. */
export const Clock = ({ place }: { readonly place: Session }) => {
  const due = place.deadline.value;
  const seconds = useCountdown(due);
  const whole = place.snapshot.value?.rules.turn_seconds ?? null;
  if (due === null || seconds === null || whole === null) return null;
  const share = Math.max(0, Math.min(1, (due - now.value) / (whole * 1_000)));
  return (
    <>
      <svg aria-hidden="true" class="clock" viewBox="0 0 36 36" data-late={seconds <= 5}>
        <circle
          cx="18"
          cy="18"
          r="15.9"
          pathLength={AROUND}
          stroke-dasharray={`${share * AROUND} ${AROUND}`}
        />
      </svg>
      {seconds <= 10 && <span class="seconds">{seconds}</span>}
    </>
  );
};
