import { DurableObject } from "cloudflare:workers";
import type { GalleryKey } from "../../src/shared/gallery-key.ts";
import { type GameActor, default as worker } from "./worker.js";

export { GameActor } from "./worker.js";

/*
 * Handles the requests of the product first. Its galleries report one observer each and do nothing with their messages.
 * `POST /deaf/<game>/<created>/<n>` opens the first n. The measured rest is the game's own work, with the platform's
 * work for the calls.
 */

interface Env {
  readonly GAMES: DurableObjectNamespace<GameActor>;
  readonly GALLERIES: DurableObjectNamespace<GalleryActor>;
}

export class GalleryActor extends DurableObject<Env> {
  async open(key: GalleryKey) {
    const { GAMES } = this.env;
    return GAMES.get(GAMES.idFromName(key.gameId)).attend(key, 1);
  }
  async feed(): Promise<void> {}
  async end(): Promise<void> {}
}

export default {
  ...worker,
  fetch: async (request: Request, env: Env, ctx: ExecutionContext): Promise<Response> => {
    const [, deaf, gameId = "", created, count] = new URL(request.url).pathname.split("/");
    if (deaf !== "deaf") return worker.fetch(request, env, ctx);
    for (let number = 0; number < Number(count); number += 1) {
      const key = { gameId, created: Number(created), near: "", number };
      const name = [gameId, created, "", number].join(".");
      const opened = await env.GALLERIES.get(env.GALLERIES.idFromName(name)).open(key);
      if (!opened.ok) return Response.json(opened, { status: 500 });
    }
    return new Response("open");
  },
};
