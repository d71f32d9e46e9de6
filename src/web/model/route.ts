import { gameIdOf } from "../../shared/protocol/ids.ts";

/** The screen that the address of the page selects. */
export type Route =
  | { readonly name: "start" }
  | { readonly name: "play"; readonly gameId: string }
  | { readonly name: "watch"; readonly gameId: string }
  | { readonly name: "nowhere" };

/** The route of a path: `/`, `/g/<id>` to play, `/w/<id>` to watch. */
export const routeOf = (pathname: string): Route => {
  if (pathname === "/") return { name: "start" };
  const [, way, id] = /^\/(g|w)\/([^/]+)\/?$/.exec(pathname) ?? [];
  const gameId = gameIdOf(id ?? "");
  if (!gameId) return { name: "nowhere" };
  return { name: way === "g" ? "play" : "watch", gameId };
};

export const pathTo = (route: Route): string => {
  if (route.name === "play") return `/g/${route.gameId}`;
  return route.name === "watch" ? `/w/${route.gameId}` : "/";
};

/** The game id in a typed text: a code in either case, also with spaces, or a link. Null when there is none. */
export const gameIn = (typed: string): string | null => {
  const [, linked] = /\/[gw]\/([0-9a-z]{6})(?![0-9a-z])/i.exec(typed) ?? [];
  return gameIdOf(linked ?? typed.replace(/[\s-]/g, ""));
};
