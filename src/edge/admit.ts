import type { Context } from "hono";
import { envelopeFor, signEnvelope } from "../shared/envelope.ts";
import { gameIdOf } from "../shared/protocol/ids.ts";
import type { Rejection } from "../shared/rejection.ts";
import { err, ok, type Result } from "../shared/result.ts";
import { type Claims, mintToken, readToken } from "../shared/token.ts";
import type { App } from "./context.ts";

/** The game id in the path, in upper case; no game can have an id of another form [H13]. */
export const gameIn = (c: Context<App>): Result<string, Rejection> => {
  const id = gameIdOf(c.req.param("id") ?? "");
  return id ? ok(id) : err({ kind: "no-such-game" });
};

/** The claims of `token`, signed for the actor: the one way from a token to the actor [T5]. */
export const admit = async (c: Context<App>, token: string): Promise<Result<Admitted, Rejection>> => {
  const { keyring } = c.var.settings;
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

/** The sender of an HTTP call, by its bearer token, for the game in the path [T2]. */
export const admitBearer = async (c: Context<App>, gameId: string): Promise<Result<Admitted, Rejection>> => {
  const [scheme, token, ...rest] = (c.req.header("authorization") ?? "").trim().split(/\s+/);
  if (scheme?.toLowerCase() !== "bearer" || !token || rest.length > 0) {
    return err({ kind: "bad-token", detail: "send the token as Authorization: Bearer <token>" });
  }
  const admitted = await admit(c, token);
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
  c: Context<App>,
  claims: Claims,
  ttlSeconds: number,
  { at, jti }: First = { at: Date.now(), jti: crypto.randomUUID() },
) => {
  const keys = c.var.settings.keyring.current;
  const token = await mintToken(claims, { keys, now: at, ttlSeconds, jti });
  return { token, expiresAt: at + ttlSeconds * 1000 };
};
