import { DurableObject } from "cloudflare:workers";
import { ENVELOPE_HEADER } from "../shared/auth/envelope.ts";
import { PING, PONG } from "../shared/protocol/version.ts";
import { settingsOnce } from "../shared/settings.ts";
import { cloudflare } from "./cloudflare-platform.ts";
import type { ActorEnv } from "./env.ts";
import { type GameServer, openGameServer } from "./game/game-server.ts";
import type { Counters } from "./metrics/counters.ts";
import { framingIn, openUpgrade } from "./websocket-upgrade.ts";

export type { Created, Founding, Revoked, Seated } from "./game/seated.ts";

type Asked<Question extends keyof GameServer> = Parameters<GameServer[Question]>;

/** The Durable Object of one game. It forwards calls, frames and alarms to the game server and counts them [M1]. */
export class GameActor extends DurableObject<ActorEnv> {
  // Set in `blockConcurrencyWhile`, before any delivery.
  #counters!: Counters;
  #server!: GameServer;

  constructor(ctx: DurableObjectState, env: ActorEnv) {
    super(ctx, env);
    const settings = settingsOnce(env);
    if (!settings.ok) throw new Error("misconfigured");
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair(PING, PONG));
    ctx.blockConcurrencyWhile(async () => {
      const platform = await cloudflare(ctx, env, settings.value);
      this.#counters = platform.counters;
      this.#server = openGameServer(platform, settings.value);
    });
  }

  // Calls from the edge.

  async create(...asked: Asked<"create">) {
    return this.#counters.request(() => this.#server.create(...asked));
  }
  async join(...asked: Asked<"join">) {
    return this.#counters.request(() => this.#server.join(...asked));
  }
  async mint(...asked: Asked<"mint">) {
    return this.#counters.request(() => this.#server.mint(...asked));
  }
  async revokeHost(...asked: Asked<"revokeHost">) {
    return this.#counters.request(() => this.#server.revokeHost(...asked));
  }
  async renew(...asked: Asked<"renew">) {
    return this.#counters.request(() => this.#server.renew(...asked));
  }
  async vouch(...asked: Asked<"vouch">) {
    return this.#counters.request(() => this.#server.vouch(...asked));
  }
  async changeRules(...asked: Asked<"changeRules">) {
    return this.#counters.request(() => this.#server.changeRules(...asked));
  }
  async makeCode(...asked: Asked<"makeCode">) {
    return this.#counters.request(() => this.#server.makeCode(...asked));
  }
  async redeemCode(...asked: Asked<"redeemCode">) {
    return this.#counters.request(() => this.#server.redeemCode(...asked));
  }
  async status(...asked: Asked<"status">) {
    return this.#counters.request(() => this.#server.status(...asked));
  }
  async snapshot(...asked: Asked<"snapshot">) {
    return this.#counters.request(() => this.#server.snapshot(...asked));
  }
  async act(...asked: Asked<"act">) {
    return this.#counters.request(() => this.#server.act(...asked));
  }
  async seatBots(...asked: Asked<"seatBots">) {
    return this.#counters.request(() => this.#server.seatBots(...asked));
  }
  async removeBot(...asked: Asked<"removeBot">) {
    return this.#counters.request(() => this.#server.removeBot(...asked));
  }
  async free(...asked: Asked<"free">) {
    return this.#counters.request(() => this.#server.free(...asked));
  }
  async pushSync(...asked: Asked<"pushSync">) {
    return this.#counters.request(() => this.#server.pushSync(...asked));
  }
  async replay(...asked: Asked<"replay">) {
    return this.#counters.request(() => this.#server.replay(...asked));
  }
  async end(...asked: Asked<"end">) {
    return this.#counters.request(() => this.#server.end(...asked));
  }
  async tally(...asked: Asked<"tally">) {
    return this.#counters.request(() => this.#server.tally(...asked));
  }
  async poke(...asked: Asked<"poke">) {
    return this.#counters.request(() => this.#server.poke(...asked));
  }

  // Calls from galleries.

  async attend(...asked: Asked<"attend">) {
    return this.#counters.request(() => this.#server.attend(...asked));
  }

  /** Opens a socket of the game [S2], or answers with an `UpgradeAnswer`. */
  override async fetch(request: Request): Promise<Response> {
    const { searchParams } = new URL(request.url);
    const upgrade = openUpgrade();
    const entrance = await this.#counters.request(() =>
      this.#server.admitSocket({
        gameId: searchParams.get("game_id") ?? "",
        envelope: request.headers.get(ENVELOPE_HEADER),
        framing: framingIn(searchParams),
        near: searchParams.get("near") ?? "",
        resume: searchParams.get("resume"),
        accept: upgrade.accept,
      }),
    );
    if (!entrance.ok) return upgrade.answer({ kind: "refused", rejection: entrance.error });
    return entrance.value.kind === "gallery" ? upgrade.answer(entrance.value) : upgrade.accepted();
  }

  // Deliveries from the platform.

  override webSocketMessage(socket: WebSocket, data: string | ArrayBuffer): Promise<void> {
    return this.#counters.frame(data, () => this.#server.webSocketMessage(socket, data));
  }
  override webSocketClose(socket: WebSocket, code: number, reason: string): Promise<void> {
    return this.#counters.during(() => this.#server.webSocketClose(socket, code, reason));
  }
  override webSocketError(socket: WebSocket): Promise<void> {
    return this.#counters.during(() => this.#server.webSocketError(socket));
  }
  override alarm(): Promise<void> {
    return this.#counters.alarm(this.#server.alarm);
  }
}
