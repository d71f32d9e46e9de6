import type { Code } from "../shared/protocol/refusal.ts";
import type { ServerMessage } from "../shared/protocol/server.ts";
import { BATCH_SUBPROTOCOL, BEARER_PREFIX, PING, SUBPROTOCOL } from "../shared/protocol/version.ts";
import type { Environment } from "./environment.ts";

/** The interval of pings after the join, in ms. */
const PING_EVERY_MS = 5_000;
/** The time limit for the join, in ms. */
const OPEN_WITHIN_MS = 10_000;
/** The time limit for the answer to a check, in ms. */
const CHECK_WITHIN_MS = 4_000;
/** The close code for a socket that failed or became silent. */
const BROKEN = 1006;

/** Why a socket was closed: the close code, and the code and words of the server's `error` if it sent one. */
export interface Closed {
  readonly closeCode: number;
  readonly code: Code | null;
  readonly reason: string;
}

/** One socket. */
export interface Connection {
  /** Sends a message. The message is dropped when the socket is not open. */
  readonly send: (message: object) => void;
  /** Pings at once, and ends a joined socket on which nothing arrives soon after. */
  readonly check: () => void;
  /** Closes the socket. Neither `hear` nor `lost` is called after it. */
  readonly close: () => void;
}

export interface ConnectOptions {
  /** Such as "http://localhost:8787". */
  readonly baseUrl: string;
  /** The token of a player or an observer. */
  readonly token: string;
  /** The name of the connection before, when this one comes back by itself [S22]. */
  readonly resume: string | null;
  readonly world: Environment;
  /** Called for each frame with its messages, without pongs. */
  readonly hear: (messages: readonly ServerMessage[]) => void;
  /** Called once, when the socket has closed, or when the server was silent between two pings. */
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
    // The close event is not awaited, since an unreachable server would delay it.
    socket.close();
    lost({ closeCode, code: said?.code ?? null, reason: said?.reason ?? reason });
  };
  /** Any message since the last ping counts as its pong. */
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
    check: () => {
      if (!joined || isOver) return;
      heard = false;
      sendText(PING);
      cancel();
      cancel = world.after(CHECK_WITHIN_MS, beat);
    },
    close: () => {
      finish();
      socket.close(1000);
    },
  };
};

/** The messages of a frame without pongs. A frame contains one message, or an array from a server that batches. */
const messagesIn = (text: string): readonly ServerMessage[] => {
  const frame = JSON.parse(text) as ServerMessage | Pong | readonly ServerMessage[];
  if (Array.isArray(frame)) return frame;
  const message = frame as ServerMessage | Pong;
  return message.message_type === "pong" ? [] : [message];
};

interface Pong {
  readonly message_type: "pong";
}

/** The first and the longest wait before a reconnection, in ms. */
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 10_000;

/** The wait before reconnection number `tries`, in ms. `random` (0 to 1) chooses in the upper half of the range. */
export const waitBefore = (tries: number, random: number): number => {
  const longest = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (tries - 1));
  return longest * (0.5 + random / 2);
};
