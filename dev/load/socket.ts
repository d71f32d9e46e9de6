import { randomBytes } from "node:crypto";
import { connect, type Socket as TcpSocket } from "node:net";

/** The number of bytes of a message that are decoded at first. */
const HEAD_BYTES = 256;

/** A message in the receive buffer. It must be read at once, because the buffer is reused. */
export interface Frame {
  /** Its first bytes, which contain the server's envelope fields. */
  readonly head: string;
  readonly json: () => Record<string, unknown>;
}

/** The bytes on the wire in both directions, and the number of received frames and of the messages in them. */
export interface Traffic {
  readonly sent: number;
  readonly received: number;
  readonly frames: number;
  readonly messages: number;
}

/** A minimal WebSocket client, so that a measurement measures the server. */
export interface LoadSocket {
  readonly send: (text: string) => void;
  /** The traffic since the opening. */
  readonly traffic: () => Traffic;
  readonly close: () => void;
}

export interface SocketPorts {
  readonly url: URL;
  readonly protocols: readonly string[];
  /** The client's address in the request; the default is its own. */
  readonly address?: string;
  readonly hear: (frame: Frame) => void;
  /**
   * Is called when the server or the network has closed the connection, with the server's code if there is one; not
   * after `close`.
   */
  readonly lost: (why: string, code: number | null) => void;
  /**
   * Is called when the server sends a close frame. With this callback, the connection stays open until the network
   * closes it, and accepts more frames.
   */
  readonly closing?: (code: number) => void;
}

/** Opens a WebSocket to `url`. Rejects when the server does not switch protocols. */
export const openSocket = (ports: SocketPorts): Promise<LoadSocket> =>
  new Promise((resolve, reject) => {
    const { url, hear, lost } = ports;
    const tcp = connect({ host: url.hostname, port: Number(url.port), noDelay: true });
    const count = { sent: 0, received: 0, frames: 0, messages: 0 };
    let isClosed = false;
    let isOpen = false;
    let rest: Buffer = Buffer.alloc(0);
    const socket: LoadSocket = {
      send: (text) => write(tcp, TEXT, Buffer.from(text), count),
      traffic: () => ({ ...count }),
      close: () => {
        isClosed = true;
        write(tcp, CLOSE, Buffer.from([0x03, 0xe8]), count);
        tcp.end();
      },
    };
    const fail = (why: string, code: number | null = null) => {
      if (isClosed) return;
      isClosed = true;
      tcp.destroy();
      if (isOpen) lost(why, code);
      else reject(new Error(why));
    };
    tcp.on("error", (error) => fail(error.message));
    tcp.on("close", () => fail("the connection has closed"));
    tcp.on("connect", () => tcp.write(upgradeOf(ports)));
    const closed = (code: number) => {
      if (ports.closing) ports.closing(code);
      else fail(`closed with ${code}`, code);
    };
    tcp.on("data", (chunk) => {
      count.received += chunk.length;
      rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      if (!isOpen) {
        const end = rest.indexOf("\r\n\r\n");
        if (end < 0) return;
        const answer = rest.toString("latin1", 0, end);
        if (!answer.startsWith("HTTP/1.1 101")) return fail(`no socket: ${answer.split("\r\n")[0]}`);
        rest = rest.subarray(end + 4);
        isOpen = true;
        resolve(socket);
      }
      const counted = (frame: Frame) => {
        count.messages += 1;
        hear(frame);
      };
      const framed = () => {
        count.frames += 1;
      };
      rest = rest.subarray(readFrames(rest, framed, counted, closed));
    });
  });

const TEXT = 0x1;
const CLOSE = 0x8;
/** The code of a close frame without a code. */
const NO_CODE = 1005;

/** The upgrade request to the server of `url`. */
const upgradeOf = ({ url, protocols, address }: SocketPorts): string =>
  [
    `GET ${url.pathname}${url.search} HTTP/1.1`,
    `Host: ${url.host}`,
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    `Sec-WebSocket-Key: ${randomBytes(16).toString("base64")}`,
    ...(address === undefined ? [] : [`CF-Connecting-IP: ${address}`]),
    ...(protocols.length > 0 ? [`Sec-WebSocket-Protocol: ${protocols.join(", ")}`] : []),
    "",
    "",
  ].join("\r\n");

/** Writes one short frame. Its mask is zero, which does not change the payload. */
const write = (tcp: TcpSocket, opcode: number, payload: Buffer, count: { sent: number }): void => {
  if (payload.length > 0xffff) throw new Error("an action is a short message");
  const isShort = payload.length < 126;
  const start = isShort ? 6 : 8;
  const frame = Buffer.alloc(start + payload.length);
  frame[0] = 0x80 | opcode;
  frame[1] = 0x80 | (isShort ? payload.length : 126);
  if (!isShort) frame.writeUInt16BE(payload.length, 2);
  payload.copy(frame, start);
  count.sent += frame.length;
  tcp.write(frame);
};

/**
 * Calls `framed` for each complete text frame at the start of `bytes` and `hear` with each message in it. Returns the
 * number of bytes that they use.
 */
const readFrames = (
  bytes: Buffer,
  framed: () => void,
  hear: (frame: Frame) => void,
  end: (code: number) => void,
): number => {
  let at = 0;
  while (bytes.length - at >= 2) {
    const opcode = (bytes[at] ?? 0) & 0x0f;
    const short = (bytes[at + 1] ?? 0) & 0x7f;
    const start = at + (short < 126 ? 2 : short === 126 ? 4 : 10);
    if (bytes.length < start) break;
    const length =
      short < 126
        ? short
        : short === 126
          ? bytes.readUInt16BE(at + 2)
          : Number(bytes.readBigUInt64BE(at + 2));
    const stop = start + length;
    if (bytes.length < stop) break;
    if (opcode === CLOSE) end(length < 2 ? NO_CODE : bytes.readUInt16BE(start));
    if (opcode === TEXT) {
      framed();
      for (const [from, to] of messagesIn(bytes, start, stop)) hear(frameOf(bytes, from, to));
    }
    at = stop;
  }
  return at;
};

const frameOf = (bytes: Buffer, from: number, to: number): Frame => ({
  head: bytes.toString("latin1", from, Math.min(to, from + HEAD_BYTES)),
  json: () => JSON.parse(bytes.toString("utf8", from, to)) as Record<string, unknown>,
});

const BATCH = "[".charCodeAt(0);
/** The separator of two messages in a batch. A nested message has no game id after its type. */
const SEAM = '},{"message_type":"';
const AFTER_TYPE = '","game_id":';

/** The start and end of each message in the frame from `start` to `stop`: one message, or those of a batch. */
const messagesIn = (bytes: Buffer, start: number, stop: number): readonly (readonly [number, number])[] => {
  if (bytes[start] !== BATCH) return [[start, stop]];
  const found: [number, number][] = [];
  let from = start + 1;
  for (let seam = bytes.indexOf(SEAM, from); seam >= 0 && seam < stop; ) {
    const typeEnd = bytes.indexOf('"', seam + SEAM.length);
    if (bytes.toString("latin1", typeEnd, typeEnd + AFTER_TYPE.length) === AFTER_TYPE) {
      found.push([from, seam + 1]);
      from = seam + 2;
    }
    seam = bytes.indexOf(SEAM, seam + SEAM.length);
  }
  return [...found, [from, stop - 1]];
};
