import { createMiddleware } from "hono/factory";
import { envelopeFor, signEnvelope } from "../shared/envelope.ts";
import { SEATS, type Seat } from "../shared/game/seats.ts";
import { gameIdOf } from "../shared/protocol/ids.ts";
import type { Rejection } from "../shared/rejection.ts";
import { err, ok, type Result } from "../shared/result.ts";
import type { Settings } from "../shared/settings.ts";
import { type Claims, mintToken, readToken } from "../shared/token.ts";
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

/** The claims of `token`, signed for the actor: the one way from a token to the actor [T5]. */
export const admit = async ({ keyring }: Settings, token: string): Promise<Result<Admitted, Rejection>> => {
  const now = Date.now();
  const claims = await readToken(token, keyring, now);
  return claims.ok
    ? ok({ claims: claims.value, envelope: signEnvelope(envelopeFor(claims.value, now), keyring.current) })
    : claims;
};

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
  const token = bearerIn(authorization);
  if (token === null) {
    return err({ kind: "bad-token", detail: "send the token as Authorization: Bearer <token>" });
  }
  const admitted = await admit(settings, token);
  if (admitted.ok && admitted.value.claims.gameId !== gameId) {
    return err({ kind: "bad-token", detail: "the token is for another game" });
  }
  return admitted;
};

/** What makes a token the same when it is made again: when it was first made (epoch ms), and its id. */
export interface First {
  readonly at: number;
  readonly jti: string;
}

/** A token for `claims` that lives `ttlSeconds`, with the time it ends (epoch ms). */
export const issue = async (
  { keyring }: Settings,
  claims: Claims,
  ttlSeconds: number,
  { at, jti }: First = { at: Date.now(), jti: crypto.randomUUID() },
) => {
  const token = await mintToken(claims, { keys: keyring.current, now: at, ttlSeconds, jti });
  return { token, expiresAt: at + ttlSeconds * 1000 };
};
