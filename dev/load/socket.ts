import { randomBytes } from "node:crypto";
import { connect, type Socket as TcpSocket } from "node:net";

/** How much of a message is looked at before it is known whether anybody wants the rest, in bytes. */
const HEAD_BYTES = 256;

/** A message as it lies in the buffer: read what is needed at once, since the buffer is used again. */
export interface Frame {
  /** Its first bytes, in which the server's envelope stands. */
  readonly head: string;
  readonly json: () => Record<string, unknown>;
}

/** Bytes on the wire both ways, and how many messages came. */
export interface Traffic {
  readonly sent: number;
  readonly received: number;
  readonly messages: number;
}

/** A client's end of a WebSocket that costs next to nothing, so that what is measured is the server. */
export interface LoadSocket {
  readonly send: (text: string) => void;
  /** What has gone over it since it was opened. */
  readonly traffic: () => Traffic;
  readonly close: () => void;
}

export interface SocketPorts {
  readonly url: URL;
  readonly protocols: readonly string[];
  /** The address that the server is to take it for; its own unless given. */
  readonly address?: string;
  readonly hear: (frame: Frame) => void;
  /** Called when the server, or the network, has ended it, with the server's code if there is one; never after `close`. */
  readonly lost: (why: string, code: number | null) => void;
  /** Called when the server closes it. With this the connection stays until the network ends it, and takes more frames. */
  readonly closing?: (code: number) => void;
}

/** Opens a WebSocket to `url`. Rejects when the server does not switch protocols. */
export const openSocket = (ports: SocketPorts): Promise<LoadSocket> =>
  new Promise((resolve, reject) => {
    const { url, hear, lost } = ports;
    const tcp = connect({ host: url.hostname, port: Number(url.port), noDelay: true });
    const count = { sent: 0, received: 0, messages: 0 };
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
      rest = rest.subarray(readFrames(rest, counted, closed));
    });
  });

const TEXT = 0x1;
const CLOSE = 0x8;
/** What a close without a code counts as. */
const NO_CODE = 1005;

/** The request that asks the server of `url` for a WebSocket. */
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

/** Writes one short frame. Its mask is all zeros, which leaves the payload as it is. */
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

/** Hands on the whole frames that `bytes` begins with; returns how many bytes they took. */
const readFrames = (bytes: Buffer, hear: (frame: Frame) => void, end: (code: number) => void): number => {
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
    if (opcode === TEXT)
      for (const [from, to] of messagesIn(bytes, start, stop)) hear(frameOf(bytes, from, to));
    at = stop;
  }
  return at;
};

const frameOf = (bytes: Buffer, from: number, to: number): Frame => ({
  head: bytes.toString("latin1", from, Math.min(to, from + HEAD_BYTES)),
  json: () => JSON.parse(bytes.toString("utf8", from, to)) as Record<string, unknown>,
});

const BATCH = "[".charCodeAt(0);
/** Between two messages of a batch. Messages that are part of another have no game after their type. */
const SEAM = '},{"message_type":"';
const AFTER_TYPE = '","game_id":';

/** Where each message of the frame from `start` to `stop` begins and ends: one, or those of a batch. */
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
