import type { Rejection } from "./protocol/refusal.ts";

/** One gallery of one game: an object of its own for watchers who find no room in the game's [O1]. */
export interface GalleryKey {
  readonly gameId: string;
  /** When that game was made, epoch ms: a later game under the same id shares no gallery with it. */
  readonly created: number;
  /** The location hint for its watchers; empty where there is none [O3]. */
  readonly near: string;
  readonly number: number;
}

/** The name under which a gallery's object is found. */
export const galleryNameOf = ({ gameId, created, near, number }: GalleryKey): string =>
  [gameId, created, near, number].join(".");

/** The gallery of that name; null for a name that is none. */
export const galleryNamed = (name: string): GalleryKey | null => {
  const [gameId, created, near, number, ...rest] = name.split(".");
  if (!gameId || near === undefined || rest.length > 0) return null;
  const key = { gameId, created: Number(created), near, number: Number(number) };
  return galleryNameOf(key) === name ? key : null;
};

/** The body of an actor's answer to an upgrade that did not become a socket [O1, S2]. */
export type UpgradeAnswer =
  | { readonly kind: "gallery"; readonly gallery: GalleryKey }
  | { readonly kind: "refused"; readonly rejection: Rejection };
