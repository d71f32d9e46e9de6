import type { GalleryActor } from "../actor/gallery/gallery-actor.ts";
import type { GameActor } from "../actor/game-actor.ts";
import { type GalleryKey, galleryNameOf } from "../shared/gallery-key.ts";
import { kindOf, log } from "../shared/log.ts";
import type { Rejection } from "../shared/protocol/refusal.ts";
import { err, type Result } from "../shared/result.ts";
import type { Env } from "./env.ts";

/** The stub of a game's actor. Cloudflare uses the hint only when it creates the object. */
export const actorOf = (
  { GAMES }: Env,
  gameId: string,
  locationHint?: DurableObjectLocationHint,
): DurableObjectStub<GameActor> => GAMES.get(GAMES.idFromName(gameId), locationHint ? { locationHint } : {});

/** The stub of a gallery. The hint places it near its first observer [O3]. */
export const galleryOf = (
  { GALLERIES }: Env,
  key: GalleryKey,
  locationHint?: DurableObjectLocationHint,
): DurableObjectStub<GalleryActor> =>
  GALLERIES.get(GALLERIES.idFromName(galleryNameOf(key)), locationHint ? { locationHint } : {});

/** Where to create an object, by the continent of the client that creates the game [H14]. */
const HINT_BY_CONTINENT: Readonly<Record<string, DurableObjectLocationHint>> = {
  AF: "afr",
  AN: "oc",
  AS: "apac",
  EU: "weur",
  NA: "enam",
  OC: "oc",
  SA: "sam",
};

/** The location hint for Cloudflare's continent code; undefined for an unknown one, and then Cloudflare chooses. */
export const hintFor = (continent: unknown): DurableObjectLocationHint | undefined =>
  typeof continent === "string" && Object.hasOwn(HINT_BY_CONTINENT, continent)
    ? HINT_BY_CONTINENT[continent]
    : undefined;

/**
 * Calls the actor of `gameId` by `question`. A failed call is logged and becomes a rejection: `unavailable` if the actor is
 * overloaded, otherwise `unreachable`. The runtime has already made the retries that are safe.
 */
export const ask = async <T>(
  gameId: string,
  question: () => Promise<Result<T, Rejection>>,
): Promise<Result<T, Rejection>> => {
  try {
    return await question();
  } catch (error) {
    const overloaded = (error as { overloaded?: boolean }).overloaded === true;
    log("error", "actor_unreachable", { game_id: gameId, kind: kindOf(error), overloaded });
    return err({ kind: overloaded ? "unavailable" : "unreachable" });
  }
};
