import { gameIdOf } from "../../shared/protocol/ids.ts";

/** The screen that the address of the page selects. */
export type Route =
  | { readonly name: "start" }
  | { readonly name: "play"; readonly gameId: string }
  | { readonly name: "watch"; readonly gameId: string }
  /** A finished deal, which the fragment of the address holds. */
  | { readonly name: "deal" }
  | { readonly name: "nowhere" };

/** The route of a path: `/`, `/g/<id>` to play, `/w/<id>` to watch, `/r` for a deal. */
export const routeOf = (pathname: string): Route => {
  if (pathname === "/") return { name: "start" };
  if (pathname === "/r") return { name: "deal" };
  const [, way, id] = /^\/(g|w)\/([^/]+)\/?$/.exec(pathname) ?? [];
  const gameId = gameIdOf(id ?? "");
  if (!gameId) return { name: "nowhere" };
  return { name: way === "g" ? "play" : "watch", gameId };
};

export const pathTo = (route: Route): string => {
  if (route.name === "play") return `/g/${route.gameId}`;
  if (route.name === "deal") return "/r";
  return route.name === "watch" ? `/w/${route.gameId}` : "/";
};

/** Letters that are in no code, and the digits that they are mistaken for. */
const MISTAKEN: Readonly<Record<string, string>> = { o: "0", i: "1", l: "1" };

/**
 * The game id in a typed text: a code in either case, also with spaces and with letters for digits, or a link. Null when
 * there is none.
 */
export const gameIn = (typed: string): string | null => {
  const [, linked] = /\/[gw]\/([0-9a-z]{6})(?![0-9a-z])/i.exec(typed) ?? [];
  const code = typed
    .replace(/[\s-]/g, "")
    .replace(/[oil]/gi, (letter) => MISTAKEN[letter.toLowerCase()] ?? "");
  return gameIdOf(linked ?? code);
};
