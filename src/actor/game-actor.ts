import { DurableObject } from "cloudflare:workers";
import { ENVELOPE_HEADER } from "../shared/envelope.ts";
import { PING, PONG } from "../shared/protocol/ping.ts";
import { settingsOnce } from "../shared/settings.ts";
import { attended } from "./attended.ts";
import { Authority } from "./authority.ts";
import { cloudflare } from "./cloudflare.ts";
import type { ActorEnv } from "./env.ts";

export type { Revoked, Seated } from "./admission.ts";

type Asked<Question extends keyof Authority> = Parameters<Authority[Question]>;

/** The Durable Object of one game: all that Cloudflare knows of it. What is asked of it, the authority answers. */
export class GameActor extends DurableObject<ActorEnv> {
  // Opened before anything is delivered.
  #authority!: Authority;

  constructor(ctx: DurableObjectState, env: ActorEnv) {
    super(ctx, env);
    const settings = settingsOnce(env);
    if (!settings.ok) throw new Error("misconfigured");
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair(PING, PONG));
    ctx.blockConcurrencyWhile(async () => {
      const platform = await cloudflare(ctx, env, settings.value);
      this.#authority = attended(new Authority(platform, settings.value), platform.counters);
    });
  }

  // What the edge asks.

  async create(...asked: Asked<"create">) {
    return this.#authority.create(...asked);
  }
  async join(...asked: Asked<"join">) {
    return this.#authority.join(...asked);
  }
  async mint(...asked: Asked<"mint">) {
    return this.#authority.mint(...asked);
  }
  async revokeHost(...asked: Asked<"revokeHost">) {
    return this.#authority.revokeHost(...asked);
  }
  async renew(...asked: Asked<"renew">) {
    return this.#authority.renew(...asked);
  }
  async vouch(...asked: Asked<"vouch">) {
    return this.#authority.vouch(...asked);
  }
  async status(...asked: Asked<"status">) {
    return this.#authority.status(...asked);
  }
  async snapshot(...asked: Asked<"snapshot">) {
    return this.#authority.snapshot(...asked);
  }
  async act(...asked: Asked<"act">) {
    return this.#authority.act(...asked);
  }
  async seatBots(...asked: Asked<"seatBots">) {
    return this.#authority.seatBots(...asked);
  }
  async removeBot(...asked: Asked<"removeBot">) {
    return this.#authority.removeBot(...asked);
  }
  async free(...asked: Asked<"free">) {
    return this.#authority.free(...asked);
  }
  async replay(...asked: Asked<"replay">) {
    return this.#authority.replay(...asked);
  }
  async end(...asked: Asked<"end">) {
    return this.#authority.end(...asked);
  }
  async tally(...asked: Asked<"tally">) {
    return this.#authority.tally(...asked);
  }
  async poke(...asked: Asked<"poke">) {
    return this.#authority.poke(...asked);
  }

  /** What a gallery asks. */
  async attend(...asked: Asked<"attend">) {
    return this.#authority.attend(...asked);
  }

  /** A socket of the game; or 200 with the gallery that has room [O1]; or refused with a `Rejection` [S2]. */
  override async fetch(request: Request): Promise<Response> {
    const { searchParams } = new URL(request.url);
    const gameId = searchParams.get("game_id") ?? "";
    const envelope = request.headers.get(ENVELOPE_HEADER);
    const ends: { client?: WebSocket } = {};
    const accepted = await this.#authority.admitSocket(
      gameId,
      envelope,
      searchParams.get("near") ?? "",
      () => {
        const { 0: client, 1: server } = new WebSocketPair();
        ends.client = client;
        return server;
      },
    );
    if (!accepted.ok) return Response.json(accepted.error, { status: 409 });
    return accepted.value.kind === "gallery"
      ? Response.json(accepted.value.gallery)
      : new Response(null, { status: 101, webSocket: ends.client ?? null });
  }

  // What the platform delivers.

  override webSocketMessage(socket: WebSocket, data: string | ArrayBuffer): Promise<void> {
    return this.#authority.webSocketMessage(socket, data);
  }
  override async webSocketClose(socket: WebSocket, code: number, reason: string): Promise<void> {
    return this.#authority.webSocketClose(socket, code, reason);
  }
  override async webSocketError(socket: WebSocket): Promise<void> {
    return this.#authority.webSocketError(socket);
  }
  override async alarm(): Promise<void> {
    return this.#authority.alarm();
  }
}
