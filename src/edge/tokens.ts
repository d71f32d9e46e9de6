import { type Context, Hono } from "hono";
import type * as z from "zod/mini";
import type { Revoked, Seated } from "../actor/game-actor.ts";
import { type Claims, mintToken } from "../shared/auth/token.ts";
import { FIRST_VERSION } from "../shared/game/evolve.ts";
import type { Seat } from "../shared/game/seats.ts";
import type { Answer } from "../shared/protocol/answers.ts";
import { observerTokenBody, seatCodeBody, tokensBody } from "../shared/protocol/http.ts";
import { gameIdOf } from "../shared/protocol/ids.ts";
import { cleanName } from "../shared/protocol/names.ts";
import type { Rejection } from "../shared/protocol/refusal.ts";
import { ok, type Result } from "../shared/result.ts";
import type { Settings } from "../shared/settings.ts";
import { actorOf, ask } from "./actors.ts";
import { authenticated, type FromSender, gameInPath, type InGame, renewable } from "./auth.ts";
import type { App } from "./context.ts";
import { limited, readBody, refuse } from "./http.ts";

/** The HTTP calls that issue tokens for an existing game. */
export const tokens = new Hono<App>();

tokens.post("/:id/observer-token", limited("TOKEN_LIMIT"), gameInPath, (c) => observerToken(c));

tokens.post("/:id/tokens", limited("TOKEN_LIMIT"), gameInPath, authenticated, async (c) => {
  const body = await readBody(c, tokensBody);
  if (!body.ok) return refuse(c, body.error);
  const minted = await mint(c, body.value);
  return minted.ok ? c.json(minted.value, 201) : refuse(c, minted.error);
});

tokens.post("/:id/host", limited("TOKEN_LIMIT"), gameInPath, authenticated, async (c) => {
  const { gameId, sender } = c.var;
  const revoked = await ask(gameId, () => actorOf(c.env, gameId).revokeHost(sender.envelope, gameId));
  if (!revoked.ok) return refuse(c, revoked.error);
  const { created, hostVersion } = revoked.value;
  const claims = { role: "host", gameId, created, hostVersion } as const;
  const { token, expiresAt } = await issue(c.var.settings, claims, c.var.settings.playerTokenTtlSeconds);
  const renewed: Answer<"renewed"> = {
    token,
    role: "host",
    expires_at: expiresAt,
    ...unconfirmed(revoked.value),
  };
  return c.json(renewed);
});

tokens.post("/:id/renew", limited("TOKEN_LIMIT"), gameInPath, renewable, async (c) => {
  const { gameId, sender, lifetimeSeconds } = c.var;
  const { claims, envelope } = sender;
  const vouched = await ask(gameId, () => actorOf(c.env, gameId).renew(envelope, gameId));
  if (!vouched.ok) return refuse(c, vouched.error);
  const { token, expiresAt } = await issue(c.var.settings, claims, lifetimeSeconds);
  const whose =
    claims.role === "player" ? { role: claims.role, player_id: claims.seat } : { role: "host" as const };
  return c.json({ token, ...whose, expires_at: expiresAt } satisfies Answer<"renewed">);
});

tokens.post("/:id/seat-code", limited("TOKEN_LIMIT"), gameInPath, authenticated, async (c) => {
  const { gameId, sender } = c.var;
  const made = await ask(gameId, () => actorOf(c.env, gameId).makeCode(sender.envelope, gameId));
  if (!made.ok) return refuse(c, made.error);
  const { code, until } = made.value;
  return c.json({ code, expires_at: until } satisfies Answer<"seatCode">, 201);
});

tokens.post("/:id/seat-code/redeem", limited("JOIN_LIMIT"), gameInPath, async (c) => {
  const { gameId, settings } = c.var;
  const body = await readBody(c, seatCodeBody);
  if (!body.ok) return refuse(c, body.error);
  // A code has the form of a game's id. Any other text is a wrong code.
  const code = gameIdOf(body.value.code) ?? "";
  const redeemed = await ask(gameId, () => actorOf(c.env, gameId).redeemCode(gameId, code));
  if (!redeemed.ok) return refuse(c, redeemed.error);
  const { created, seat, seatVersion, name } = redeemed.value;
  const claims = { role: "player", gameId, created, seat, seatVersion, name } as const;
  const { token } = await issue(settings, claims, settings.playerTokenTtlSeconds);
  return c.json({ game_id: gameId, player_id: seat, role: "player", name, token } satisfies Answer<"joined">);
});

/** For the host: issues a token for a seat or for an observer [H4]. */
export const mint = async (
  c: Context<FromSender>,
  { role, player_id, display_name, ttl_seconds }: z.infer<typeof tokensBody>,
): Promise<Result<Answer<"minted">, Rejection>> => {
  const { gameId, sender, settings } = c.var;
  const { envelope } = sender;
  const actor = actorOf(c.env, gameId);
  if (role === "observer") {
    const vouched = await ask(gameId, () => actor.vouch(envelope, gameId));
    if (!vouched.ok) return vouched;
    const { token } = await observing(settings, gameId, { display_name, ttl_seconds });
    return ok({ token, role });
  }
  const seat = player_id as Seat;
  const seated = await ask(gameId, () => actor.mint(envelope, gameId, seat, cleanName(display_name)));
  if (!seated.ok) return seated;
  const token = await playerToken(settings, gameId, seated.value, ttl_seconds);
  return ok({ token, role, player_id: seat, ...unconfirmed(seated.value) });
};

/** Answers with an observer's token. Anyone may observe a game that exists [H3]. */
export const observerToken = async (c: Context<InGame>): Promise<Response> => {
  const body = await readBody(c, observerTokenBody);
  if (!body.ok) return refuse(c, body.error);
  const observer = await observe(c, body.value);
  return observer.ok ? c.json(observer.value, 201) : refuse(c, observer.error);
};

/** A token for an observer of the game in the path, if there is such a game. */
export const observe = async (
  c: Context<InGame>,
  body: z.infer<typeof observerTokenBody>,
): Promise<Result<Answer<"observing">, Rejection>> => {
  const { gameId, settings } = c.var;
  const exists = await ask(gameId, () => actorOf(c.env, gameId).status(gameId));
  return exists.ok ? ok(await observing(settings, gameId, body)) : exists;
};

const observing = async (
  settings: Settings,
  gameId: string,
  { display_name, ttl_seconds = settings.observerTokenTtlSeconds }: z.infer<typeof observerTokenBody>,
): Promise<Answer<"observing">> => {
  const claims = { role: "observer", gameId, name: cleanName(display_name) } as const;
  const { token, expiresAt } = await issue(settings, claims, ttl_seconds);
  return { game_id: gameId, role: "observer", token, expires_at: expiresAt };
};

/** The token of a seat. It is the same each time it is made for the same version of the seat. */
export const playerToken = async (
  settings: Settings,
  gameId: string,
  { created, seat, seatVersion, name, at }: Seated,
  ttlSeconds = settings.playerTokenTtlSeconds,
): Promise<string> => {
  const claims = { role: "player", gameId, created, seat, seatVersion, name } as const;
  const identity = { at, jti: `${gameId}.${seat}.${seatVersion}` };
  return (await issue(settings, claims, ttlSeconds, identity)).token;
};

/** The host's token that a new game is created with. It is the same each time it is made for the same game. */
export const firstHostToken = async (settings: Settings, gameId: string, at: number): Promise<string> => {
  const claims = { role: "host", gameId, created: at, hostVersion: FIRST_VERSION } as const;
  const identity = { at, jti: `${gameId}.host` };
  return (await issue(settings, claims, settings.playerTokenTtlSeconds, identity)).token;
};

/** What two tokens of the same claims must share to be equal: the time of issue (epoch ms), and the id. */
interface Identity {
  readonly at: number;
  readonly jti: string;
}

/** A token for `claims` that is valid for `ttlSeconds`, and its `exp` in epoch ms. */
const issue = async (
  { keyring }: Settings,
  claims: Claims,
  ttlSeconds: number,
  { at, jti }: Identity = { at: Date.now(), jti: crypto.randomUUID() },
) => {
  const token = await mintToken(claims, { keys: keyring.current, now: at, ttlSeconds, jti });
  return { token, expiresAt: (Math.floor(at / 1000) + ttlSeconds) * 1000 };
};

/** Added to the answer until Redis has the revocation: if the storage is lost before, the older tokens are valid again [T9]. */
export const unconfirmed = ({ isConfirmed }: Revoked) =>
  isConfirmed
    ? {}
    : {
        recovering: true as const,
        note: "Redis has not confirmed this yet. If the game's storage is lost now, the older tokens are valid again.",
      };
