import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** A TCP proxy on 127.0.0.1 whose network can fail. */
export interface Proxy {
  readonly url: string;
  /** From now on connections open and nothing arrives on any of them. */
  readonly silence: () => void;
  readonly close: () => void;
}

/** Starts a proxy to the server at `target`, such as "http://127.0.0.1:8787". */
export const openProxy = async (target: string): Promise<Proxy> => {
  const sockets = new Set<Socket>();
  let isSilent = false;
  const add = (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
    socket.on("close", () => sockets.delete(socket));
  };
  const pass = (from: Socket, to: Socket) => {
    from.on("data", (data) => void (isSilent || to.write(data)));
    from.on("close", () => to.destroy());
  };
  const server = createServer((client) => {
    const upstream = connect(Number(new URL(target).port), "127.0.0.1");
    for (const socket of [client, upstream]) add(socket);
    pass(client, upstream);
    pass(upstream, client);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    silence: () => {
      isSilent = true;
    },
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
};
