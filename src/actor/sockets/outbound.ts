import { log } from "../../shared/log.ts";
import { sendable } from "../../shared/protocol/close.ts";
import { OPEN, type Socket } from "../core/platform.ts";
import { countSent } from "../metrics/counters.ts";

/** Closes `socket`, or answers its close frame, which the Hibernation API does not do [S10]. */
export const closeQuietly = (socket: Socket, code: number, reason: string): void => {
  flush(socket);
  try {
    socket.close(sendable(code, 1000), reason);
  } catch {
    // The socket is closed already.
  }
};

/** Sends one message. */
export const tell = (socket: Socket, message: object): void => put(socket, [JSON.stringify(message)]);

/** Sends `texts` in order. Sends nothing to a closing socket, which stays in the sessions until its close event. */
export const sendAll = (socket: Socket, texts: readonly string[]): void => {
  if (texts.length > 0 && socket.readyState === OPEN) put(socket, texts);
};

/** Sends `text` as a frame of its own, after the pending batch. */
export const sendAlone = (socket: Socket, text: string): void => {
  flush(socket);
  send(socket, text);
};

/** The pending messages of the turn, for each socket that gets batches. */
const batches = new WeakMap<Socket, (readonly string[])[]>();

/**
 * From now on, all messages to `socket` in one turn of the event loop leave as one frame: a JSON array in their order
 * [S21]. The frame leaves at the end of the turn.
 */
export const useBatches = (socket: Socket): void => {
  batches.set(socket, []);
};

const put = (socket: Socket, texts: readonly string[]): void => {
  const batch = batches.get(socket);
  if (!batch) {
    for (const text of texts) send(socket, text);
    return;
  }
  if (batch.push(texts) === 1) queueMicrotask(() => flush(socket));
};

const flush = (socket: Socket): void => {
  const batch = batches.get(socket);
  if (!batch || batch.length === 0) return;
  const [first = []] = batch;
  const text = batch.length === 1 ? arrayOf(first) : `[${batch.flat().join()}]`;
  batch.length = 0;
  send(socket, text);
};

/** The frames of texts that many sockets get. Each frame is joined once. */
const arrays = new WeakMap<readonly string[], string>();

const arrayOf = (texts: readonly string[]): string => {
  const text = arrays.get(texts) ?? `[${texts.join()}]`;
  arrays.set(texts, text);
  return text;
};

/** Sends one frame. If the socket has just closed, its close event follows. */
const send = (socket: Socket, text: string): void => {
  try {
    socket.send(text);
    countSent(socket, text.length);
  } catch {
    const { gameId = null } = Object(socket.deserializeAttachment()) as { readonly gameId?: string };
    log("info", "send_to_closed_socket", { game_id: gameId });
  }
};
