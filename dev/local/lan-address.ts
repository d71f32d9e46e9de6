import { createSocket } from "node:dgram";
import { BlockList, isIPv4 } from "node:net";
import { networkInterfaces } from "node:os";

/** The IPv4 networks that routers of the internet do not pass on: private, link-local, shared, test and benchmark ones. */
const NOT_ROUTED = [
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.2.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
] as const;

const local = new BlockList();
for (const [network, prefix] of NOT_ROUTED) local.addSubnet(network, prefix, "ipv4");

/** Whether `address` belongs to a local network and not to the internet. Only IPv4 addresses do. */
export const isOfLan = (address: string): boolean => isIPv4(address) && local.check(address, "ipv4");

/**
 * This machine's address in the local network, or undefined: that of the default route, or else the first one of an
 * interface.
 */
export const lanAddress = async (): Promise<string | undefined> => {
  const first = await addressOfRoute();
  const others = Object.values(networkInterfaces()).flatMap((all) =>
    (all ?? []).filter(({ internal }) => !internal).map(({ address }) => address),
  );
  return [...(first === undefined ? [] : [first]), ...others].find(isOfLan);
};

/** The address from which this machine reaches the internet. No packet is sent. */
const addressOfRoute = (): Promise<string | undefined> =>
  new Promise((done) => {
    const socket = createSocket("udp4");
    const finish = (address?: string) => socket.close(() => done(address));
    socket.once("error", () => finish());
    // An address of the documentation. Only the choice of the route matters.
    socket.connect(9, "203.0.113.1", () => finish(socket.address().address));
  });
