// The Worker that stands under this name beside those that stand before it: the product's bundle or the bare one.
import { DurableObject } from "cloudflare:workers";
import type { GalleryKey } from "../../src/shared/gallery-key.ts";

export class GameActor extends DurableObject<unknown> {
  /** What a gallery tells its game; the bare one has none. */
  attend(key: GalleryKey, watchers: number): Promise<{ readonly ok: boolean }>;
}

declare const worker: {
  fetch(request: Request, env: unknown, ctx: ExecutionContext): Response | Promise<Response>;
};
export default worker;
