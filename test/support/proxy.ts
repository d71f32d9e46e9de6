import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** A TCP proxy on 127.0.0.1 whose network can fail. */
export interface Proxy {
  readonly url: string;
  /** From now on connections open and nothing arrives on any of them, as in a tunnel. */
  readonly silence: () => void;
  /** Breaks all connections. From now on new ones break too, as without a network. */
  readonly cut: () => void;
  /** The network is back. What was sent into the silence arrives now. */
  readonly restore: () => void;
  readonly close: () => void;
}

/** Starts a proxy to the server at `target`, such as "http://127.0.0.1:8787". */
export const openProxy = async (target: string): Promise<Proxy> => {
  const sockets = new Set<Socket>();
  let network: "good" | "silent" | "cut" = "good";
  const add = (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
    socket.on("close", () => sockets.delete(socket));
  };
  const pass = (from: Socket, to: Socket) => {
    from.on("data", (data) => void to.write(data));
    from.on("close", () => to.destroy());
    if (network === "silent") from.pause();
  };
  const breakAll = () => {
    for (const socket of sockets) socket.destroy();
  };
  const server = createServer((client) => {
    if (network === "cut") return void client.destroy();
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
      network = "silent";
      for (const socket of sockets) socket.pause();
    },
    cut: () => {
      network = "cut";
      breakAll();
    },
    restore: () => {
      network = "good";
      for (const socket of sockets) socket.resume();
    },
    close: () => {
      server.close();
      breakAll();
    },
  };
};
