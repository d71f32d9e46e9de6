import {
  Agent,
  createServer,
  type IncomingMessage,
  request,
  type ServerResponse,
  STATUS_CODES,
} from "node:http";
import type { Socket } from "node:net";
import { pipeline } from "node:stream";
import { admit, type Refused } from "./lan-admission.ts";

/** The maximum number of connections, of one address and in all. */
const MAX_FROM_ONE = 128;
const MAX_IN_ALL = 1_024;

/** Headers that concern one connection alone. */
const HOP_BY_HOP = /^(?:connection|keep-alive|proxy-.*|te|trailer|upgrade|expect)$/i;
/** Headers by which a proxy speaks to the runtime. A client could claim another address or path with them. */
const OF_PROXIES = /^(?:cf-|mf-|x-forwarded-|forwarded$|x-real-ip$)/i;

/** The port that the local network reaches. */
export interface LanProxy {
  readonly close: () => Promise<void>;
}

/**
 * Opens `port` on all addresses of this machine and passes requests and sockets on to the Worker on
 * 127.0.0.1:`workerPort`, as far as `admit` allows [L26]. Throws when the port cannot be opened.
 */
export const openLanProxy = async (port: number, workerPort: number): Promise<LanProxy> => {
  const agent = new Agent({ keepAlive: true });
  const connections = new Map<Socket, string>();

  const admitted = ({ socket, headers: { host }, url }: IncomingMessage) =>
    admit({ remote: socket.remoteAddress, local: socket.localAddress, port, host, target: url });
  const toWorker = (asked: IncomingMessage, path: string, headers: readonly string[]) =>
    request({
      ...{ host: "127.0.0.1", port: workerPort, agent, method: asked.method, path },
      headers: [...headersFor(asked), ...headers],
      setHost: false,
    });

  const answer = (asked: IncomingMessage, response: ServerResponse) => {
    const target = admitted(asked);
    if (!target.ok) return refuse(response, target.error);
    const upstream = toWorker(asked, target.value, []);
    upstream.on("response", (from) => {
      response.writeHead(from.statusCode ?? 502, from.statusMessage, keptOf(from.rawHeaders));
      pipeline(from, response, () => {});
    });
    upstream.on("error", () => {
      if (response.headersSent) response.destroy();
      else response.writeHead(502, JSON_TYPE).end(refusal("routing_failed", "the server did not answer"));
    });
    response.on("close", () => upstream.destroy());
    pipeline(asked, upstream, () => {});
  };

  const connect = (asked: IncomingMessage, socket: Socket, head: Buffer) => {
    socket.on("error", () => socket.destroy());
    const target = admitted(asked);
    if (!target.ok) return socket.end(refusedHead(target.error));
    const upgrade = ["connection", "Upgrade", "upgrade", asked.headers.upgrade ?? "websocket"];
    const upstream = toWorker(asked, target.value, upgrade).end();
    upstream.on("error", () => socket.destroy());
    // The Worker answers an upgrade that it does not make, for example of an unknown path.
    upstream.on("response", (from) => {
      socket.write(headOf(from, ["connection", "close"]));
      pipeline(from, socket, () => {});
    });
    upstream.on("upgrade", (from, there, first) => {
      socket.write(headOf(from, ["connection", "Upgrade", "upgrade", "websocket"]));
      if (first.length > 0) socket.write(first);
      if (head.length > 0) there.write(head);
      there.on("error", () => there.destroy());
      for (const one of [socket, there as Socket]) one.setTimeout(0).setNoDelay(true);
      pipeline(there, socket, () => there.destroy());
      pipeline(socket, there, () => socket.destroy());
    });
    socket.on("close", () => upstream.destroy());
  };

  const server = createServer({ headersTimeout: 10_000, requestTimeout: 30_000 }, answer);
  server.maxConnections = MAX_IN_ALL;
  server.on("upgrade", (asked, socket, head) => connect(asked, socket as Socket, head));
  server.on("connection", (socket: Socket) => {
    const from = socket.remoteAddress ?? "";
    const before = [...connections.values()].filter((address) => address === from).length;
    if (before >= MAX_FROM_ONE) return socket.destroy();
    connections.set(socket, from);
    socket.on("close", () => connections.delete(socket));
  });
  await new Promise<void>((done, fail) => {
    server.once("error", fail);
    server.listen({ port, host: "0.0.0.0", exclusive: true }, done);
  });
  return {
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        for (const socket of connections.keys()) socket.destroy();
        agent.destroy();
      }),
  };
};

const JSON_TYPE = { "content-type": "application/json" };

const refusal = (code: string, reason: string): string =>
  JSON.stringify({ code, reason, recovery: code === "routing_failed" ? "retry" : "noop" });

const codeOf = ({ status }: Refused): string => (status === 400 ? "invalid_action" : "forbidden");

const refuse = (response: ServerResponse, refused: Refused): void => {
  response.writeHead(refused.status, { ...JSON_TYPE, connection: "close" });
  response.end(refusal(codeOf(refused), refused.reason));
};

const refusedHead = (refused: Refused): string => {
  const body = refusal(codeOf(refused), refused.reason);
  const head = `HTTP/1.1 ${refused.status} ${STATUS_CODES[refused.status]}`;
  return `${head}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`;
};

/** Names and values in turn, as Node gives and takes them, without the headers of one connection. */
const keptOf = (raw: readonly string[]): string[] =>
  raw.flatMap((name, at) => (at % 2 === 0 && !HOP_BY_HOP.test(name) ? [name, raw[at + 1] ?? ""] : []));

/** The headers of a request as the Worker gets them: those of the client, and the client's address. */
const headersFor = ({ rawHeaders, socket }: IncomingMessage): string[] => {
  const kept = keptOf(rawHeaders);
  const own = kept.flatMap((name, at) =>
    at % 2 === 0 && !OF_PROXIES.test(name) ? [name, kept[at + 1] ?? ""] : [],
  );
  return [...own, "cf-connecting-ip", (socket.remoteAddress ?? "").replace(/^::ffff:/i, "")];
};

/** The head of an answer, for a socket that is written directly. */
const headOf = (from: IncomingMessage, more: readonly string[]): string => {
  const all = [...keptOf(from.rawHeaders), ...more];
  const lines = all.flatMap((name, at) => (at % 2 === 0 ? [`${name}: ${all[at + 1]}`] : []));
  return [`HTTP/1.1 ${from.statusCode} ${from.statusMessage}`, ...lines, "", ""].join("\r\n");
};
