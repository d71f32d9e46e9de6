import type { Context } from "hono";

/**
 * What the limits count a client by: its IPv4 address, or the first 64 bits of its IPv6 address, since who has one
 * address there has the whole /64 [H11].
 */
export const addressOf = (c: Context): string => networkOf(c.req.header("cf-connecting-ip") ?? "");

/** The IPv4 address as it is, or the /64 of an IPv6 address; "unknown" for none. */
export const networkOf = (address: string): string => {
  if (!address.includes(":")) return address || "unknown";
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  if (mapped) return mapped[1] as string;
  const [before = "", after] = address.split("%", 1)[0]?.split("::") ?? [];
  const groups = (part: string | undefined) => (part ? part.split(":") : []);
  const [start, end] = [groups(before), groups(after)];
  const zeros = after === undefined ? 0 : Math.max(0, 8 - start.length - end.length);
  const all = [...start, ...new Array<string>(zeros).fill("0"), ...end];
  const network = all.slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16));
  return `${network.join(":")}::/64`;
};
