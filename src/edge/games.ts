import { Hono } from "hono";
import type { Seated } from "../actor/game-actor.ts";
import { randomBytes } from "../shared/bytes.ts";
import { DEFAULT_RULES } from "../shared/game/rules.ts";
import { SEATS, type Seat } from "../shared/game/seats.ts";
import type { Answer } from "../shared/protocol/answers.ts";
import { decode } from "../shared/protocol/codec.ts";
import { createBody, joinBody, observerTokenBody, tokensBody } from "../shared/protocol/http.ts";
import { newGameId } from "../shared/protocol/ids.ts";
import { cleanName } from "../shared/protocol/names.ts";
import type { Rejection } from "../shared/rejection.ts";
import { err, type Result } from "../shared/result.ts";
import { actorOf, ask } from "./actors.ts";
import { admitBearer, gameIn, issue } from "./admit.ts";
import { readBody, readJson } from "./body.ts";
import type { App, Ctx } from "./context.ts";
import { limited } from "./limit.ts";
import { hintFor } from "./place.ts";
import { refuse, statusOf } from "./refuse.ts";
import { repeatOf } from "./repeat.ts";

/** How often a fresh id is drawn before giving up on finding one that is free. */
const ID_TRIES = 4;

/** The HTTP calls about games. */
export const games = new Hono<App>();

games.post("/", limited("CREATE_LIMIT"), async (c) => {
  const body = await readBody(c, createBody);
  const repeat = repeatOf(c);
  if (!body.ok) return refuse(c, body.error);
  if (!repeat.ok) return refuse(c, repeat.error);
  const { display_name, seat, nonce = "", rules = DEFAULT_RULES } = body.value;
  const key = repeat.value?.digest ?? null;
  const host = seat ? { name: cleanName(display_name), nonce, key } : null;
  const hint = hintFor(c.req.raw.cf?.continent);
  let gameId = "";
  const create = () => ask(gameId, () => actorOf(c.env, gameId, hint).create(gameId, rules, host, key));
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
  const { token: host_token } = await issue(c, { role: "host", gameId }, playerTokenTtlSeconds, first);
  const player = seated && { player_id: seated.seat, token: await playerToken(c, gameId, seated) };
  const created: Answer<"created"> = {
    game_id: gameId,
    host_token,
    ...(player ? { player } : {}),
    links: { join: `${origin}/g/${gameId}`, observe: `${origin}/w/${gameId}` },
    expires_at: at + stateTtlSeconds * 1000,
  };
  return c.json(created, 201);
});

games.post("/:id/join", limited("JOIN_LIMIT"), async (c) => {
  if (c.req.query("role") === "observer") return observerToken(c);
  const id = gameIn(c);
  const body = await readBody(c, joinBody);
  const repeat = repeatOf(c);
  if (!id.ok) return refuse(c, id.error);
  if (!body.ok) return refuse(c, body.error);
  if (!repeat.ok) return refuse(c, repeat.error);
  const { display_name, nonce = "" } = body.value;
  const guest = { name: cleanName(display_name), nonce, key: repeat.value?.digest ?? null };
  const seated = await ask(id.value, () => actorOf(c.env, id.value).join(id.value, guest));
  if (!seated.ok) return refuse(c, seated.error);
  const token = await playerToken(c, id.value, seated.value);
  const joined: Answer<"joined"> = {
    game_id: id.value,
    player_id: seated.value.seat,
    role: "player",
    token,
  };
  return c.json(joined, 201);
});

games.post("/:id/observer-token", limited("TOKEN_LIMIT"), (c) => observerToken(c));

games.post("/:id/tokens", limited("TOKEN_LIMIT"), async (c) => {
  const id = gameIn(c);
  if (!id.ok) return refuse(c, id.error);
  const host = await admitBearer(c, id.value);
  if (!host.ok) return refuse(c, host.error);
  if (host.value.claims.role !== "host") return refuse(c, { kind: "role-needed", role: "host" });
  const body = await readBody(c, tokensBody);
  if (!body.ok) return refuse(c, body.error);
  const { role, player_id, display_name, ttl_seconds } = body.value;
  const actor = actorOf(c.env, id.value);
  const { envelope } = host.value;
  const { playerTokenTtlSeconds, observerTokenTtlSeconds } = c.var.settings;
  if (role === "observer") {
    const vouched = await ask(id.value, () => actor.vouch(envelope, id.value));
    if (!vouched.ok) return refuse(c, vouched.error);
    const claims = { role, gameId: id.value, name: cleanName(display_name) } as const;
    const { token } = await issue(c, claims, ttl_seconds ?? observerTokenTtlSeconds);
    return c.json({ token, role } satisfies Answer<"minted">, 201);
  }
  const seat = player_id as Seat;
  const seated = await ask(id.value, () => actor.mint(envelope, id.value, seat, cleanName(display_name)));
  if (!seated.ok) return refuse(c, seated.error);
  const token = await playerToken(c, id.value, seated.value, ttl_seconds ?? playerTokenTtlSeconds);
  return c.json({ token, role, player_id: seat } satisfies Answer<"minted">, 201);
});

games.get("/:id", async (c) => {
  const id = gameIn(c);
  if (!id.ok) return refuse(c, id.error);
  return answer(c, await ask(id.value, () => actorOf(c.env, id.value).status(id.value)));
});

games.get("/:id/snapshot", async (c) => {
  const id = gameIn(c);
  if (!id.ok) return refuse(c, id.error);
  const sender = await admitBearer(c, id.value);
  if (!sender.ok) return refuse(c, sender.error);
  return answer(
    c,
    await ask(id.value, () => actorOf(c.env, id.value).snapshot(sender.value.envelope, id.value)),
  );
});

games.get("/:id/replay", async (c) => {
  const id = gameIn(c);
  if (!id.ok) return refuse(c, id.error);
  const sender = await admitBearer(c, id.value);
  if (!sender.ok) return refuse(c, sender.error);
  return answer(
    c,
    await ask(id.value, () => actorOf(c.env, id.value).replay(sender.value.envelope, id.value)),
  );
});

games.delete("/:id/seats/:seat", async (c) => {
  const id = gameIn(c);
  if (!id.ok) return refuse(c, id.error);
  const sender = await admitBearer(c, id.value);
  if (!sender.ok) return refuse(c, sender.error);
  const seat = SEATS.find((one) => `${one}` === c.req.param("seat"));
  if (seat === undefined) return refuse(c, { kind: "malformed", detail: "seat: must be 0 to 4" });
  const freed = await ask(id.value, () =>
    actorOf(c.env, id.value).free(sender.value.envelope, id.value, seat),
  );
  if (!freed.ok) return refuse(c, freed.error);
  return c.json({ game_id: id.value, player_id: seat, freed: true } satisfies Answer<"freed">);
});

games.post("/:id/actions", async (c) => {
  const id = gameIn(c);
  if (!id.ok) return refuse(c, id.error);
  const sender = await admitBearer(c, id.value);
  if (!sender.ok) return refuse(c, sender.error);
  const body = await readJson(c);
  if (!body.ok) return refuse(c, body.error);
  const result = await ask(id.value, () =>
    actorOf(c.env, id.value).act(sender.value.envelope, id.value, decode(body.value)),
  );
  if (!result.ok) return refuse(c, result.error);
  const { refusal, message } = result.value;
  return c.json(message, refusal ? statusOf(refusal) : 200);
});

games.delete("/:id", async (c) => {
  const id = gameIn(c);
  if (!id.ok) return refuse(c, id.error);
  const host = await admitBearer(c, id.value);
  if (!host.ok) return refuse(c, host.error);
  const ended = await ask(id.value, () => actorOf(c.env, id.value).end(host.value.envelope, id.value));
  if (!ended.ok) return refuse(c, ended.error);
  return c.json({ game_id: id.value, ended: true } satisfies Answer<"ended">);
});

const answer = <T extends object>(c: Ctx, result: Result<T, Rejection>): Response =>
  result.ok ? c.json(result.value) : refuse(c, result.error);

const playerToken = async (
  c: Ctx,
  gameId: string,
  { seat, seatVersion, name, at }: Seated,
  ttlSeconds = c.var.settings.playerTokenTtlSeconds,
): Promise<string> => {
  const claims = { role: "player", gameId, seat, seatVersion, name } as const;
  const { token } = await issue(c, claims, ttlSeconds, { at, jti: `${gameId}.${seat}.${seatVersion}` });
  return token;
};

/** What a shared link calls: anyone may watch a game that exists [H3]. */
const observerToken = async (c: Ctx): Promise<Response> => {
  const id = gameIn(c);
  const body = await readBody(c, observerTokenBody);
  if (!id.ok) return refuse(c, id.error);
  if (!body.ok) return refuse(c, body.error);
  const exists = await ask(id.value, () => actorOf(c.env, id.value).status(id.value));
  if (!exists.ok) return refuse(c, exists.error);
  const { display_name, ttl_seconds = c.var.settings.observerTokenTtlSeconds } = body.value;
  const claims = { role: "observer", gameId: id.value, name: cleanName(display_name) } as const;
  const { token, expiresAt } = await issue(c, claims, ttl_seconds);
  const observing: Answer<"observing"> = {
    game_id: id.value,
    role: "observer",
    token,
    expires_at: expiresAt,
  };
  return c.json(observing, 201);
};
