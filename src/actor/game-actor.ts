import { DurableObject } from "cloudflare:workers";
import { ENVELOPE_HEADER } from "../shared/auth/envelope.ts";
import { PING, PONG } from "../shared/protocol/ping.ts";
import { settingsOnce } from "../shared/settings.ts";
import { attended } from "./attended.ts";
import { cloudflare } from "./cloudflare-platform.ts";
import type { ActorEnv } from "./env.ts";
import { GameServer } from "./game/game-server.ts";

export type { Revoked, Seated } from "./game/authorize.ts";

type Asked<Question extends keyof GameServer> = Parameters<GameServer[Question]>;

/** The Durable Object of one game: all that Cloudflare knows of it. The game server answers what is asked of it. */
export class GameActor extends DurableObject<ActorEnv> {
  // Opened before anything is delivered.
  #gameServer!: GameServer;

  constructor(ctx: DurableObjectState, env: ActorEnv) {
    super(ctx, env);
    const settings = settingsOnce(env);
    if (!settings.ok) throw new Error("misconfigured");
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair(PING, PONG));
    ctx.blockConcurrencyWhile(async () => {
      const platform = await cloudflare(ctx, env, settings.value);
      this.#gameServer = attended(new GameServer(platform, settings.value), platform.counters);
    });
  }

  // What the edge asks.

  async create(...asked: Asked<"create">) {
    return this.#gameServer.create(...asked);
  }
  async join(...asked: Asked<"join">) {
    return this.#gameServer.join(...asked);
  }
  async mint(...asked: Asked<"mint">) {
    return this.#gameServer.mint(...asked);
  }
  async revokeHost(...asked: Asked<"revokeHost">) {
    return this.#gameServer.revokeHost(...asked);
  }
  async renew(...asked: Asked<"renew">) {
    return this.#gameServer.renew(...asked);
  }
  async vouch(...asked: Asked<"vouch">) {
    return this.#gameServer.vouch(...asked);
  }
  async status(...asked: Asked<"status">) {
    return this.#gameServer.status(...asked);
  }
  async snapshot(...asked: Asked<"snapshot">) {
    return this.#gameServer.snapshot(...asked);
  }
  async act(...asked: Asked<"act">) {
    return this.#gameServer.act(...asked);
  }
  async seatBots(...asked: Asked<"seatBots">) {
    return this.#gameServer.seatBots(...asked);
  }
  async removeBot(...asked: Asked<"removeBot">) {
    return this.#gameServer.removeBot(...asked);
  }
  async free(...asked: Asked<"free">) {
    return this.#gameServer.free(...asked);
  }
  async replay(...asked: Asked<"replay">) {
    return this.#gameServer.replay(...asked);
  }
  async end(...asked: Asked<"end">) {
    return this.#gameServer.end(...asked);
  }
  async tally(...asked: Asked<"tally">) {
    return this.#gameServer.tally(...asked);
  }
  async poke(...asked: Asked<"poke">) {
    return this.#gameServer.poke(...asked);
  }

  /** What a gallery asks. */
  async attend(...asked: Asked<"attend">) {
    return this.#gameServer.attend(...asked);
  }

  /** A socket of the game; or 200 with the gallery that has room [O1]; or refused with a `Rejection` [S2]. */
  override async fetch(request: Request): Promise<Response> {
    const { searchParams } = new URL(request.url);
    const gameId = searchParams.get("game_id") ?? "";
    const envelope = request.headers.get(ENVELOPE_HEADER);
    const ends: { client?: WebSocket } = {};
    const accepted = await this.#gameServer.admitSocket(
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
    return this.#gameServer.webSocketMessage(socket, data);
  }
  override async webSocketClose(socket: WebSocket, code: number, reason: string): Promise<void> {
    return this.#gameServer.webSocketClose(socket, code, reason);
  }
  override async webSocketError(socket: WebSocket): Promise<void> {
    return this.#gameServer.webSocketError(socket);
  }
  override async alarm(): Promise<void> {
    return this.#gameServer.alarm();
  }
}
