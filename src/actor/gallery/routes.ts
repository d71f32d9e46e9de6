import { type GalleryKey, galleryNameOf } from "../../shared/gallery-key.ts";

/** How many galleries a game calls itself; beyond that they pass its words on [O6]. */
export const MAX_CALLS = 30;

/** A gallery that is called, and those to which it passes on what it is told. */
export interface Route {
  readonly name: string;
  readonly onward: readonly string[];
}

/**
 * The calls that reach all of `keys`: one to each, or beyond `MAX_CALLS` one to the first of each of so many groups, in
 * which those of a continent stand together.
 */
export const routesTo = (keys: readonly GalleryKey[]): readonly Route[] => {
  const size = Math.ceil(keys.length / MAX_CALLS);
  const sorted =
    size > 1 ? keys.toSorted((a, b) => a.near.localeCompare(b.near) || a.number - b.number) : keys;
  const routes: Route[] = [];
  for (let from = 0; from < sorted.length; from += size) {
    const [name, ...onward] = sorted.slice(from, from + size).map(galleryNameOf);
    if (name !== undefined) routes.push({ name, onward });
  }
  return routes;
};
