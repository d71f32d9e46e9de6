import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

/** Whether `isWaiting` has been true for `ms`. The wait begins again when `about` changes. */
export const useWaited = (isWaiting: boolean, ms: number, about?: number): boolean => {
  const waited = useSignal(false);
  useEffect(() => {
    waited.value = false;
    if (!isWaiting) return;
    const timer = setTimeout(() => {
      waited.value = true;
    }, ms);
    return () => clearTimeout(timer);
  }, [isWaiting, ms, about, waited]);
  return waited.value;
};
