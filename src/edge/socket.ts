import { ENVELOPE_HEADER } from "../shared/auth/envelope.ts";
import { galleryNameOf, type UpgradeAnswer } from "../shared/gallery-key.ts";
import { MAX_CONNECTION_NAME } from "../shared/protocol/client.ts";
import { CLOSE, closeCodeOf, closeReasonOf } from "../shared/protocol/close.ts";
import { JOIN_WITHIN_MS } from "../shared/protocol/frame.ts";
import { gameIdOf } from "../shared/protocol/ids.ts";
import { type Rejection, refusalOf } from "../shared/protocol/refusal.ts";
import {
  BATCH_SUBPROTOCOL,
  BEARER_PREFIX,
  PROTOCOL_VERSION,
  SUBPROTOCOL,
} from "../shared/protocol/version.ts";
import { err, ok, type Result } from "../shared/result.ts";
import { actorOf, ask, galleryOf, hintFor } from "./actors.ts";
import { authenticate } from "./auth.ts";
import type { Ctx } from "./context.ts";
import { type Arrivals, type End, holdSocket } from "./held-socket.ts";
import { isWithin, networkOf, WINDOW_SECONDS } from "./http.ts";
import { openWaitingRoom } from "./waiting-room.ts";

/** The sockets of this isolate that wait for their `join`. */
const waitingRoom = openWaitingRoom();
/** When a client may try again that has found no room, in seconds. */
const JOIN_SECONDS = JOIN_WITHIN_MS / 1000;

/** The game that an upgrade is for, and the signed claims of its token; null if the client sends its token in `join`. */
interface Arrival {
  readonly gameId: string;
  readonly envelope: string | null;
}

/**
 * `GET /ws/client`: passes an upgrade on to the game's actor, or to a gallery [S2, O1]. The actor has to accept the socket,
 * because only then can it hibernate.
 */
export const upgrade = async (c: Ctx): Promise<Response> => {
  if (c.req.header("upgrade")?.toLowerCase() !== "websocket") {
    const refusal = refusalOf({ kind: "malformed", detail: "this path is for WebSocket upgrades" });
    return c.json(refusal, 426, { upgrade: "websocket" });
  }
  if (!(await isWithin(c, "SOCKET_LIMIT")))
    return turnAway(c, null, { kind: "too-many-requests", retryAfterSeconds: WINDOW_SECONDS });
  const arrival = await arrivalOf(c);
  if (!arrival.ok) return turnAway(c, gameIdOf(c.req.query("game_id") ?? ""), arrival.error);
  if (arrival.value === null) return hold(c);
  const { gameId } = arrival.value;
  const framing = framingOf(c);
  const near = hintFor(c.req.raw.cf?.continent);
  const known = arrival.value;
  const answer = await ask(gameId, async () => {
    const { env } = c;
    const first = await openedBy(
      actorOf(env, gameId).fetch(requestFor(known, { framing, near: near ?? "", ...resumeOf(c) })),
    );
    if (first instanceof WebSocket || first.kind === "refused") return ok(first);
    // The game itself accepts no more observers; this one gets a place in a gallery [O1].
    const { gallery } = first;
    const request = requestFor(known, { framing, gallery: galleryNameOf(gallery) });
    return ok(await openedBy(galleryOf(env, gallery, near).fetch(request)));
  });
  if (!answer.ok) return turnAway(c, gameId, answer.error);
  const { value: webSocket } = answer;
  if (webSocket instanceof WebSocket) return new Response(null, { status: 101, webSocket, headers: echo(c) });
  return turnAway(c, gameId, webSocket.kind === "refused" ? webSocket.rejection : { kind: "unreachable" });
};

/**
 * Holds a socket that names neither a game nor a token in its address, until its `join` names both [S23]. The game's object
 * cannot take over a socket that is open, so this Worker passes the frames on.
 */
const hold = (c: Ctx): Response => {
  const settled = waitingRoom.enter(networkOf(c.req.header("cf-connecting-ip") ?? ""));
  if (!settled) return turnAway(c, null, { kind: "too-many-requests", retryAfterSeconds: JOIN_SECONDS });
  const { 0: webSocket, 1: server } = new WebSocketPair();
  const arrivals = holdSocket({
    client: server,
    open: (token, fromGame) => openForJoin(c, token, fromGame),
    errorFor: (rejection, actionId) => errorText(c, null, rejection, actionId),
    after: (ms, run) => {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
    maxMessages: c.var.settings.flood.observer,
    settled,
  });
  accept(server, arrivals);
  return new Response(null, { status: 101, webSocket, headers: echo(c) });
};

/** A socket of the game that `token` names. The game verifies the token again, in the `join`. */
const openForJoin = async (c: Ctx, token: string, fromGame: Arrivals): Promise<Result<End, Rejection>> => {
  const sender = await authenticate(c.var.settings, token);
  if (!sender.ok) return sender;
  const { gameId } = sender.value.claims;
  const request = requestFor({ gameId, envelope: null }, { framing: framingOf(c) });
  return ask(gameId, async () => {
    const opened = await openedBy(actorOf(c.env, gameId).fetch(request));
    if (!(opened instanceof WebSocket))
      return err(opened.kind === "refused" ? opened.rejection : { kind: "unreachable" });
    accept(opened, fromGame);
    return ok(opened);
  });
};

/** Accepts a socket here. Such a socket does not hibernate. */
const accept = (socket: WebSocket, { message, closed }: Arrivals): void => {
  socket.addEventListener("message", ({ data }) => message(data));
  socket.addEventListener("close", ({ code, reason }) => closed(code, reason));
  socket.addEventListener("error", () => closed(CLOSE.internal, ""));
  socket.accept();
};

/** The client's previous connection, if it reconnects by itself [S22]. No connection has a longer name. */
const resumeOf = (c: Ctx): { readonly resume?: string } => {
  const resume = c.req.query("resume");
  return resume !== undefined && resume.length <= MAX_CONNECTION_NAME ? { resume } : {};
};

/** The socket that an actor has accepted, or its answer. */
const openedBy = async (response: Promise<Response>): Promise<WebSocket | UpgradeAnswer> => {
  const opened = await response;
  return opened.webSocket ?? opened.json<UpgradeAnswer>();
};

/** What the address of an upgrade names; null if it is neither a game nor a token. */
const arrivalOf = async (c: Ctx): Promise<Result<Arrival | null, Rejection>> => {
  const { allowedOrigins } = c.var.settings;
  const origin = c.req.header("origin");
  const own = new URL(c.req.url).origin;
  if (origin && origin !== own && allowedOrigins.length > 0 && !allowedOrigins.includes(origin))
    return err({ kind: "origin-refused" });
  const bearer = offered(c).find((protocol) => protocol.startsWith(BEARER_PREFIX));
  const token = bearer?.slice(BEARER_PREFIX.length) ?? c.req.query("token");
  const named = c.req.query("game_id");
  if (token === undefined) {
    if (named === undefined) return ok(null);
    const gameId = gameIdOf(named);
    return gameId ? ok({ gameId, envelope: null }) : err({ kind: "no-such-game" });
  }
  const sender = await authenticate(c.var.settings, token);
  if (!sender.ok) return sender;
  const { claims, envelope } = sender.value;
  if (named !== undefined && gameIdOf(named) !== claims.gameId) return err({ kind: "other-game" });
  return ok({ gameId: claims.gameId, envelope });
};

/** The request to the actor. It is new, so that no header from outside can look like a header of the edge [T5]. */
const requestFor = ({ gameId, envelope }: Arrival, more: Readonly<Record<string, string>>): Request =>
  new Request(`https://actor/ws?${new URLSearchParams({ game_id: gameId, ...more })}`, {
    headers: { upgrade: "websocket", ...(envelope === null ? {} : { [ENVELOPE_HEADER]: envelope }) },
  });

const offered = (c: Ctx): readonly string[] =>
  (c.req.header("sec-websocket-protocol") ?? "").split(",").map((protocol) => protocol.trim());

/** The first known subprotocol that the client offers. It decides how messages are framed [S21]. */
const chosen = (c: Ctx): string | undefined =>
  offered(c).find((protocol) => protocol === BATCH_SUBPROTOCOL || protocol === SUBPROTOCOL);

const framingOf = (c: Ctx): "batch" | "single" => (chosen(c) === BATCH_SUBPROTOCOL ? "batch" : "single");

/** The header that echoes the chosen subprotocol. Without it a browser closes with 1006 and hides the close code. */
const echo = (c: Ctx): Record<string, string> => {
  const protocol = chosen(c);
  return protocol === undefined ? {} : { "sec-websocket-protocol": protocol };
};

/** Refuses an upgrade: accepts the socket, sends the reason as `error`, and closes it [S6]. */
const turnAway = (c: Ctx, gameId: string | null, rejection: Rejection): Response => {
  const { 0: client, 1: server } = new WebSocketPair();
  server.accept();
  server.send(errorText(c, gameId, rejection, null));
  server.close(closeCodeOf(rejection), closeReasonOf(rejection));
  return new Response(null, { status: 101, webSocket: client, headers: echo(c) });
};

/** An `error` of the edge, as a frame. */
const errorText = (c: Ctx, gameId: string | null, rejection: Rejection, actionId: string | null): string => {
  const { code, reason } = refusalOf(rejection);
  const text = JSON.stringify({
    message_type: "error",
    game_id: gameId,
    version: PROTOCOL_VERSION,
    origin: "web",
    ts: Date.now(),
    ...(actionId === null ? {} : { action_id: actionId }),
    code,
    reason,
  });
  return framingOf(c) === "batch" ? `[${text}]` : text;
};
