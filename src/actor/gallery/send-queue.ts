import type { Platform, Socket } from "../core/platform.ts";
import { sendAll } from "../sockets/outbound.ts";

/** The number of messages that are sent in one go. Other work, such as a player's game, runs between. */
const IN_ONE_GO = 32;

/** The pending messages to many sockets. They are sent in order, in portions [O6]. */
export interface SendQueue {
  /** Sends `texts` to each of `sockets` after all earlier messages, then calls `done`. Returns soon. */
  readonly send: (sockets: Iterable<Socket>, texts: readonly string[], done?: () => void) => void;
}

interface Sending {
  readonly sockets: readonly Socket[];
  readonly texts: readonly string[];
  readonly done: () => void;
}

export const openSendQueue = ({ wait }: Pick<Platform, "wait">): SendQueue => {
  let queue: Sending[] = [];
  /** The number of sockets that the first item of the queue has been sent to. */
  let served = 0;
  let running = false;

  /** Sends one portion. Returns whether anything is left. */
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
