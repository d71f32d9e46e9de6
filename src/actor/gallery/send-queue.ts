import type { Platform, Socket } from "../core/platform.ts";
import { sendAll } from "../sockets/outbound.ts";

/** How many messages are sent in one go. Whoever else has something to do, a player's game above all, does it between. */
const IN_ONE_GO = 32;

/** What is still to be sent to many sockets: all in order, but not all at once [O6]. */
export interface SendQueue {
  /** Sends `texts` to each of `sockets`, behind all that was to be sent before, and then calls `done`. Returns soon. */
  readonly send: (sockets: Iterable<Socket>, texts: readonly string[], done?: () => void) => void;
}

interface Sending {
  readonly sockets: readonly Socket[];
  readonly texts: readonly string[];
  readonly done: () => void;
}

export const openSendQueue = ({ wait }: Pick<Platform, "wait">): SendQueue => {
  let queue: Sending[] = [];
  /** How many sockets have been served of the first in the queue. */
  let served = 0;
  let running = false;

  /** Sends what fits into one go; whether anything is left. */
  const sendSome = (): boolean => {
    for (let left = IN_ONE_GO; queue[0]; ) {
      const { sockets, texts, done } = queue[0];
      while (served < sockets.length) {
        if (left <= 0) return true;
        const socket = sockets[served] as Socket;
        served += 1;
        left -= texts.length;
        sendAll(socket, texts);
      }
      queue = queue.slice(1);
      served = 0;
      done();
    }
    return false;
  };
  const run = async () => {
    running = true;
    while (sendSome()) await wait(0);
    running = false;
  };

  return {
    send: (to, texts, done = () => {}) => {
      queue.push({ sockets: [...to], texts, done });
      if (!running) void run();
    },
  };
};
