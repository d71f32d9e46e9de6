import { signal } from "@preact/signals";
import { pathTo, type Route, routeOf } from "../model/route.ts";

export const route = signal<Route>(routeOf(location.pathname));

addEventListener("popstate", () => {
  route.value = routeOf(location.pathname);
});

export const go = (to: Route): void => {
  if (pathTo(to) !== location.pathname) history.pushState(null, "", pathTo(to));
  route.value = to;
  scrollTo(0, 0);
};
