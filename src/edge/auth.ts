import { createMiddleware } from "hono/factory";
import { envelopeFor, signEnvelope } from "../shared/auth/envelope.ts";
import { type Claims, mintToken, readRenewable, readToken } from "../shared/auth/token.ts";
import { SEATS, type Seat } from "../shared/game/seats.ts";
import { gameIdOf } from "../shared/protocol/ids.ts";
import type { Rejection } from "../shared/protocol/refusal.ts";
import { err, ok, type Result } from "../shared/result.ts";
import type { Settings } from "../shared/settings.ts";
import type { App } from "./context.ts";
import { refuse } from "./refuse.ts";

/** Handlers behind `named` find the id of the game in the path, in upper case. */
export interface InGame extends App {
  readonly Variables: App["Variables"] & { gameId: string };
}
/** Handlers behind `admitted` find there who asks. */
export interface FromSender extends App {
  readonly Variables: InGame["Variables"] & { sender: Admitted };
}

/** Handlers behind `renewable` find there for how long the token they bring was good. */
export interface Renewing extends App {
  readonly Variables: FromSender["Variables"] & { lifetimeSeconds: number };
}

/** Handlers behind `seated` find there the seat in the path. */
export interface AtSeat extends App {
  readonly Variables: FromSender["Variables"] & { seat: Seat };
}

/** Turns away seats that no game has. */
export const seated = createMiddleware<AtSeat>(async (c, next) => {
  const seat = SEATS.find((one) => `${one}` === c.req.param("seat"));
  if (seat === undefined) return refuse(c, { kind: "malformed", detail: "seat: must be 0 to 4" });
  c.set("seat", seat);
  return next();
});

/** Turns away ids that no game can have [H13]. */
export const named = createMiddleware<InGame>(async (c, next) => {
  const gameId = gameIdOf(c.req.param("id") ?? "");
  if (!gameId) return refuse(c, { kind: "no-such-game" });
  c.set("gameId", gameId);
  return next();
});

/** Turns away whoever brings no bearer token for the game in the path [T2]. */
export const admitted = createMiddleware<FromSender>(async (c, next) => {
  const sender = await admitBearer(c.var.settings, c.req.header("authorization") ?? "", c.var.gameId);
  if (!sender.ok) return refuse(c, sender.error);
  c.set("sender", sender.value);
  return next();
});

/** As `admitted`, for a token that may have expired, as long as that is for its renewal [T10]. */
export const renewable = createMiddleware<Renewing>(async (c, next) => {
  const { settings, gameId } = c.var;
  const now = Date.now();
  const read = await bearerRead(c.req.header("authorization") ?? "", (token) =>
    readRenewable(token, settings.keyring, now),
  );
  if (!read.ok) return refuse(c, read.error);
  const { claims, lifetimeSeconds } = read.value;
  if (claims.gameId !== gameId) return refuse(c, OTHER_GAME);
  c.set("sender", vouchedFor(claims, settings, now));
  c.set("lifetimeSeconds", lifetimeSeconds);
  return next();
});

/** The claims of `token`, signed for the actor: the one way from a token to the actor [T5]. */
export const admit = async (settings: Settings, token: string): Promise<Result<Admitted, Rejection>> => {
  const now = Date.now();
  const claims = await readToken(token, settings.keyring, now);
  return claims.ok ? ok(vouchedFor(claims.value, settings, now)) : claims;
};

const vouchedFor = (claims: Claims, { keyring }: Settings, now: number): Admitted => ({
  claims,
  envelope: signEnvelope(envelopeFor(claims, now), keyring.current),
});

export interface Admitted {
  readonly claims: Claims;
  /** For the actor. */
  readonly envelope: string;
}

/** The token in an `Authorization` header, or null. */
export const bearerIn = (authorization: string): string | null => {
  const [scheme, token, ...rest] = authorization.trim().split(/\s+/);
  return scheme?.toLowerCase() === "bearer" && token && rest.length === 0 ? token : null;
};

const admitBearer = async (
  settings: Settings,
  authorization: string,
  gameId: string,
): Promise<Result<Admitted, Rejection>> => {
  const admitted = await bearerRead(authorization, (token) => admit(settings, token));
  return admitted.ok && admitted.value.claims.gameId !== gameId ? err(OTHER_GAME) : admitted;
};

const OTHER_GAME: Rejection = { kind: "bad-token", detail: "the token is for another game" };

/** What `read` makes of the token in an `Authorization` header, which has to have one. */
const bearerRead = async <T>(
  authorization: string,
  read: (token: string) => Promise<Result<T, Rejection>>,
): Promise<Result<T, Rejection>> => {
  const token = bearerIn(authorization);
  return token === null
    ? err({ kind: "bad-token", detail: "send the token as Authorization: Bearer <token>" })
    : read(token);
};

/** What makes a token the same when it is made again: when it was first made (epoch ms), and its id. */
export interface First {
  readonly at: number;
  readonly jti: string;
}

/** A token for `claims` that lives `ttlSeconds`, with the time it ends: its `exp`, in epoch ms. */
export const issue = async (
  { keyring }: Settings,
  claims: Claims,
  ttlSeconds: number,
  { at, jti }: First = { at: Date.now(), jti: crypto.randomUUID() },
) => {
  const token = await mintToken(claims, { keys: keyring.current, now: at, ttlSeconds, jti });
  return { token, expiresAt: (Math.floor(at / 1000) + ttlSeconds) * 1000 };
};
