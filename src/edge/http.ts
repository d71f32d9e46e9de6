import type { Context } from "hono";
import { createMiddleware } from "hono/factory";
import type * as z from "zod/mini";
import { problemOf } from "../shared/protocol/fields.ts";
import { type Code, type Rejection, refusalOf } from "../shared/protocol/refusal.ts";
import { err, ok, type Result } from "../shared/result.ts";
import type { App, Ctx } from "./context.ts";
import type { Env } from "./env.ts";

const STATUS_BY_CODE = {
  unauthorized: 401,
  forbidden: 403,
  join_failed: 409,
  desync: 409,
  duplicate_connection_handled: 409,
  invalid_turn: 400,
  invalid_card: 400,
  invalid_bid: 400,
  invalid_action: 400,
  game_unavailable: 503,
  routing_failed: 502,
} as const satisfies Record<Code, number>;

/** The HTTP status of a rejection [H9]. */
const statusOf = (rejection: Rejection) => {
  switch (rejection.kind) {
    case "no-such-game":
    case "no-such-path":
      return 404;
    case "still-secret":
      return 409;
    case "too-large":
      return 413;
    case "not-json-type":
      return 415;
    case "too-many-requests":
    case "flooded":
      return 429;
    default:
      return STATUS_BY_CODE[refusalOf(rejection).code];
  }
};

/** Answers with the rejection's status and `{code, reason, recovery}`, or with `body` if the call has another form [H9]. */
export const refuse = (c: Context, rejection: Rejection, body: object = refusalOf(rejection)): Response => {
  if ("retryAfterSeconds" in rejection) c.header("retry-after", String(rejection.retryAfterSeconds));
  return c.json(body, statusOf(rejection));
};

/** The maximum size of a body [H9]. */
const MAX_BODY_BYTES = 8_192;
/** A larger body is read up to this size, so that the client receives the refusal. */
const MAX_DRAINED_BYTES = 4_000_000;

/** Reads a JSON body; an empty one reads as `{}`. Refuses other media types, more than 8 KiB, and invalid JSON [H9]. */
export const readJson = async (c: Context): Promise<Result<unknown, Rejection>> => {
  const { body } = c.req.raw;
  const bytes = body ? await readUpTo(body, MAX_BODY_BYTES) : new Uint8Array();
  if (!bytes) return err({ kind: "too-large", limit: MAX_BODY_BYTES });
  if (bytes.length === 0) return ok({});
  const type = c.req.header("content-type")?.split(";", 1)[0]?.trim().toLowerCase();
  if (type !== "application/json") return err({ kind: "not-json-type" });
  try {
    return ok(JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes)));
  } catch {
    return err({ kind: "malformed", detail: "the body is not JSON" });
  }
};

/** Reads a body by `schema`. The refusal names the wrong field. */
export const readBody = async <S extends z.ZodMiniType>(
  c: Context,
  schema: S,
): Promise<Result<z.infer<S>, Rejection>> => {
  const json = await readJson(c);
  if (!json.ok) return json;
  const parsed = schema.safeParse(json.value);
  return parsed.success ? ok(parsed.data) : err({ kind: "malformed", detail: problemOf(parsed.error) });
};

/**
 * All of `stream`, or null if it has more than `limit` bytes; its declared length does not count. The excess is read and
 * dropped, up to MAX_DRAINED_BYTES: a client that is still sending when the connection closes never reads the answer.
 */
const readUpTo = async (stream: ReadableStream<Uint8Array>, limit: number): Promise<Uint8Array | null> => {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of stream) {
    length += chunk.length;
    if (length > MAX_DRAINED_BYTES) return null;
    if (length <= limit) chunks.push(chunk);
  }
  if (length > limit) return null;
  const all = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
};

/** The period of the rate limits in wrangler.toml, in seconds. */
export const WINDOW_SECONDS = 60;

/** The rate limits of wrangler.toml: how many requests of a kind one client address may make in a period [H11]. */
type Limit = Extract<keyof Env, `${string}_LIMIT`>;

/** Counts a request against the limit of its client address; false if the limit is exceeded. */
export const isWithin = async (c: Ctx, binding: Limit): Promise<boolean> => {
  if (!c.var.settings.rateLimits) return true;
  const key = networkOf(c.req.header("cf-connecting-ip") ?? "");
  return (await c.env[binding].limit({ key })).success;
};

/** Refuses requests over the limit before any other work is done for them [H11]. */
export const limited = (binding: Limit) =>
  createMiddleware<App>(async (c, next) =>
    (await isWithin(c, binding))
      ? next()
      : refuse(c, { kind: "too-many-requests", retryAfterSeconds: WINDOW_SECONDS }),
  );

/**
 * The network that a client address is counted by: an IPv4 address itself, and the /64 of an IPv6 address, because a
 * client with one address has the whole /64 [H11]. "unknown" for an empty address.
 */
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
