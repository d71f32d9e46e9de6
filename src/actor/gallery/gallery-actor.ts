import { DurableObject } from "cloudflare:workers";
import { ENVELOPE_HEADER } from "../../shared/auth/envelope.ts";
import { galleryNamed } from "../../shared/gallery-key.ts";
import { PING, PONG } from "../../shared/protocol/ping.ts";
import type { Rejection } from "../../shared/protocol/refusal.ts";
import { settingsOnce } from "../../shared/settings.ts";
import { callGalleries, objectOf } from "../cloudflare-platform.ts";
import type { ActorEnv } from "../env.ts";
import { Gallery } from "./gallery.ts";
import type { GalleryPlatform } from "./platform.ts";

type Asked<Question extends keyof Gallery> = Parameters<Gallery[Question]>;

/** The Durable Object of one gallery: all that Cloudflare knows of it. What is asked of it, the gallery answers. */
export class GalleryActor extends DurableObject<ActorEnv> {
  // Opened before anything is delivered.
  #gallery!: Gallery;

  constructor(ctx: DurableObjectState, env: ActorEnv) {
    super(ctx, env);
    const settings = settingsOnce(env);
    if (!settings.ok) throw new Error("misconfigured");
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair(PING, PONG));
    ctx.blockConcurrencyWhile(async () => {
      const platform = {
        ...(await objectOf(ctx)),
        galleries: callGalleries(env),
        attend: async (key, watchers) =>
          env.GAMES.get(env.GAMES.idFromName(key.gameId)).attend(key, watchers),
      } satisfies GalleryPlatform;
      this.#gallery = new Gallery(platform, settings.value);
    });
  }

  // What the game says.

  async feed(...asked: Asked<"feed">) {
    return this.#gallery.feed(...asked);
  }
  async end(...asked: Asked<"end">) {
    return this.#gallery.end(...asked);
  }

  /** A watcher's socket; refused with a `Rejection` [O2]. */
  override async fetch(request: Request): Promise<Response> {
    const refuse = (rejection: Rejection) => Response.json(rejection, { status: 409 });
    const key = galleryNamed(new URL(request.url).searchParams.get("gallery") ?? "");
    if (!key) return refuse({ kind: "unreachable" });
    const ends: { client?: WebSocket } = {};
    const envelope = request.headers.get(ENVELOPE_HEADER) ?? "";
    const accepted = await this.#gallery.admitSocket(key, envelope, () => {
      const { 0: client, 1: server } = new WebSocketPair();
      ends.client = client;
      return server;
    });
    return accepted.ok
      ? new Response(null, { status: 101, webSocket: ends.client ?? null })
      : refuse(accepted.error);
  }

  // What the platform delivers.

  override async webSocketMessage(socket: WebSocket, data: string | ArrayBuffer): Promise<void> {
    return this.#gallery.webSocketMessage(socket, data);
  }
  override async webSocketClose(socket: WebSocket, code: number, reason: string): Promise<void> {
    return this.#gallery.webSocketClose(socket, code, reason);
  }
  override async webSocketError(socket: WebSocket): Promise<void> {
    return this.#gallery.webSocketError(socket);
  }
  override async alarm(): Promise<void> {
    return this.#gallery.alarm();
  }
}
