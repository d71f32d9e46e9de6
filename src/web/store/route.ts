import { effect, type ReadonlySignal, signal } from "@preact/signals";
import { pathTo, type Route, routeOf } from "../model/route.ts";

export const route = signal<Route>(routeOf(location.pathname));

/*
 * Back leaves an address only when nothing holds it. While something does, the browser's history has a second entry for
 * the same address, the guard. Back goes from the guard to the entry below it, which changes nothing on the screen.
 */

/** Whether the browser's history is at a guard. */
let isOnGuard = false;

const isGuard = (): boolean => (history.state as { guard?: boolean } | null)?.guard === true;

/** What to do instead of leaving, while `isHeld` is true. */
interface Hold {
  readonly isHeld: ReadonlySignal<boolean>;
  readonly onBack: () => void;
}

/** Lets `hold` decide about Back [W26]. Called once, when the page starts. */
export const holdBack = ({ isHeld, onBack }: Hold): void => {
  isOnGuard = isGuard();
  effect(() => {
    if (!isHeld.value || isOnGuard) return;
    history.pushState({ guard: true }, "", location.href);
    isOnGuard = true;
  });
  addEventListener("popstate", () => {
    // A link with a key for this address, entered by hand.
    if (location.hash !== "") return location.reload();
    const wasOnGuard = isOnGuard;
    const isSame = pathTo(route.peek()) === location.pathname;
    isOnGuard = isGuard();
    // The same address again must not open its session again.
    if (!isSame) route.value = routeOf(location.pathname);
    if (!wasOnGuard || isOnGuard || !isSame) return;
    // A guard that is no longer needed is left together with the entry below it.
    if (!isHeld.peek()) return history.back();
    onBack();
    if (isHeld.peek()) history.forward();
  });
};

export const go = (to: Route): void => {
  if (pathTo(to) !== location.pathname) {
    if (isOnGuard) history.replaceState(null, "", pathTo(to));
    else history.pushState(null, "", pathTo(to));
    isOnGuard = false;
  }
  route.value = to;
  scrollTo(0, 0);
};
