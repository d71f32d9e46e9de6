import { app } from "./app.ts";
import { settingsFor } from "./context.ts";
import type { Env } from "./env.ts";
import { sweep } from "./sweep.ts";

export { GalleryActor } from "../actor/gallery/gallery-actor.ts";
export { GameActor } from "../actor/game-actor.ts";

/** The Worker: `app` answers requests, and the sweep runs once a minute. */
export default {
  fetch: app.fetch,
  async scheduled(_controller, env) {
    const settings = settingsFor(env);
    if (settings) await sweep(env, settings, Date.now());
  },
} satisfies ExportedHandler<Env>;
