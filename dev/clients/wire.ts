import type { Frame } from "./frame.ts";
import type { TestServer } from "./server.ts";

export type { Frame };

const WITHIN_MS = 5_000;
/** The limit for the opening of a socket. A server that starts or is busy takes longer than for a message. */
const OPEN_WITHIN_MS = 15_000;

/**
 * A WebSocket client without code of the product. A wait for a message that does not arrive fails with a list of those
 * that did.
 */
export interface Wire {
  readonly socket: WebSocket;
  /** All messages so far, including pongs, oldest first. A batch is split into its messages. */
  readonly frames: readonly Frame[];
  /** All frames so far as text. */
  readonly texts: readonly string[];
  readonly send: (message: Frame | string) => void;
  /** The first matching message after the last one taken. Earlier messages are skipped. */
  readonly next: (fits: string | ((frame: Frame) => boolean)) => Promise<Frame>;
  /** Sends an action, with a new `action_id` unless it has one. Resolves with its `action.result`. */
  readonly act: (message: Frame) => Promise<Frame>;
  /** A new snapshot from `sync`. */
  readonly snapshot: () => Promise<Frame>;
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
  readonly close: () => void;
}

let actions = 0;

/** Opens a socket at `path`, such as "/ws/client?token=…". Resolves when it is open. */
export const openWire = async (
  server: Pick<TestServer, "url">,
  path: string,
  protocols: string[] = [],
  headers: Readonly<Record<string, string>> = {},
): Promise<Wire> => {
  // Node's WebSocket also accepts headers, unlike that of a browser.
  const options = { protocols, headers } as unknown as string[];
  const socket = new WebSocket(`${server.url.replace("http", "ws")}${path}`, options);
  const frames: Frame[] = [];
  const texts: string[] = [];
  const waiting = new Set<() => void>();
  let taken = 0;
  socket.addEventListener("message", ({ data }) => {
    texts.push(String(data));
    frames.push(...[JSON.parse(String(data))].flat());
    for (const wake of [...waiting]) wake();
  });
  let isClosed = false;
  const closed = new Promise<{ code: number; reason: string }>((tell) => {
    socket.addEventListener("close", ({ code, reason }) => {
      isClosed = true;
      tell({ code, reason });
      for (const wake of [...waiting]) wake();
    });
  });
  const send = (message: Frame | string) =>
    socket.send(typeof message === "string" ? message : JSON.stringify(message));

  /** Waits for the first matching frame from `from` on. */
  const find = (from: () => number, fits: (frame: Frame) => boolean, wanted: string) =>
    new Promise<number>((resolve, reject) => {
      const stop = () => {
        clearTimeout(timer);
        waiting.delete(look);
      };
      const fail = (why: string) => {
        stop();
        const came = frames.slice(from()).map((frame) => frame.message_type);
        reject(
          new Error(`no ${wanted} ${why}; since the last one taken came: ${came.join(", ") || "nothing"}`),
        );
      };
      const look = () => {
        const at = frames.findIndex((frame, index) => index >= from() && fits(frame));
        if (at >= 0) {
          stop();
          resolve(at);
        } else if (isClosed) fail("before the socket closed");
      };
      const timer = setTimeout(() => fail(`within ${WITHIN_MS} ms`), WITHIN_MS);
      waiting.add(look);
      look();
    });
  const answerTo = async (message: Frame, type: string): Promise<Frame> => {
    actions += 1;
    const action_id = message.action_id ?? `test-${actions}`;
    const from = frames.length;
    send({ ...message, action_id });
    const fits = (frame: Frame) => frame.message_type === type && frame.action_id === action_id;
    return frames[await find(() => from, fits, `${type} to ${message.message_type}`)] as Frame;
  };
  await new Promise<void>((resolve, reject) => {
    const fail = (why: string) => {
      clearTimeout(timer);
      socket.close();
      reject(new Error(`no socket at ${path.split("?")[0]}${why}`));
    };
    const timer = setTimeout(() => fail(` within ${OPEN_WITHIN_MS} ms`), OPEN_WITHIN_MS);
    socket.addEventListener("error", () => fail(""));
    socket.addEventListener("open", () => {
      clearTimeout(timer);
      resolve();
    });
  });
  return {
    socket,
    frames,
    texts,
    send,
    next: async (wanted) => {
      const fits = typeof wanted === "string" ? (frame: Frame) => frame.message_type === wanted : wanted;
      const at = await find(() => taken, fits, typeof wanted === "string" ? wanted : "such message");
      taken = at + 1;
      return frames[at] as Frame;
    },
    act: (message) => answerTo(message, "action.result"),
    snapshot: async () => (await answerTo({ message_type: "sync" }, "sync")).snapshot,
    closed,
    close: () => socket.close(1000),
  };
};

/** Resolves when all messages so far have reached each of `wires`. A new snapshot follows them on each socket. */
export const settle = async (wires: readonly Wire[]): Promise<void> => {
  await Promise.all(wires.map((wire) => wire.snapshot()));
};

/** Opens a socket with `token` in a subprotocol and with `protocols`, and waits for `join.ok`. */
export const joinWire = async (
  server: Pick<TestServer, "url">,
  token: string,
  protocols: readonly string[] = ["briscola.v1"],
): Promise<Wire> => {
  const wire = await openWire(server, "/ws/client", [...protocols, `bearer.${token}`]);
  await wire.next("join.ok");
  return wire;
};
