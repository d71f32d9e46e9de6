import type { ActorEnv, GalleryObject } from "../env.ts";
import type { GalleryCalls } from "../platform.ts";

/**
 * Calls galleries by name. Calls on one stub arrive in their order, so each gallery's is kept; one that has failed may
 * be broken for good, and is made anew.
 */
export const callGalleries = ({ GALLERIES }: Pick<ActorEnv, "GALLERIES">): GalleryCalls => {
  const stubs = new Map<string, DurableObjectStub<GalleryObject>>();
  const call = async (name: string, ask: (stub: DurableObjectStub<GalleryObject>) => Promise<void>) => {
    const stub = stubs.get(name) ?? GALLERIES.get(GALLERIES.idFromName(name));
    stubs.set(name, stub);
    try {
      await ask(stub);
    } catch (error) {
      if (stubs.get(name) === stub) stubs.delete(name);
      throw error;
    }
  };
  return {
    feed: (name, batch, onward) => call(name, (stub) => stub.feed(name, batch, onward)),
    end: (name, frames, onward) => call(name, (stub) => stub.end(name, frames, onward)),
  };
};
