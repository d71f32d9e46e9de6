import { type Context, Hono } from "hono";
import { DEFAULT_RULES } from "../shared/game/rules.ts";
import { type OldAnswer, oldObserverBody, oldTokenBody } from "../shared/protocol/predecessor.ts";
import { actorOf, ask } from "./actors.ts";
import { authenticated, type FromSender, gameInPath } from "./auth.ts";
import type { App } from "./context.ts";
import { health } from "./health.ts";
import { limited, readBody, refuse } from "./http.ts";
import { newGame } from "./new-game.ts";
import { firstHostToken, mint, observe } from "./tokens.ts";

/*
 * The calls under `/briscola/`: those of the predecessor, pybriscola-web, so that programs written for it play here
 * without a change [H22]. Each does what the call of the API does, with the predecessor's body and answer.
 */
export const predecessor = new Hono<App>();

predecessor.post("/create/", limited("CREATE_LIMIT"), async (c) => {
  const { settings } = c.var;
  const made = await newGame(c, { rules: DEFAULT_RULES, request: null, creator: null }, null);
  if (!made.ok) return refuse(c, made.error);
  const { gameId, at } = made.value;
  const created: OldAnswer<"oldCreated"> = {
    game_id: gameId,
    host_token: await firstHostToken(settings, gameId, at),
    ttl_minutes: minutes(settings.playerTokenTtlSeconds),
  };
  return c.json(created);
});

predecessor.post("/token/:id/", limited("TOKEN_LIMIT"), gameInPath, authenticated, async (c) => {
  const body = await readBody(c, oldTokenBody);
  if (!body.ok) return refuse(c, body.error);
  const { role, display_name, ttl_minutes } = body.value;
  // The predecessor ignored the seat of an observer.
  const player_id = role === "player" ? (body.value.player_id ?? undefined) : undefined;
  return answerMinted(c, { role, player_id, display_name }, ttl_minutes);
});

predecessor.post("/join/observer/:id/", limited("TOKEN_LIMIT"), gameInPath, async (c) => {
  const body = await readBody(c, oldObserverBody);
  if (!body.ok) return refuse(c, body.error);
  const { display_name, ttl_minutes } = body.value;
  const ttl_seconds = secondsOf(ttl_minutes, c.var.settings.observerTokenTtlSeconds);
  const observer = await observe(c, { display_name, ttl_seconds });
  if (!observer.ok) return refuse(c, observer.error);
  const { game_id, role, token } = observer.value;
  return c.json({
    game_id,
    role,
    token,
    ttl_minutes: minutes(ttl_seconds),
  } satisfies OldAnswer<"oldObserving">);
});

predecessor.on(
  ["GET", "POST"],
  "/observer-token/:id/",
  limited("TOKEN_LIMIT"),
  gameInPath,
  authenticated,
  async (c) => {
    const body = await readBody(c, oldObserverBody);
    if (!body.ok) return refuse(c, body.error);
    const { display_name = c.req.query("display_name"), ttl_minutes } = body.value;
    return answerMinted(c, { role: "observer", player_id: undefined, display_name }, ttl_minutes);
  },
);

predecessor.on(
  ["POST", "DELETE"],
  "/game/:id/delete/",
  limited("TOKEN_LIMIT"),
  gameInPath,
  authenticated,
  async (c) => {
    const { gameId, sender } = c.var;
    const ended = await ask(gameId, () => actorOf(c.env, gameId).end(sender.envelope, gameId));
    if (!ended.ok) return refuse(c, ended.error);
    return c.json({ status: "deleted", game_id: gameId } satisfies OldAnswer<"oldDone">);
  },
);

predecessor.post("/game/:id/sync/", limited("TOKEN_LIMIT"), gameInPath, authenticated, async (c) => {
  const { gameId, sender } = c.var;
  const sent = await ask(gameId, () => actorOf(c.env, gameId).pushSync(sender.envelope, gameId));
  if (!sent.ok) return refuse(c, sent.error);
  return c.json({ status: "sync_requested", game_id: gameId } satisfies OldAnswer<"oldDone">);
});

predecessor.get("/game/:id/status/", limited("READ_LIMIT"), gameInPath, async (c) => {
  const { gameId } = c.var;
  const status = await ask(gameId, () => actorOf(c.env, gameId).status(gameId));
  return status.ok ? c.json(status.value) : refuse(c, status.error);
});

predecessor.get("/health/", limited("READ_LIMIT"), health);

const answerMinted = async (
  c: Context<FromSender>,
  whose: Omit<Parameters<typeof mint>[1], "ttl_seconds">,
  ttlMinutes: number | undefined,
): Promise<Response> => {
  const { playerTokenTtlSeconds, observerTokenTtlSeconds } = c.var.settings;
  const usual = whose.role === "player" ? playerTokenTtlSeconds : observerTokenTtlSeconds;
  const ttl_seconds = secondsOf(ttlMinutes, usual);
  const minted = await mint(c, { ...whose, ttl_seconds });
  if (!minted.ok) return refuse(c, minted.error);
  return c.json({
    token: minted.value.token,
    ttl_minutes: minutes(ttl_seconds),
  } satisfies OldAnswer<"oldMinted">);
};

/** A wanted lifetime in seconds, or the usual one. */
const secondsOf = (wanted: number | undefined, usual: number): number =>
  wanted === undefined ? usual : wanted * 60;

/** A lifetime in whole minutes. No setting is shorter than one. */
const minutes = (seconds: number): number => Math.floor(seconds / 60);
