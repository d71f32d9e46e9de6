import { ENVELOPE_HEADER } from "../shared/auth/envelope.ts";
import { galleryNameOf, type UpgradeAnswer } from "../shared/gallery-key.ts";
import { MAX_CONNECTION_NAME } from "../shared/protocol/client.ts";
import { closeCodeOf } from "../shared/protocol/close.ts";
import { gameIdOf } from "../shared/protocol/ids.ts";
import { type Rejection, refusalOf } from "../shared/protocol/refusal.ts";
import {
  BATCH_SUBPROTOCOL,
  BEARER_PREFIX,
  PROTOCOL_VERSION,
  SUBPROTOCOL,
} from "../shared/protocol/version.ts";
import { err, ok, type Result } from "../shared/result.ts";
import { actorOf, galleryOf } from "./actors.ts";
import { ask } from "./ask.ts";
import { admit } from "./auth.ts";
import type { Ctx } from "./context.ts";
import { isWithin, WINDOW_SECONDS } from "./limit.ts";
import { hintFor } from "./place.ts";

/** What an upgrade brings: the game, and unless it is to join by message, the envelope of its token's claims. */
interface Arrival {
  readonly gameId: string;
  readonly envelope: string | null;
}

/**
 * `GET /ws/client`: hands an upgrade on to the game's actor, in any of its three ways [S2]. Only the actor may accept a
 * socket that is to hibernate.
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
  const { gameId } = arrival.value;
  const framing = chosen(c) === BATCH_SUBPROTOCOL ? "batch" : "single";
  const near = hintFor(c.req.raw.cf?.continent);
  const answer = await ask(gameId, async () => {
    const { env } = c;
    const first = await openedBy(
      actorOf(env, gameId).fetch(requestFor(arrival.value, { framing, near: near ?? "", ...resumeOf(c) })),
    );
    if (first instanceof WebSocket || first.kind === "refused") return ok(first);
    // The game has no room for more observers, so this one watches from a gallery [O1].
    const { gallery } = first;
    const request = requestFor(arrival.value, { framing, gallery: galleryNameOf(gallery) });
    return ok(await openedBy(galleryOf(env, gallery, near).fetch(request)));
  });
  if (!answer.ok) return turnAway(c, gameId, answer.error);
  const { value: webSocket } = answer;
  if (webSocket instanceof WebSocket) return new Response(null, { status: 101, webSocket, headers: echo(c) });
  return turnAway(c, gameId, webSocket.kind === "refused" ? webSocket.rejection : { kind: "unreachable" });
};

/** The client's connection before, if it comes back by itself [S22]. A name that is too long is unknown anyway. */
const resumeOf = (c: Ctx): { readonly resume?: string } => {
  const resume = c.req.query("resume");
  return resume !== undefined && resume.length <= MAX_CONNECTION_NAME ? { resume } : {};
};

/** The socket that an actor has opened, or its answer. */
const openedBy = async (response: Promise<Response>): Promise<WebSocket | UpgradeAnswer> => {
  const opened = await response;
  return opened.webSocket ?? opened.json<UpgradeAnswer>();
};

const arrivalOf = async (c: Ctx): Promise<Result<Arrival, Rejection>> => {
  const { allowedOrigins } = c.var.settings;
  const origin = c.req.header("origin");
  const own = new URL(c.req.url).origin;
  if (origin && origin !== own && allowedOrigins.length > 0 && !allowedOrigins.includes(origin))
    return err({ kind: "origin-refused" });
  const bearer = offered(c).find((protocol) => protocol.startsWith(BEARER_PREFIX));
  const token = bearer?.slice(BEARER_PREFIX.length) ?? c.req.query("token");
  const named = c.req.query("game_id");
  if (token === undefined) {
    if (named === undefined) {
      const detail = `bring a token: subprotocols ["${SUBPROTOCOL}", "${BEARER_PREFIX}<jwt>"], ?token=, or ?game_id= and a join message`;
      return err({ kind: "bad-token", detail });
    }
    const gameId = gameIdOf(named);
    return gameId ? ok({ gameId, envelope: null }) : err({ kind: "no-such-game" });
  }
  const admitted = await admit(c.var.settings, token);
  if (!admitted.ok) return admitted;
  const { claims, envelope } = admitted.value;
  if (named !== undefined && gameIdOf(named) !== claims.gameId) return err({ kind: "other-game" });
  return ok({ gameId: claims.gameId, envelope });
};

/** The request as the actor gets it: made anew, so that nothing from outside can pass for the edge's word [T5]. */
const requestFor = ({ gameId, envelope }: Arrival, more: Readonly<Record<string, string>>): Request =>
  new Request(`https://actor/ws?${new URLSearchParams({ game_id: gameId, ...more })}`, {
    headers: { upgrade: "websocket", ...(envelope === null ? {} : { [ENVELOPE_HEADER]: envelope }) },
  });

const offered = (c: Ctx): readonly string[] =>
  (c.req.header("sec-websocket-protocol") ?? "").split(",").map((protocol) => protocol.trim());

/** The first subprotocol of ours that the client offers: it decides how messages are framed [S21]. */
const chosen = (c: Ctx): string | undefined =>
  offered(c).find((protocol) => protocol === BATCH_SUBPROTOCOL || protocol === SUBPROTOCOL);

/** The echo of the chosen subprotocol. Without it a browser sees 1006 instead of the close code. */
const echo = (c: Ctx): Record<string, string> => {
  const protocol = chosen(c);
  return protocol === undefined ? {} : { "sec-websocket-protocol": protocol };
};

/** A refused upgrade: a socket that is accepted, told why, and closed [S6]. */
const turnAway = (c: Ctx, gameId: string | null, rejection: Rejection): Response => {
  const { code, reason } = refusalOf(rejection);
  const { 0: client, 1: server } = new WebSocketPair();
  server.accept();
  const message = {
    message_type: "error",
    game_id: gameId,
    version: PROTOCOL_VERSION,
    origin: "web",
    ts: Date.now(),
  };
  const text = JSON.stringify({ ...message, code, reason });
  server.send(chosen(c) === BATCH_SUBPROTOCOL ? `[${text}]` : text);
  server.close(closeCodeOf(rejection), reason.slice(0, 100));
  return new Response(null, { status: 101, webSocket: client, headers: echo(c) });
};
