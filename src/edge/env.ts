import type { GalleryActor } from "../actor/gallery/gallery-actor.ts";
import type { GameActor } from "../actor/game-actor.ts";
import type { Vars } from "../shared/settings.ts";

/** The Worker's bindings, as wrangler.toml names them. */
export interface Env extends Vars {
  readonly GAMES: DurableObjectNamespace<GameActor>;
  readonly GALLERIES: DurableObjectNamespace<GalleryActor>;
  /** The files of the build: the page and the descriptions. */
  readonly ASSETS: Fetcher;
  /** Optional; receives data points [M6]. */
  readonly ANALYTICS?: AnalyticsEngineDataset;
  readonly CREATE_LIMIT: RateLimit;
  readonly JOIN_LIMIT: RateLimit;
  readonly TOKEN_LIMIT: RateLimit;
  readonly ACTION_LIMIT: RateLimit;
  readonly READ_LIMIT: RateLimit;
  readonly REPLAY_LIMIT: RateLimit;
  readonly SOCKET_LIMIT: RateLimit;
}
