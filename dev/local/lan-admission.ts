import { isIP } from "node:net";
import { err, ok, type Result } from "../../src/shared/result.ts";
import { isOfLan } from "./lan-address.ts";

/** A request as it arrives at the port that the local network can reach. */
export interface Arrival {
  /** The address of the client, and the own address that it has connected to. */
  readonly remote: string | undefined;
  readonly local: string | undefined;
  readonly port: number;
  /** The `Host` header. */
  readonly host: string | undefined;
  /** The target of the request line. */
  readonly target: string | undefined;
}

/** Why a request is refused. */
export interface Refused {
  readonly status: 400 | 403 | 421;
  readonly reason: string;
}

/** What only this machine may ask for: wrangler's own calls, and those of the operator. */
const OWN_PATHS = /^\/+(?:cdn-cgi|api\/+operator)(?:\/|$)/i;
const OWN_ADDRESSES: readonly string[] = ["127.0.0.1", "::1"];

/**
 * The path and query to pass on, in the normal form, so that the Worker reads the same path as this check; or why the
 * request is refused [L26].
 */
export const admit = ({ remote, local, port, host, target }: Arrival): Result<string, Refused> => {
  const [from, to] = [plain(remote), plain(local)];
  const isOwn = OWN_ADDRESSES.includes(from);
  if (!isOwn && !isLoopback(to) && !isOfLan(to)) return refuse(403, "this server is for a local network");
  // A name can be made to point here by anyone. An address cannot.
  const names = [to, ...(isOwn ? ["localhost", "127.0.0.1", "::1"] : [])].map(inUrl);
  const given = (host ?? "").toLowerCase();
  if (!names.some((name) => given === `${name}:${port}` || (port === 80 && given === name)))
    return refuse(421, "this server is not known by that name");
  const url = target?.startsWith("/") ? URL.parse(`http://lan${target}`) : null;
  if (!url) return refuse(400, "the target must be a path");
  if (!isOwn && OWN_PATHS.test(decoded(url.pathname)))
    return refuse(403, "only the machine of the server may ask for this");
  return ok(url.pathname + url.search);
};

const refuse = (status: Refused["status"], reason: string) => err<Refused>({ status, reason });

/** An IPv4 address without the prefix that it has on a socket for both families. */
const plain = (address = ""): string => address.replace(/^::ffff:/i, "");

const isLoopback = (address: string): boolean => address.startsWith("127.") || address === "::1";

const inUrl = (name: string): string => (isIP(name) === 6 ? `[${name}]` : name);

/** The Worker's router decodes paths too. */
const decoded = (path: string): string => {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
};
