import { type Context, Hono } from "hono";
import type { Revoked, Seated } from "../actor/game-actor.ts";
import { randomBytes } from "../shared/auth/bytes.ts";
import { DEFAULT_RULES } from "../shared/game/rules.ts";
import type { Seat } from "../shared/game/seats.ts";
import type { Answer } from "../shared/protocol/answers.ts";
import { decode } from "../shared/protocol/codec.ts";
import { botsBody, createBody, joinBody, observerTokenBody, tokensBody } from "../shared/protocol/http.ts";
import { newGameId } from "../shared/protocol/ids.ts";
import { cleanName } from "../shared/protocol/names.ts";
import type { Rejection } from "../shared/protocol/refusal.ts";
import { err, type Result } from "../shared/result.ts";
import type { Settings } from "../shared/settings.ts";
import { actorOf } from "./actors.ts";
import { ask } from "./ask.ts";
import { admitted, type InGame, issue, named, renewable, seated } from "./auth.ts";
import { readBody, readJson } from "./body.ts";
import type { App } from "./context.ts";
import { repeatOf } from "./idempotency.ts";
import { limited } from "./limit.ts";
import { hintFor } from "./place.ts";
import { refuse } from "./refuse.ts";

/** How often a fresh id is drawn before giving up on finding one that is free. */
const ID_TRIES = 4;

/** The HTTP calls about games. */
export const games = new Hono<App>();

games.post("/", limited("CREATE_LIMIT"), async (c) => {
  const body = await readBody(c, createBody);
  const repeat = repeatOf(c.req, c.var.settings);
  if (!body.ok) return refuse(c, body.error);
  if (!repeat.ok) return refuse(c, repeat.error);
  const { display_name, seat, nonce = "", rules = DEFAULT_RULES } = body.value;
  const request = repeat.value?.requestFor("create", { ...body.value, rules }) ?? null;
  const creator = seat ? { name: cleanName(display_name), nonce } : null;
  const hint = hintFor(c.req.raw.cf?.continent);
  let gameId = "";
  const create = () =>
    ask(gameId, () => actorOf(c.env, gameId, hint).create(gameId, { rules, request, creator }));
  let made: Awaited<ReturnType<typeof create>> = err({ kind: "game-exists" });
  for (let tries = 0; tries < ID_TRIES && !made.ok && made.error.kind === "game-exists"; tries += 1) {
    gameId = newGameId(repeat.value?.bytesFor(tries) ?? randomBytes);
    made = await create();
  }
  if (!made.ok) return refuse(c, made.error);
  const { seated, at } = made.value;
  const { origin } = new URL(c.req.url);
  const { playerTokenTtlSeconds, stateTtlSeconds } = c.var.settings;
  const first = { at, jti: `${gameId}.host` };
  const { token: host_token } = await issue(
    c.var.settings,
    { role: "host", gameId, created: at, hostVersion: 1 },
    playerTokenTtlSeconds,
    first,
  );
  const player = seated && {
    player_id: seated.seat,
    token: await playerToken(c.var.settings, gameId, seated),
  };
  const created: Answer<"created"> = {
    game_id: gameId,
    host_token,
    ...(player ? { player } : {}),
    links: { join: `${origin}/g/${gameId}`, observe: `${origin}/w/${gameId}` },
    expires_at: at + stateTtlSeconds * 1000,
  };
  return c.json(created, 201);
});

games.post("/:id/join", limited("JOIN_LIMIT"), named, async (c) => {
  if (c.req.query("role") === "observer") return observerToken(c);
  const { gameId } = c.var;
  const body = await readBody(c, joinBody);
  const repeat = repeatOf(c.req, c.var.settings);
  if (!body.ok) return refuse(c, body.error);
  if (!repeat.ok) return refuse(c, repeat.error);
  const { display_name, nonce = "" } = body.value;
  const request = repeat.value?.requestFor("join", body.value) ?? null;
  const guest = { name: cleanName(display_name), nonce, request };
  const seated = await ask(gameId, () => actorOf(c.env, gameId).join(gameId, guest));
  if (!seated.ok) return refuse(c, seated.error);
  const token = await playerToken(c.var.settings, gameId, seated.value);
  const joined: Answer<"joined"> = {
    game_id: gameId,
    player_id: seated.value.seat,
    role: "player",
    name: seated.value.name,
    token,
  };
  return c.json(joined, 201);
});

games.post("/:id/observer-token", limited("TOKEN_LIMIT"), named, (c) => observerToken(c));

games.post("/:id/tokens", limited("TOKEN_LIMIT"), named, admitted, async (c) => {
  const { gameId, sender } = c.var;
  const body = await readBody(c, tokensBody);
  if (!body.ok) return refuse(c, body.error);
  const { role, player_id, display_name, ttl_seconds } = body.value;
  const actor = actorOf(c.env, gameId);
  const { envelope } = sender;
  const { playerTokenTtlSeconds, observerTokenTtlSeconds } = c.var.settings;
  if (role === "observer") {
    const vouched = await ask(gameId, () => actor.vouch(envelope, gameId));
    if (!vouched.ok) return refuse(c, vouched.error);
    const claims = { role, gameId, name: cleanName(display_name) } as const;
    const { token } = await issue(c.var.settings, claims, ttl_seconds ?? observerTokenTtlSeconds);
    return c.json({ token, role } satisfies Answer<"minted">, 201);
  }
  const seat = player_id as Seat;
  const seated = await ask(gameId, () => actor.mint(envelope, gameId, seat, cleanName(display_name)));
  if (!seated.ok) return refuse(c, seated.error);
  const token = await playerToken(c.var.settings, gameId, seated.value, ttl_seconds ?? playerTokenTtlSeconds);
  const minted: Answer<"minted"> = { token, role, player_id: seat, ...unconfirmed(seated.value) };
  return c.json(minted, 201);
});

games.post("/:id/host", limited("TOKEN_LIMIT"), named, admitted, async (c) => {
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

games.post("/:id/renew", limited("TOKEN_LIMIT"), named, renewable, async (c) => {
  const { gameId, sender, lifetimeSeconds } = c.var;
  const { claims, envelope } = sender;
  const vouched = await ask(gameId, () => actorOf(c.env, gameId).renew(envelope, gameId));
  if (!vouched.ok) return refuse(c, vouched.error);
  const { token, expiresAt } = await issue(c.var.settings, claims, lifetimeSeconds);
  const whose =
    claims.role === "player" ? { role: claims.role, player_id: claims.seat } : { role: "host" as const };
  return c.json({ token, ...whose, expires_at: expiresAt } satisfies Answer<"renewed">);
});

games.get("/:id", limited("READ_LIMIT"), named, async (c) => {
  const { gameId } = c.var;
  return answer(c, await ask(gameId, () => actorOf(c.env, gameId).status(gameId)));
});

games.get("/:id/snapshot", limited("READ_LIMIT"), named, admitted, async (c) => {
  const { gameId, sender } = c.var;
  return answer(c, await ask(gameId, () => actorOf(c.env, gameId).snapshot(sender.envelope, gameId)));
});

games.get("/:id/replay", limited("REPLAY_LIMIT"), named, admitted, async (c) => {
  const { gameId, sender } = c.var;
  return answer(c, await ask(gameId, () => actorOf(c.env, gameId).replay(sender.envelope, gameId)));
});

games.post("/:id/bots", limited("TOKEN_LIMIT"), named, admitted, async (c) => {
  const { gameId, sender } = c.var;
  const body = await readBody(c, botsBody);
  if (!body.ok) return refuse(c, body.error);
  const { level } = body.value;
  const seats = (body.value.seats ?? null) as readonly Seat[] | null;
  const bots = await ask(gameId, () =>
    actorOf(c.env, gameId).seatBots(sender.envelope, gameId, seats, level),
  );
  if (!bots.ok) return refuse(c, bots.error);
  return c.json({ game_id: gameId, bots: [...bots.value] } satisfies Answer<"bots">);
});

games.delete("/:id/bots/:seat", limited("TOKEN_LIMIT"), named, admitted, seated, async (c) => {
  const { gameId, sender, seat } = c.var;
  const freed = await ask(gameId, () => actorOf(c.env, gameId).removeBot(sender.envelope, gameId, seat));
  if (!freed.ok) return refuse(c, freed.error);
  return c.json({ game_id: gameId, player_id: seat, freed: true, bot: false } satisfies Answer<"freed">);
});

games.delete("/:id/seats/:seat", limited("TOKEN_LIMIT"), named, admitted, seated, async (c) => {
  const { gameId, sender, seat } = c.var;
  const given = c.req.query("remove") ?? "false";
  if (given !== "true" && given !== "false")
    return refuse(c, { kind: "malformed", detail: "remove: must be true or false" });
  const remove = given === "true";
  const done = await ask(gameId, () =>
    actorOf(c.env, gameId).free(sender.envelope, gameId, seat, { remove }),
  );
  if (!done.ok) return refuse(c, done.error);
  const freed = done.value.what === "freed";
  const answer: Answer<"freed"> = {
    game_id: gameId,
    player_id: seat,
    freed,
    bot: !freed,
    ...unconfirmed(done.value),
  };
  return c.json(answer);
});

games.post("/:id/actions", limited("ACTION_LIMIT"), named, admitted, async (c) => {
  const { gameId, sender } = c.var;
  const body = await readJson(c);
  if (!body.ok) return refuse(c, body.error);
  const result = await ask(gameId, () =>
    actorOf(c.env, gameId).act(sender.envelope, gameId, decode(body.value)),
  );
  if (!result.ok) return refuse(c, result.error);
  const { rejection, message } = result.value;
  return rejection ? refuse(c, rejection, message) : c.json(message);
});

games.delete("/:id", limited("TOKEN_LIMIT"), named, admitted, async (c) => {
  const { gameId, sender } = c.var;
  const ended = await ask(gameId, () => actorOf(c.env, gameId).end(sender.envelope, gameId));
  if (!ended.ok) return refuse(c, ended.error);
  return c.json({ game_id: gameId, ended: true } satisfies Answer<"ended">);
});

/** Said of what makes tokens void until Redis has it too: a loss of the storage would make the old ones good again [T9]. */
const unconfirmed = ({ isConfirmed }: Revoked) =>
  isConfirmed
    ? {}
    : {
        recovering: true as const,
        note: "Not confirmed by Redis yet: if the game's storage is lost now, the tokens from before are good again.",
      };

const answer = <T extends object>(c: Context, result: Result<T, Rejection>): Response =>
  result.ok ? c.json(result.value) : refuse(c, result.error);

const playerToken = async (
  settings: Settings,
  gameId: string,
  { created, seat, seatVersion, name, at }: Seated,
  ttlSeconds = settings.playerTokenTtlSeconds,
): Promise<string> => {
  const claims = { role: "player", gameId, created, seat, seatVersion, name } as const;
  const { token } = await issue(settings, claims, ttlSeconds, {
    at,
    jti: `${gameId}.${seat}.${seatVersion}`,
  });
  return token;
};

/** What a shared link calls: anyone may watch a game that exists [H3]. */
const observerToken = async (c: Context<InGame>): Promise<Response> => {
  const { gameId, settings } = c.var;
  const body = await readBody(c, observerTokenBody);
  if (!body.ok) return refuse(c, body.error);
  const exists = await ask(gameId, () => actorOf(c.env, gameId).status(gameId));
  if (!exists.ok) return refuse(c, exists.error);
  const { display_name, ttl_seconds = settings.observerTokenTtlSeconds } = body.value;
  const claims = { role: "observer", gameId, name: cleanName(display_name) } as const;
  const { token, expiresAt } = await issue(settings, claims, ttl_seconds);
  const observing: Answer<"observing"> = {
    game_id: gameId,
    role: "observer",
    token,
    expires_at: expiresAt,
  };
  return c.json(observing, 201);
};
