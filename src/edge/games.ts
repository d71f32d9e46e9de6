import { type Context, Hono } from "hono";
import { DEFAULT_RULES } from "../shared/game/rules.ts";
import type { Seat } from "../shared/game/seats.ts";
import type { Answer } from "../shared/protocol/answers.ts";
import { addedIn, decode } from "../shared/protocol/codec.ts";
import { botsBody, changeBody, createBody, joinBody } from "../shared/protocol/http.ts";
import { cleanName } from "../shared/protocol/names.ts";
import type { Rejection } from "../shared/protocol/refusal.ts";
import type { Result } from "../shared/result.ts";
import { actorOf, ask } from "./actors.ts";
import { authenticated, gameInPath, seatInPath } from "./auth.ts";
import type { App } from "./context.ts";
import { limited, readBody, readJson, refuse } from "./http.ts";
import { repeatOf } from "./idempotency.ts";
import { newGame } from "./new-game.ts";
import { firstHostToken, observerToken, playerToken, unconfirmed } from "./tokens.ts";

/** The HTTP calls about games, except those that only issue tokens. */
export const games = new Hono<App>();

games.post("/", limited("CREATE_LIMIT"), async (c) => {
  const body = await readBody(c, createBody);
  const repeat = repeatOf(c.req, c.var.settings);
  if (!body.ok) return refuse(c, body.error);
  if (!repeat.ok) return refuse(c, repeat.error);
  const { display_name, seat, rules = DEFAULT_RULES } = body.value;
  const request = repeat.value?.requestFor("create", { ...body.value, rules }) ?? null;
  const creator = seat ? { name: cleanName(display_name), ...addedIn(body.value) } : null;
  const made = await newGame(c, { rules, request, creator }, repeat.value);
  if (!made.ok) return refuse(c, made.error);
  const { gameId, seated, at } = made.value;
  const { origin } = new URL(c.req.url);
  const { settings } = c.var;
  const host_token = await firstHostToken(settings, gameId, at);
  const player = seated && {
    player_id: seated.seat,
    token: await playerToken(settings, gameId, seated),
  };
  const created: Answer<"created"> = {
    game_id: gameId,
    host_token,
    ...(player ? { player } : {}),
    links: { join: `${origin}/g/${gameId}`, observe: `${origin}/w/${gameId}` },
    expires_at: at + settings.stateTtlSeconds * 1000,
  };
  return c.json(created, 201);
});

games.post("/:id/join", limited("JOIN_LIMIT"), gameInPath, async (c) => {
  if (c.req.query("role") === "observer") return observerToken(c);
  const { gameId } = c.var;
  const body = await readBody(c, joinBody);
  const repeat = repeatOf(c.req, c.var.settings);
  if (!body.ok) return refuse(c, body.error);
  if (!repeat.ok) return refuse(c, repeat.error);
  const request = repeat.value?.requestFor("join", body.value) ?? null;
  const guest = { name: cleanName(body.value.display_name), ...addedIn(body.value), request };
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

games.get("/:id", limited("READ_LIMIT"), gameInPath, async (c) => {
  const { gameId } = c.var;
  return answer(c, await ask(gameId, () => actorOf(c.env, gameId).status(gameId)));
});

games.get("/:id/snapshot", limited("READ_LIMIT"), gameInPath, authenticated, async (c) => {
  const { gameId, sender } = c.var;
  return answer(c, await ask(gameId, () => actorOf(c.env, gameId).snapshot(sender.envelope, gameId)));
});

games.get("/:id/replay", limited("REPLAY_LIMIT"), gameInPath, authenticated, async (c) => {
  const { gameId, sender } = c.var;
  return answer(c, await ask(gameId, () => actorOf(c.env, gameId).replay(sender.envelope, gameId)));
});

games.post("/:id/bots", limited("TOKEN_LIMIT"), gameInPath, authenticated, async (c) => {
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

games.delete("/:id/bots/:seat", limited("TOKEN_LIMIT"), gameInPath, authenticated, seatInPath, async (c) => {
  const { gameId, sender, seat } = c.var;
  const freed = await ask(gameId, () => actorOf(c.env, gameId).removeBot(sender.envelope, gameId, seat));
  if (!freed.ok) return refuse(c, freed.error);
  return c.json({ game_id: gameId, player_id: seat, freed: true, bot: false } satisfies Answer<"freed">);
});

games.delete("/:id/seats/:seat", limited("TOKEN_LIMIT"), gameInPath, authenticated, seatInPath, async (c) => {
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

games.post("/:id/actions", limited("ACTION_LIMIT"), gameInPath, authenticated, async (c) => {
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

games.patch("/:id", limited("TOKEN_LIMIT"), gameInPath, authenticated, async (c) => {
  const { gameId, sender } = c.var;
  const body = await readBody(c, changeBody);
  if (!body.ok) return refuse(c, body.error);
  const rules = await ask(gameId, () =>
    actorOf(c.env, gameId).changeRules(sender.envelope, gameId, body.value.rules),
  );
  if (!rules.ok) return refuse(c, rules.error);
  return c.json({ rules: rules.value } satisfies Answer<"changed">);
});

games.delete("/:id", limited("TOKEN_LIMIT"), gameInPath, authenticated, async (c) => {
  const { gameId, sender } = c.var;
  const ended = await ask(gameId, () => actorOf(c.env, gameId).end(sender.envelope, gameId));
  if (!ended.ok) return refuse(c, ended.error);
  return c.json({ game_id: gameId, ended: true } satisfies Answer<"ended">);
});

const answer = <T extends object>(c: Context, result: Result<T, Rejection>): Response =>
  result.ok ? c.json(result.value) : refuse(c, result.error);
