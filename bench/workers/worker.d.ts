// The Worker with this name beside those that handle its requests first: the product's bundle or the bare one.
import { DurableObject } from "cloudflare:workers";
import type { GalleryKey } from "../../src/shared/gallery-key.ts";

export class GameActor extends DurableObject<unknown> {
  /** The report of a gallery to its game. The bare Worker has no galleries. */
  attend(key: GalleryKey, watchers: number): Promise<{ readonly ok: boolean }>;
}

declare const worker: {
  fetch(request: Request, env: unknown, ctx: ExecutionContext): Response | Promise<Response>;
};
export default worker;
