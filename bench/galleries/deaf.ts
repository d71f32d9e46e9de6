/**
 * A module to stand before the Worker's: its galleries have one watcher each, as they say, and do nothing with what
 * they are told. `POST /deaf/<game>/<created>/<n>` opens the first n. What is left is the game's own work, with the
 * platform's for calling and being called.
 */
export const DEAF = `
import { DurableObject } from "cloudflare:workers";
import worker, { GameActor } from "./worker.js";
export { GameActor };
export class GalleryActor extends DurableObject {
  async open(key) {
    return this.env.GAMES.get(this.env.GAMES.idFromName(key.gameId)).attend(key, 1);
  }
  async feed() {}
  async end() {}
}
export default {
  ...worker,
  async fetch(request, env, ctx) {
    const [, deaf, gameId, created, count] = new URL(request.url).pathname.split("/");
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
`;
