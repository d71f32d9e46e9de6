import { log } from "../../shared/log.ts";
import { OPEN, type Socket } from "../core/platform.ts";
import { countSent } from "../metrics/counters.ts";

/** Codes that say why no close frame came, and may not be sent in one. */
const UNSENDABLE: readonly number[] = [1005, 1006, 1015];

/** Closes `socket`, or answers its close frame, which the Hibernation API does not do by itself [S10]. */
export const closeQuietly = (socket: Socket, code: number, reason: string): void => {
  try {
    socket.close(UNSENDABLE.includes(code) ? 1000 : code, reason);
  } catch {
    // It was closed already.
  }
};

/** Sends one message. */
export const tell = (socket: Socket, message: object): void => sendQuietly(socket, JSON.stringify(message));

/** Sends `texts` in their order, unless `socket` is closing: it keeps its place until its close is heard. */
export const sendAll = (socket: Socket, texts: readonly string[]): void => {
  if (socket.readyState === OPEN) for (const text of texts) sendQuietly(socket, text);
};

/** Sends `text`; a socket that has just died will be noticed by its close event. */
export const sendQuietly = (socket: Socket, text: string): void => {
  try {
    socket.send(text);
    countSent(socket, text.length);
  } catch {
    const { gameId = null } = Object(socket.deserializeAttachment()) as { readonly gameId?: string };
    log("info", "send_to_closed_socket", { game_id: gameId });
  }
};
