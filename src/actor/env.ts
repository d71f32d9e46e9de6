import type { GalleryKey } from "../shared/gallery-key.ts";
import type { Rejection } from "../shared/protocol/refusal.ts";
import type { Result } from "../shared/result.ts";
import type { Vars } from "../shared/settings.ts";
import type { GalleryCalls } from "./core/platform.ts";
import type { Standing } from "./gallery/sequence.ts";
import type { Dataset } from "./metrics/report.ts";

/** The calls of a game to which its galleries have access. */
interface GameObject extends Rpc.DurableObjectBranded {
  attend(key: GalleryKey, watchers: number): Promise<Result<Standing, Rejection>>;
}
/** The calls of a gallery to which its game and other galleries have access. */
export interface GalleryObject extends Rpc.DurableObjectBranded, GalleryCalls {}

/** The bindings by which games and galleries call each other, and the optional data set for a game's metrics. */
export interface ActorEnv extends Vars {
  readonly GAMES: DurableObjectNamespace<GameObject>;
  readonly GALLERIES: DurableObjectNamespace<GalleryObject>;
  readonly ANALYTICS?: Dataset;
}
