import { DurableObject } from "cloudflare:workers";
import { ENVELOPE_HEADER } from "../../shared/auth/envelope.ts";
import { galleryNamed } from "../../shared/gallery-key.ts";
import { PING, PONG } from "../../shared/protocol/version.ts";
import { err } from "../../shared/result.ts";
import { settingsOnce } from "../../shared/settings.ts";
import { callGalleries, objectOf } from "../cloudflare-platform.ts";
import type { ActorEnv } from "../env.ts";
import { framingIn, openUpgrade } from "../websocket-upgrade.ts";
import { Gallery } from "./gallery.ts";
import type { GalleryPlatform } from "./platform.ts";

type Asked<Question extends keyof Gallery> = Parameters<Gallery[Question]>;

/** The Durable Object of one gallery. It forwards calls, frames and alarms to the gallery. */
export class GalleryActor extends DurableObject<ActorEnv> {
  // Set in `blockConcurrencyWhile`, before any delivery.
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

  // Calls from the game.

  async feed(...asked: Asked<"feed">) {
    return this.#gallery.feed(...asked);
  }
  async say(...asked: Asked<"say">) {
    return this.#gallery.say(...asked);
  }
  async end(...asked: Asked<"end">) {
    return this.#gallery.end(...asked);
  }

  /** Opens the socket of an observer, or answers with an `UpgradeAnswer` [O2]. */
  override async fetch(request: Request): Promise<Response> {
    const upgrade = openUpgrade();
    const { searchParams } = new URL(request.url);
    const key = galleryNamed(searchParams.get("gallery") ?? "");
    const envelope = request.headers.get(ENVELOPE_HEADER) ?? "";
    const framing = framingIn(searchParams);
    const entered = key
      ? await this.#gallery.admitSocket({ key, envelope, framing, accept: upgrade.accept })
      : err({ kind: "unreachable" } as const);
    return entered.ok ? upgrade.accepted() : upgrade.answer({ kind: "refused", rejection: entered.error });
  }

  // Deliveries from the platform.

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
