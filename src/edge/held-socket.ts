import { CLOSE, closeCodeOf, closeReasonOf, sendable } from "../shared/protocol/close.ts";
import { BINARY, decodeText, type InvalidFrame } from "../shared/protocol/codec.ts";
import {
  bytesIn,
  FRAME_TOO_LARGE,
  JOIN_WITHIN_MS,
  MAX_FRAME_BYTES,
  MAX_INVALID_FRAMES,
} from "../shared/protocol/frame.ts";
import type { Rejection } from "../shared/protocol/refusal.ts";
import { PING, PONG } from "../shared/protocol/version.ts";
import { err, type Result } from "../shared/result.ts";

/** The maximum size of the frames that wait behind a `join`, in bytes [S24]. */
const MAX_WAITING_BYTES = 16_384;

type Data = string | ArrayBuffer;

/** This server's end of a connection. */
export interface End {
  readonly send: (data: Data) => void;
  readonly close: (code: number, reason: string) => void;
}

/** What arrives at an end. `closed` may come more than once. */
export interface Arrivals {
  readonly message: (data: Data) => void;
  readonly closed: (code: number, reason: string) => void;
}

export interface HeldPorts {
  /** The socket of the client. */
  readonly client: End;
  /** Opens a socket of the game that a token names, as of a client that has not joined yet. */
  readonly open: (token: string, arrivals: Arrivals) => Promise<Result<End, Rejection>>;
  /** The `error` for a rejection, as a frame. */
  readonly errorFor: (rejection: Rejection, actionId: string | null) => string;
  /** Calls `run` after `ms`. Returns a function that cancels it. */
  readonly after: (ms: number, run: () => void) => () => void;
  /** The number of messages before the `join`; 0 for no limit. */
  readonly maxMessages: number;
  /** Called once, when the socket waits no longer for its `join` and its game. */
  readonly settled: () => void;
}

/**
 * Holds a socket whose address names no game until its `join` brings a token [S23]. Then every frame goes to the game that
 * the token names and back, unchanged, the `join` first. Returns what to do with what the client sends.
 */
export const holdSocket = (ports: HeldPorts): Arrivals => {
  const { client, open, errorFor, after, maxMessages, settled } = ports;
  let state: "waiting" | "opening" | "passing" | "over" = "waiting";
  let game: End | null = null;
  let messages = 0;
  let invalid = 0;
  const behind: Data[] = [];
  let bytesBehind = 0;

  const settle = (next: "passing" | "over") => {
    if (state === "waiting" || state === "opening") {
      cancel();
      settled();
    }
    state = next;
    behind.length = 0;
  };
  /** Ends both connections. */
  const end = (code: number, reason: string) => {
    settle("over");
    quietly(() => client.close(code, reason));
    quietly(() => game?.close(code, reason));
  };
  const refuse = (rejection: Rejection, code: number, actionId: string | null = null) => {
    quietly(() => client.send(errorFor(rejection, actionId)));
    end(code, closeReasonOf(rejection));
  };
  const cancel = after(JOIN_WITHIN_MS, () => refuse({ kind: "not-joined" }, CLOSE.badToken));

  const fromGame: Arrivals = {
    message: (data) => quietly(() => client.send(data)),
    closed: (code, reason) => end(sendable(code, CLOSE.internal), reason),
  };

  /** Opens the game's socket and passes on the `join` and what came behind it. */
  const join = async (text: string, token: string, actionId: string | null) => {
    state = "opening";
    const opened = await open(token, fromGame);
    if (state !== "opening") {
      if (opened.ok) quietly(() => opened.value.close(1000, ""));
      return;
    }
    if (!opened.ok) return refuse(opened.error, closeCodeOf(opened.error), actionId);
    game = opened.value;
    for (const data of [text, ...behind]) quietly(() => game?.send(data));
    settle("passing");
  };

  const hearInvalid = ({ actionId, detail }: InvalidFrame) => {
    invalid += 1;
    const rejection: Rejection = { kind: "malformed", detail };
    if (invalid >= MAX_INVALID_FRAMES) return refuse(rejection, CLOSE.policy, actionId);
    client.send(errorFor(rejection, actionId));
  };

  /** Handles a message before the `join`. */
  const hear = (data: Data) => {
    messages += 1;
    if (maxMessages > 0 && messages > maxMessages)
      return refuse({ kind: "malformed", detail: "too many messages before join" }, CLOSE.policy);
    const message = typeof data === "string" ? decodeText(data) : err(BINARY);
    if (!message.ok) return hearInvalid(message.error);
    const { value } = message;
    if (value.kind === "ping") return client.send(PONG);
    if (value.kind === "join" && value.token !== null)
      return void join(data as string, value.token, value.actionId);
    client.send(errorFor({ kind: "not-joined" }, value.actionId));
  };

  return {
    message: (data) => {
      if (state === "over") return;
      if (state === "passing") return quietly(() => game?.send(data));
      if (data === PING) return quietly(() => client.send(PONG));
      const bytes = bytesIn(data);
      if (bytes > MAX_FRAME_BYTES)
        return refuse({ kind: "malformed", detail: FRAME_TOO_LARGE }, CLOSE.tooBig);
      if (state === "waiting") return quietly(() => hear(data));
      // An empty frame counts too, because it takes memory.
      bytesBehind += Math.max(bytes, 1);
      if (bytesBehind > MAX_WAITING_BYTES)
        return refuse({ kind: "malformed", detail: "too much behind the join" }, CLOSE.policy);
      behind.push(data);
    },
    closed: (code, reason) => end(sendable(code, 1000), reason),
  };
};

/** Runs `act`. An end that has just closed throws, and its close event follows. */
const quietly = (act: () => void): void => {
  try {
    act();
  } catch {
    // The end is closed.
  }
};
