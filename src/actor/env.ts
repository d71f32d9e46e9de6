import type { GalleryKey } from "../shared/gallery-key.ts";
import type { Rejection } from "../shared/protocol/refusal.ts";
import type { Result } from "../shared/result.ts";
import type { Vars } from "../shared/settings.ts";
import type { GalleryCalls } from "./core/platform.ts";
import type { Standing } from "./gallery/sequence.ts";
import type { Dataset } from "./metrics/report.ts";

/** A game as its galleries see it. */
interface GameObject extends Rpc.DurableObjectBranded {
  attend(key: GalleryKey, watchers: number): Promise<Result<Standing, Rejection>>;
}
/** A gallery as its game, or another gallery, sees it. */
export interface GalleryObject extends Rpc.DurableObjectBranded, GalleryCalls {}

/** The bindings by which games and galleries call each other, and where a game's figures go if they are wanted. */
export interface ActorEnv extends Vars {
  readonly GAMES: DurableObjectNamespace<GameObject>;
  readonly GALLERIES: DurableObjectNamespace<GalleryObject>;
  readonly ANALYTICS?: Dataset;
}
