import { BEARER_PREFIX, SUBPROTOCOL } from "../shared/protocol/version.ts";
import type { Code } from "../shared/rejection.ts";
import { err, ok, type Result } from "../shared/result.ts";
import type { ActionMessage, ActionResult, ServerMessage, ServerMessageType, Snapshot } from "./messages.ts";

/** How often an otherwise silent client shows that it is there, in ms. */
const PING_EVERY_MS = 10_000;
const PING = '{"message_type":"ping"}';

/** Why a socket was closed: its code, and the server's words if it said any. */
export interface Closed {
  readonly closeCode: number;
  readonly code: Code | null;
  readonly reason: string;
}

type Listener<T extends ServerMessageType> = (message: ServerMessage<T>) => void;

/** A joined socket. */
export interface Connection {
  /** The latest whole picture that the server has sent. */
  readonly picture: () => Snapshot;
  /** Sends an action; resolves with its one answer, and rejects when the socket closes before that. */
  readonly act: (action: ActionMessage) => Promise<ActionResult>;
  /** Asks for a fresh picture. */
  readonly sync: () => Promise<Snapshot>;
  /** Calls `listener` for each message of `type`; returns the way to stop. */
  readonly on: <T extends ServerMessageType>(type: T, listener: Listener<T>) => () => void;
  /** Calls `listener` for every message. */
  readonly onAny: (listener: Listener<ServerMessageType>) => () => void;
  readonly close: () => void;
  /** Resolves when the socket has closed. */
  readonly closed: Promise<Closed>;
}

export interface ConnectOptions {
  /** Such as "http://localhost:8787". */
  readonly baseUrl: string;
  /** A player's or an observer's. */
  readonly token: string;
}

/** Opens a socket with `token`; resolves once the server has said `join.ok`, or with why it closed instead. */
export const connect = ({ baseUrl, token }: ConnectOptions): Promise<Result<Connection, Closed>> => {
  const url = new URL("/ws/client", baseUrl);
  url.protocol = url.protocol.replace("http", "ws");
  const socket = new WebSocket(url.href, [SUBPROTOCOL, `${BEARER_PREFIX}${token}`]);
  const listeners = new Set<Listener<ServerMessageType>>();
  const waiting = new Map<string, { resolve: (message: never) => void; reject: (closed: Closed) => void }>();
  let picture: Snapshot | null = null;
  let said: ServerMessage<"error"> | null = null;
  let count = 0;

  const request = <T>(message: { readonly action_id?: string }): Promise<T> => {
    count += 1;
    const { action_id = `${count}-${crypto.randomUUID()}` } = message;
    return new Promise<T>((resolve, reject) => {
      waiting.set(action_id, { resolve, reject });
      socket.send(JSON.stringify({ ...message, action_id }));
    });
  };
  const onAny: Connection["onAny"] = (listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };

  return new Promise((resolve) => {
    const closed = new Promise<Closed>((tell) => {
      const end = (closeCode: number, reason: string) => {
        clearInterval(pinging);
        const why: Closed = { closeCode, code: said?.code ?? null, reason: said?.reason ?? reason };
        for (const { reject } of waiting.values()) reject(why);
        waiting.clear();
        tell(why);
        resolve(err(why));
      };
      socket.addEventListener("close", (event) => end(event.code, event.reason));
      socket.addEventListener("error", () => end(1006, "the connection failed"));
    });
    const connection: Connection = {
      picture: () => picture as Snapshot,
      act: (action) => request(action),
      sync: async () => {
        const answer = await request<ServerMessage<"sync">>({ message_type: "sync" } as object);
        return answer.snapshot;
      },
      on: (type, listener) =>
        onAny((message) => {
          if (message.message_type === type) listener(message as never);
        }),
      onAny,
      close: () => socket.close(1000),
      closed,
    };
    const pinging = setInterval(() => {
      if (socket.readyState === WebSocket.OPEN) socket.send(PING);
    }, PING_EVERY_MS);
    socket.addEventListener("message", ({ data }) => {
      const message = JSON.parse(String(data)) as ServerMessage | { message_type: "pong" };
      if (message.message_type === "pong") return;
      if (message.message_type === "error") said = message;
      if (message.message_type === "join.ok" || message.message_type === "sync") picture = message.snapshot;
      if (message.message_type === "join.ok") resolve(ok(connection));
      if ("action_id" in message && message.action_id !== undefined) {
        waiting.get(message.action_id)?.resolve(message as never);
        waiting.delete(message.action_id);
      }
      for (const listener of [...listeners]) listener(message);
    });
  });
};
