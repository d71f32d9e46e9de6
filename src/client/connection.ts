import type { Code } from "../shared/protocol/refusal.ts";
import type { ServerMessage } from "../shared/protocol/server.ts";
import { BATCH_SUBPROTOCOL, BEARER_PREFIX, PING, SUBPROTOCOL } from "../shared/protocol/version.ts";
import type { Environment } from "./environment.ts";

/** How often a joined client shows that it is there, and asks whether the server is, in ms. */
const PING_EVERY_MS = 5_000;
/** How long a server may take to let a socket in, in ms. */
const OPEN_WITHIN_MS = 10_000;
/** What a socket that just broke, or fell silent, is taken to have been closed with. */
const BROKEN = 1006;

/** Why a socket was closed: its code, and the server's words if it said any. */
export interface Closed {
  readonly closeCode: number;
  readonly code: Code | null;
  readonly reason: string;
}

/** One socket, from its opening to its end. */
export interface Connection {
  /** Says something; lost without a word when the socket is not open. */
  readonly send: (message: object) => void;
  /** Closes it; nothing more is heard of it, its end included. */
  readonly close: () => void;
}

export interface ConnectOptions {
  /** Such as "http://localhost:8787". */
  readonly baseUrl: string;
  /** A player's or an observer's. */
  readonly token: string;
  /** The name of the connection before, when this one comes back by itself [S22]. */
  readonly resume: string | null;
  readonly world: Environment;
  /** Called for each frame with its messages, pongs apart. */
  readonly hear: (messages: readonly ServerMessage[]) => void;
  /** Called once, when the socket has closed, or its server has not answered a ping within ten seconds. */
  readonly lost: (why: Closed) => void;
}

/** Opens a socket with `token`. */
export const connect = ({ baseUrl, token, resume, world, hear, lost }: ConnectOptions): Connection => {
  const url = new URL("/ws/client", baseUrl);
  url.protocol = url.protocol.replace("http", "ws");
  if (resume !== null) url.searchParams.set("resume", resume);
  const socket = new world.WebSocket(url.href, [BATCH_SUBPROTOCOL, SUBPROTOCOL, `${BEARER_PREFIX}${token}`]);
  let said: ServerMessage<"error"> | null = null;
  let isOver = false;
  let joined = false;
  let heard = false;

  const sendText = (text: string) => {
    if (socket.readyState === world.WebSocket.OPEN) socket.send(text);
  };
  const finish = () => {
    isOver = true;
    cancel();
  };
  const end = (closeCode: number, reason: string) => {
    if (isOver) return;
    finish();
    // A server that is gone would keep us waiting for its half of the goodbye.
    socket.close();
    lost({ closeCode, code: said?.code ?? null, reason: said?.reason ?? reason });
  };
  /** Any message since the last ping is as good as its pong. */
  const beat = () => {
    if (!heard) return end(BROKEN, "the server has stopped answering");
    heard = false;
    sendText(PING);
    cancel = world.after(PING_EVERY_MS, beat);
  };
  let cancel = world.after(OPEN_WITHIN_MS, () => end(BROKEN, "the server did not answer in time"));

  socket.addEventListener("close", ({ code, reason }) => end(code, reason));
  socket.addEventListener("error", () => end(BROKEN, "the connection failed"));
  socket.addEventListener("message", ({ data }) => {
    if (isOver) return;
    heard = true;
    const messages = messagesIn(String(data));
    for (const message of messages) {
      if (message.message_type === "error") said = message;
      if (message.message_type === "join.ok" && !joined) {
        joined = true;
        cancel();
        beat();
      }
    }
    if (messages.length > 0) hear(messages);
  });
  return {
    send: (message) => sendText(JSON.stringify(message)),
    close: () => {
      finish();
      socket.close(1000);
    },
  };
};

/** The messages of a frame: one, or an array of them from a server that batches. Pongs are left out. */
const messagesIn = (text: string): readonly ServerMessage[] => {
  const frame = JSON.parse(text) as ServerMessage | Pong | readonly ServerMessage[];
  if (Array.isArray(frame)) return frame;
  const message = frame as ServerMessage | Pong;
  return message.message_type === "pong" ? [] : [message];
};

interface Pong {
  readonly message_type: "pong";
}
