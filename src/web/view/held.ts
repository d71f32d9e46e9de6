import { useEffect, useRef } from "preact/hooks";

/** The wait before a held button repeats, and the interval of its repeats, in ms. */
const FIRST_MS = 420;
const EVERY_MS = 90;

/** The handlers of a button whose action is repeated while it is held. */
export const useHeld = (run: () => void) => {
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const latest = useRef(run);
  const repeated = useRef(false);
  latest.current = run;
  const stop = () => clearTimeout(timer.current);
  useEffect(() => stop, []);
  const repeat = () => {
    repeated.current = true;
    latest.current();
    timer.current = setTimeout(repeat, EVERY_MS);
  };
  return {
    onPointerDown: (event: PointerEvent) => {
      if (event.button !== 0) return;
      stop();
      repeated.current = false;
      timer.current = setTimeout(repeat, FIRST_MS);
    },
    onPointerUp: stop,
    onPointerLeave: stop,
    onPointerCancel: stop,
    onContextMenu: (event: Event) => event.preventDefault(),
    onClick: (event: MouseEvent) => {
      // The click that ends a long press is not one more step. A click of a key has no `detail`.
      if (event.detail === 0 || !repeated.current) latest.current();
      repeated.current = false;
    },
  };
};
