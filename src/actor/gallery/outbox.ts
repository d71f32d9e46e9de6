import { OPEN, type Platform, type Socket } from "../platform.ts";
import { sendQuietly } from "../wire.ts";

/** How many messages are sent in one go. Whoever else has something to do, a player's game above all, does it between. */
const IN_ONE_GO = 32;

/** What is still to be sent to many sockets: all in order, but not all at once [O6]. */
export interface Outbox {
  /** Sends `texts` to `sockets`, behind all that was to be sent before, and then calls `done`. Returns soon. */
  readonly send: (sockets: Iterable<Socket>, texts: readonly string[], done?: () => void) => void;
}

/** One message to many. A trick's end is several, and nobody has to wait for the last before all have the first. */
interface Sending {
  readonly sockets: readonly Socket[];
  readonly text: string;
  readonly done: () => void;
}

export const openOutbox = ({ wait }: Pick<Platform, "wait">): Outbox => {
  let queue: Sending[] = [];
  /** How many sockets have been served of the first in the queue. */
  let served = 0;
  let running = false;

  /** Sends what fits into one go; whether anything is left. */
  const sendSome = (): boolean => {
    for (let left = IN_ONE_GO; queue[0]; ) {
      const { sockets, text, done } = queue[0];
      for (const socket of sockets.slice(served, served + left))
        if (socket.readyState === OPEN) sendQuietly(socket, text);
      const sent = Math.min(left, sockets.length - served);
      served += sent;
      left -= sent;
      if (served < sockets.length) return true;
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
      const sockets = [...to];
      for (const text of texts) queue.push({ sockets, text, done: () => {} });
      queue.push({ sockets: [], text: "", done });
      if (!running) void run();
    },
  };
};
