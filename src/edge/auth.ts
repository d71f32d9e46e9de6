import { createMiddleware } from "hono/factory";
import { envelopeFor, signEnvelope } from "../shared/auth/envelope.ts";
import { type Claims, readRenewable, readToken } from "../shared/auth/token.ts";
import { SEATS, type Seat } from "../shared/game/seats.ts";
import { gameIdOf } from "../shared/protocol/ids.ts";
import type { Rejection } from "../shared/protocol/refusal.ts";
import { err, ok, type Result } from "../shared/result.ts";
import type { Settings } from "../shared/settings.ts";
import type { App } from "./context.ts";
import { refuse } from "./http.ts";

/** What handlers behind `gameInPath` get: the id of the game in the path, in upper case. */
export interface InGame extends App {
  readonly Variables: App["Variables"] & { gameId: string };
}
/** What handlers behind `authenticated` get: the sender of the request. */
export interface FromSender extends App {
  readonly Variables: InGame["Variables"] & { sender: Sender };
}
/** What handlers behind `renewable` get: the lifetime of the token in the request. */
export interface Renewing extends App {
  readonly Variables: FromSender["Variables"] & { lifetimeSeconds: number };
}
/** What handlers behind `seatInPath` get: the seat in the path. */
export interface AtSeat extends App {
  readonly Variables: FromSender["Variables"] & { seat: Seat };
}

/** Who sent a request: the claims of the token, and the same claims signed for the actor. */
export interface Sender {
  readonly claims: Claims;
  readonly envelope: string;
}

/** Refuses a path whose id no game can have [H13]. */
export const gameInPath = createMiddleware<InGame>(async (c, next) => {
  const gameId = gameIdOf(c.req.param("id") ?? "");
  if (!gameId) return refuse(c, { kind: "no-such-game" });
  c.set("gameId", gameId);
  return next();
});

/** Refuses a path whose seat does not exist. */
export const seatInPath = createMiddleware<AtSeat>(async (c, next) => {
  const seat = SEATS.find((one) => `${one}` === c.req.param("seat"));
  if (seat === undefined) return refuse(c, { kind: "malformed", detail: "seat: must be 0 to 4" });
  c.set("seat", seat);
  return next();
});

/** Refuses a request without a bearer token for the game in the path [T2]. */
export const authenticated = createMiddleware<FromSender>(async (c, next) => {
  const { settings, gameId } = c.var;
  const sender = await readBearer(c.req.header("authorization"), (token) => authenticate(settings, token));
  if (!sender.ok) return refuse(c, sender.error);
  if (sender.value.claims.gameId !== gameId) return refuse(c, OTHER_GAME);
  c.set("sender", sender.value);
  return next();
});

/** Does the same, and accepts an expired token as long as it can be renewed [T10]. */
export const renewable = createMiddleware<Renewing>(async (c, next) => {
  const { settings, gameId } = c.var;
  const now = Date.now();
  const read = await readBearer(c.req.header("authorization"), (token) =>
    readRenewable(token, settings.keyring, now),
  );
  if (!read.ok) return refuse(c, read.error);
  const { claims, lifetimeSeconds } = read.value;
  if (claims.gameId !== gameId) return refuse(c, OTHER_GAME);
  c.set("sender", senderOf(claims, settings, now));
  c.set("lifetimeSeconds", lifetimeSeconds);
  return next();
});

/** Verifies `token` and signs its claims for the actor, which accepts no others [T5]. */
export const authenticate = async (settings: Settings, token: string): Promise<Result<Sender, Rejection>> => {
  const now = Date.now();
  const claims = await readToken(token, settings.keyring, now);
  return claims.ok ? ok(senderOf(claims.value, settings, now)) : claims;
};

const senderOf = (claims: Claims, { keyring }: Settings, now: number): Sender => ({
  claims,
  envelope: signEnvelope(envelopeFor(claims, now), keyring.current),
});

const OTHER_GAME: Rejection = { kind: "bad-token", detail: "the token is for another game" };

/** The token in an `Authorization` header; null if the header is absent or has another form. */
export const bearerIn = (authorization = ""): string | null => {
  const [scheme, token, ...rest] = authorization.trim().split(/\s+/);
  return scheme?.toLowerCase() === "bearer" && token && rest.length === 0 ? token : null;
};

/** The result of `read` for the token in an `Authorization` header, which must have one. */
const readBearer = async <T>(
  authorization: string | undefined,
  read: (token: string) => Promise<Result<T, Rejection>>,
): Promise<Result<T, Rejection>> => {
  const token = bearerIn(authorization);
  return token === null
    ? err({ kind: "bad-token", detail: "send the token as Authorization: Bearer <token>" })
    : read(token);
};
