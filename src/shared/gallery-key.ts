import type { Rejection } from "./protocol/refusal.ts";

/** One gallery of a game. It is a Durable Object for observers beyond the limit of the game's own object [O1]. */
export interface GalleryKey {
  readonly gameId: string;
  /** The creation time of the game, epoch ms. A later game with the same id has other galleries. */
  readonly created: number;
  /** The location hint of its observers, or "" [O3]. */
  readonly near: string;
  readonly number: number;
}

/** The name of a gallery's Durable Object. */
export const galleryNameOf = ({ gameId, created, near, number }: GalleryKey): string =>
  [gameId, created, near, number].join(".");

/** The gallery with this name; null when it is not the name of a gallery. */
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
