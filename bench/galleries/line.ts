import { connect } from "node:net";
import { upgradeOf } from "../load/socket.ts";

/** How much of a message is looked at, in bytes: the server's envelope stands in it. */
const HEAD_BYTES = 200;

/** A client's end of a WebSocket that only listens, at next to no cost, so that thousands fit into one process. */
export interface Line {
  readonly close: () => void;
}

export interface LinePorts {
  readonly url: URL;
  readonly protocols: readonly string[];
  /** Called with the beginning of each message. */
  readonly hear: (head: string) => void;
  /** Called when the server has closed it, with the code. */
  readonly closed: (code: number) => void;
}

/** Opens a WebSocket to `url`. Rejects when the server does not switch protocols. */
export const openLine = ({ url, protocols, hear, closed }: LinePorts): Promise<Line> =>
  new Promise((resolve, reject) => {
    const tcp = connect({ host: url.hostname, port: Number(url.port), noDelay: true });
    let rest: Buffer = Buffer.alloc(0);
    let isOpen = false;
    tcp.on("error", reject);
    tcp.on("close", () => (isOpen ? closed(1006) : reject(new Error("the connection was closed"))));
    tcp.on("connect", () => tcp.write(upgradeOf(url, protocols)));
    tcp.on("data", (chunk) => {
      rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      if (!isOpen) {
        const end = rest.indexOf("\r\n\r\n");
        if (end < 0) return;
        if (!rest.toString("latin1", 0, end).startsWith("HTTP/1.1 101")) return void tcp.destroy();
        rest = rest.subarray(end + 4);
        isOpen = true;
        resolve({
          close: () => {
            tcp.removeAllListeners("close");
            tcp.destroy();
          },
        });
      }
      rest = rest.subarray(readFrames(rest, hear, closed));
    });
  });

/** Hands on the whole messages that `bytes` begins with; returns how many bytes they took. */
const readFrames = (bytes: Buffer, hear: LinePorts["hear"], closed: LinePorts["closed"]): number => {
  let at = 0;
  while (bytes.length - at >= 2) {
    const opcode = (bytes[at] ?? 0) & 0x0f;
    const short = (bytes[at + 1] ?? 0) & 0x7f;
    const start = at + (short < 126 ? 2 : short === 126 ? 4 : 10);
    if (bytes.length < start) break;
    const length =
      short < 126 ? short : short === 126 ? bytes.readUInt16BE(at + 2) : bytes.readUInt32BE(at + 6);
    const stop = start + length;
    if (bytes.length < stop) break;
    if (opcode === 8) closed(length < 2 ? 1005 : bytes.readUInt16BE(start));
    if (opcode === 1) hear(bytes.toString("latin1", start, Math.min(stop, start + HEAD_BYTES)));
    at = stop;
  }
  return at;
};
