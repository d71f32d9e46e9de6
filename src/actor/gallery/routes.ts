import { type GalleryKey, galleryNameOf } from "../../shared/gallery-key.ts";

/**
 * The maximum number of galleries that a game calls itself. If there are more, those forward the calls to the others
 * [O6].
 */
export const MAX_CALLS = 30;

/** A gallery that is called, and the galleries to which it forwards the call. */
export interface Route {
  readonly name: string;
  readonly onward: readonly string[];
}

/**
 * The calls that reach all `keys`: one to each gallery. Above `MAX_CALLS`, the galleries are sorted by region and form
 * up to that many groups, and the first of each group gets the call.
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
