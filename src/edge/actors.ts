import type { GalleryActor } from "../actor/gallery/gallery-actor.ts";
import type { GameActor } from "../actor/game-actor.ts";
import { type GalleryKey, galleryNameOf } from "../shared/gallery-key.ts";
import type { Env } from "./env.ts";

/** The stub of a game's actor. A hint counts only the first time the object is ever asked for. */
export const actorOf = (
  { GAMES }: Env,
  gameId: string,
  locationHint?: DurableObjectLocationHint,
): DurableObjectStub<GameActor> => GAMES.get(GAMES.idFromName(gameId), locationHint ? { locationHint } : {});

/** The stub of a gallery, near whoever is the first to be sent there [O3]. */
export const galleryOf = (
  { GALLERIES }: Env,
  key: GalleryKey,
  locationHint?: DurableObjectLocationHint,
): DurableObjectStub<GalleryActor> =>
  GALLERIES.get(GALLERIES.idFromName(galleryNameOf(key)), locationHint ? { locationHint } : {});
