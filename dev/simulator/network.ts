import type { Framing } from "../../src/actor/sockets/session.ts";
import type { Environment } from "../../src/client/environment.ts";
import { envelopeFor, signEnvelope } from "../../src/shared/auth/envelope.ts";
import type { Claims } from "../../src/shared/auth/token.ts";
import type { Seat } from "../../src/shared/game/seats.ts";
import { closeCodeOf } from "../../src/shared/protocol/close.ts";
import { type Rejection, refusalOf } from "../../src/shared/protocol/refusal.ts";
import { BATCH_SUBPROTOCOL, BEARER_PREFIX, PROTOCOL_VERSION } from "../../src/shared/protocol/version.ts";
import type { Settings } from "../../src/shared/settings.ts";
import type { Random } from "../clients/random.ts";
import type { Loop } from "./loop.ts";
import { type GameObject, ServerEnd, Unreachable } from "./object.ts";
import { messagesIn } from "./text.ts";

/** The claims of a token of the simulation. Only the edge's envelopes are signed. */
export const claimsIn = (token: string, gameId: string, created: number): Claims => {
  const [role, seat, seatVersion] = token.split(".");
  if (role === "host") return { role, gameId, created, hostVersion: 1 };
  return role === "player"
    ? { role, gameId, created, seat: Number(seat) as Seat, seatVersion: Number(seatVersion), name: null }
    : { role: "observer", gameId, name: null };
};

/** The events of a client's socket, for the checker. */
export interface Overheard {
  readonly text: (text: string) => void;
  /** The same text when the server sends it, before it is delivered. */
  readonly said?: (text: string) => void;
  readonly opened: () => void;
  /** The server closes a socket that it had accepted. */
  readonly hungUp?: (code: number) => void;
}

/** Receives the events of a traced run. */
export type Say = (what: string, text?: string) => void;

export interface NetworkPorts {
  readonly loop: Loop;
  readonly random: Random;
  readonly object: GameObject;
  readonly gameId: string;
  /** The creation time of the game, epoch ms. */
  readonly created: () => number;
  readonly settings: Settings;
  readonly say?: Say;
}

/** One connection. It is ordered in each direction, has random delays, and may be cut. */
interface Wire {
  readonly cut: (how: "both" | "silent") => void;
}

/** The envelope that the edge would send for `token` now. It uses the same clock as the object. */
export const vouchFor = (token: string, { object, gameId, created, settings }: NetworkPorts): string =>
  signEnvelope(envelopeFor(claimsIn(token, gameId, created()), object.wallNow()), settings.keyring.current);

/** Opens the environment of a client, with connections that may be cut. */
export const openPlace = (ports: NetworkPorts, overheard: Overheard) => {
  const { loop, random, object, gameId, say = () => {} } = ports;
  const wires = new Set<Wire>();

  class ClientEnd {
    static readonly OPEN = 1;
    readonly #listeners = new Map<string, ((event: object) => void)[]>();
    readyState = 0;
    #server: ServerEnd | null = null;
    /** Whether data is still delivered. */
    #connected = true;
    #lastDown = 0;
    #lastUp = 0;

    constructor(url: string, protocols: readonly string[]) {
      const bearer = protocols.find((protocol) => protocol.startsWith(BEARER_PREFIX)) ?? "";
      const token = bearer.slice(BEARER_PREFIX.length);
      this.#resume = new URL(url).searchParams.get("resume");
      this.#framing = protocols.includes(BATCH_SUBPROTOCOL) ? "batch" : "single";
      const wire: Wire = {
        cut: (how) => {
          if (!this.#connected) return;
          this.#connected = false;
          wires.delete(wire);
          // Either side may get the close event late, or not at all.
          if (how === "both") this.#fall(1006, "", random.int(50));
          const server = this.#server;
          if (server && random.chance(0.7)) loop.after(random.int(5_000), () => object.lose(server, 1006));
        },
      };
      wires.add(wire);
      this.#wire = wire;
      loop.after(1 + random.int(40), () => this.#arrive(token));
    }
    readonly #wire: Wire;
    readonly #framing: Framing;
    readonly #resume: string | null;

    #arrive(token: string): void {
      const line = {
        carry: (text: string) => {
          for (const one of messagesIn(text)) overheard.said?.(one);
          this.#down(() => this.#say(text));
        },
        hangUp: (code: number, reason: string) => {
          overheard.hungUp?.(code);
          this.#down(() => this.#fall(code, reason, 0));
        },
      };
      const accept = () => {
        this.#server = new ServerEnd(object, line);
        return this.#server;
      };
      // The server's first messages must not arrive before the socket is open.
      this.#down(() => {
        if (this.readyState === 0) this.readyState = 1;
        overheard.opened();
      });
      object
        .ask((gameServer) =>
          gameServer.admitSocket({
            ...{ gameId, envelope: vouchFor(token, ports), near: "", accept },
            ...{ framing: this.#framing, resume: this.#resume },
          }),
        )
        .then(
          (admitted) => {
            if (!admitted.ok) this.#turnAway(admitted.error);
          },
          (error: unknown) => {
            if (!(error instanceof Unreachable)) throw error;
            this.#turnAway({ kind: "unreachable" });
          },
        );
    }

    #turnAway(rejection: Rejection): void {
      const { code, reason } = refusalOf(rejection);
      const message = { message_type: "error", game_id: gameId, version: PROTOCOL_VERSION, origin: "web" };
      const text = JSON.stringify({ ...message, ts: loop.now(), code, reason });
      this.#down(() => this.#say(this.#framing === "batch" ? `[${text}]` : text));
      this.#down(() => this.#fall(closeCodeOf(rejection), reason, 0));
    }

    /** Delivers something to the client, after all earlier deliveries. */
    #down(land: () => void): void {
      this.#lastDown = Math.max(this.#lastDown, loop.now() + 1 + random.int(30));
      loop.after(this.#lastDown - loop.now(), () => {
        if (this.#connected) land();
      });
    }

    #say(text: string): void {
      if (this.readyState !== 1) return;
      for (const one of messagesIn(text)) overheard.text(one);
      this.#tell("message", { data: text });
    }

    #fall(code: number, reason: string, ms: number): void {
      loop.after(ms, () => {
        if (this.readyState === 3) return;
        this.readyState = 3;
        this.#connected = false;
        wires.delete(this.#wire);
        this.#tell("close", { code, reason });
      });
    }

    addEventListener(type: string, listener: (event: object) => void): void {
      this.#listeners.set(type, [...(this.#listeners.get(type) ?? []), listener]);
    }

    #tell(type: string, event: object): void {
      for (const listener of this.#listeners.get(type) ?? []) listener(event);
    }

    send(text: string): void {
      this.#up(() => {
        say("arrives", text);
        if (this.#server) object.hear(this.#server, text);
      });
    }

    close(code = 1005): void {
      if (this.readyState >= 2) return;
      this.readyState = 2;
      this.#up(() => {
        if (this.#server) object.lose(this.#server, code);
      });
      this.#fall(code, "", 5);
    }

    #up(land: () => void): void {
      this.#lastUp = Math.max(this.#lastUp, loop.now() + 1 + random.int(30));
      const wasConnected = this.#connected;
      loop.after(this.#lastUp - loop.now(), () => {
        if (wasConnected && this.#server) land();
      });
    }
  }

  const world: Environment = {
    WebSocket: ClientEnd as unknown as Environment["WebSocket"],
    after: loop.after,
    random: random.next,
  };
  return {
    world,
    /** Cuts every open connection. */
    cut: (how: "both" | "silent") => {
      for (const wire of [...wires]) wire.cut(how);
    },
  };
};
