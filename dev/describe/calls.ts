import { CLIENT_MESSAGES } from "../../src/shared/protocol/client.ts";
import type { Answered, Call } from "./call.ts";
import { clientComponent } from "./names.ts";

/*
 * The HTTP calls: the one part of the descriptions that no schema holds. A test holds it to the routes of the app.
 */

const GAME_ID = {
  name: "game_id",
  in: "path",
  required: true,
  description: "The game, in upper or lower case.",
  schema: { type: "string", pattern: "^[0-9A-HJKMNP-TV-Za-hjkmnp-tv-z]{6}$" },
};
const SEAT = {
  name: "seat",
  in: "path",
  required: true,
  description: "The seat.",
  schema: { type: "integer", minimum: 0, maximum: 4 },
};
const REMOVE = {
  name: "remove",
  in: "query",
  description: "`true` takes the seat from its player for good; for the host.",
  schema: { type: "string", enum: ["true", "false"] },
};
const ROLE = {
  name: "role",
  in: "query",
  description: "`observer` asks for a token to watch with, as `/observer-token` does, instead of a seat.",
  schema: { type: "string", enum: ["observer"] },
};
const IDEMPOTENCY_KEY = {
  name: "Idempotency-Key",
  in: "header",
  description:
    "The same key again gets the first answer again, and no second game or seat; with another body it is refused. Use 16 random characters or more: a " +
    "shorter key counts for one client address only.",
  schema: { type: "string", pattern: "^[\\x20-\\x7e]{1,255}$" },
};

/** What can go wrong with any call about a game. */
const ALWAYS = [500, 502, 503] as const;
const BODY = [400, 413, 415] as const;

const ACTIONS = Object.keys(CLIENT_MESSAGES)
  .filter((type) => type !== "ping" && type !== "join" && type !== "sync")
  .map(clientComponent);

const refusedAction = (status: number, meaning: string): Answered => ({
  status,
  meaning,
  schemas: ["ServerActionResult", "Refusal"],
  fits: () => false,
});

export const CALLS: readonly Call[] = [
  {
    method: "post",
    path: "/api/games",
    id: "createGame",
    summary: "Makes a game. Its creator takes seat 0, unless `seat` is false.",
    by: "anyone",
    parameters: [IDEMPOTENCY_KEY],
    body: { schemas: ["CreateBody"], required: false },
    answers: [{ status: 201, meaning: "The game is there.", schemas: ["Created"] }],
    refused: [...BODY, 409, 429, ...ALWAYS],
  },
  {
    method: "get",
    path: "/api/games/{game_id}",
    id: "readStatus",
    summary: "What anyone may know of a game.",
    by: "anyone",
    parameters: [GAME_ID],
    answers: [{ status: 200, meaning: "How it stands.", schemas: ["Status"] }],
    refused: [404, 429, ...ALWAYS],
  },
  {
    method: "delete",
    path: "/api/games/{game_id}",
    id: "endGame",
    summary:
      "Ends a game for good: `game.ended` to everyone, sockets closed with 4003, everything stored deleted.",
    by: ["host"],
    parameters: [GAME_ID],
    answers: [{ status: 200, meaning: "It has ended.", schemas: ["Ended"] }],
    refused: [401, 403, 404, 429, ...ALWAYS],
  },
  {
    method: "post",
    path: "/api/games/{game_id}/join",
    id: "joinGame",
    summary:
      "Takes a random free seat; the fifth starts the deal. Where none is free, takes the seat of a bot: at once between " +
      "deals, else the bot plays the deal to its end, and the newcomer is shown what observers are.",
    by: "anyone",
    parameters: [GAME_ID, ROLE, IDEMPOTENCY_KEY],
    body: { schemas: ["JoinBody", "ObserverTokenBody"], required: false },
    answers: [
      { status: 201, meaning: "A seat, or with `role=observer` a view.", schemas: ["Joined", "Observing"] },
    ],
    refused: [...BODY, 404, 409, 429, ...ALWAYS],
  },
  {
    method: "post",
    path: "/api/games/{game_id}/observer-token",
    id: "observeGame",
    summary: "A token to watch with, for anyone who knows the game's id.",
    by: "anyone",
    parameters: [GAME_ID],
    body: { schemas: ["ObserverTokenBody"], required: false },
    answers: [{ status: 201, meaning: "The token.", schemas: ["Observing"] }],
    refused: [...BODY, 404, 429, ...ALWAYS],
  },
  {
    method: "post",
    path: "/api/games/{game_id}/tokens",
    id: "mintToken",
    summary: "A token for a named seat, whose older tokens are void from then on, or for an observer.",
    by: ["host"],
    parameters: [GAME_ID],
    body: { schemas: ["TokensBody"], required: true },
    answers: [{ status: 201, meaning: "The token.", schemas: ["Minted"] }],
    refused: [...BODY, 401, 403, 404, 429, ...ALWAYS],
  },
  {
    method: "post",
    path: "/api/games/{game_id}/host",
    id: "replaceHostToken",
    summary: "A new host token. Every older one is void from then on, this one too.",
    by: ["host"],
    parameters: [GAME_ID],
    answers: [{ status: 200, meaning: "The token.", schemas: ["Renewed"] }],
    refused: [401, 403, 404, 429, ...ALWAYS],
  },
  {
    method: "post",
    path: "/api/games/{game_id}/renew",
    id: "renewToken",
    summary:
      "A token like the one it is asked with, of the same lifetime from now on. That one may have expired, by a day at " +
      "most; it stays good until its own expiry.",
    by: ["player", "host"],
    parameters: [GAME_ID],
    answers: [{ status: 200, meaning: "The token.", schemas: ["Renewed"] }],
    refused: [401, 403, 404, 429, ...ALWAYS],
  },
  {
    method: "get",
    path: "/api/games/{game_id}/snapshot",
    id: "readSnapshot",
    summary: "The whole game, as the token's bearer may see it.",
    by: ["player", "observer"],
    parameters: [GAME_ID],
    answers: [{ status: 200, meaning: "The snapshot.", schemas: ["Snapshot"] }],
    refused: [401, 403, 404, 429, ...ALWAYS],
  },
  {
    method: "post",
    path: "/api/games/{game_id}/actions",
    id: "act",
    summary:
      "One action, as on the socket: the same bodies, the same answer, the same memory of `action_id`.",
    by: ["player"],
    parameters: [GAME_ID],
    body: { schemas: ACTIONS, required: true },
    answers: [
      {
        status: 200,
        meaning: "It was accepted.",
        schemas: ["ServerActionResult"],
        fits: ({ status }) => status === "ok",
      },
      {
        status: 400,
        meaning: "`invalid_turn`, `invalid_card`, `invalid_bid` or `invalid_action`.",
        schemas: ["ServerActionResult", "Refusal"],
        fits: ({ status, code }) => status === "error" && String(code).startsWith("invalid_"),
      },
      refusedAction(
        403,
        "`forbidden`: an observer's token, a newcomer who waits for the deal's end, or another game or seat than the token's.",
      ),
      refusedAction(409, "`desync`: not at `expected_revision`. `join_failed`: a version of another major."),
      refusedAction(
        429,
        "`invalid_action`: too many messages of this seat, on its sockets and here together.",
      ),
    ],
    refused: [401, 404, 413, 415, ...ALWAYS],
  },
  {
    method: "get",
    path: "/api/games/{game_id}/replay",
    id: "readReplay",
    summary: "The finished deals, card by card.",
    by: ["player", "observer", "host"],
    parameters: [GAME_ID],
    answers: [{ status: 200, meaning: "The deals.", schemas: ["Replay"] }],
    refused: [401, 404, 409, 429, ...ALWAYS],
  },
  {
    method: "post",
    path: "/api/games/{game_id}/bots",
    id: "seatBots",
    summary:
      "Seats bots in free seats: in all of them, or in those named. The fifth seat taken starts the deal.",
    by: ["host"],
    parameters: [GAME_ID],
    body: { schemas: ["BotsBody"], required: false },
    answers: [{ status: 200, meaning: "They sit.", schemas: ["Bots"] }],
    refused: [...BODY, 401, 403, 404, 409, 429, ...ALWAYS],
  },
  {
    method: "delete",
    path: "/api/games/{game_id}/bots/{seat}",
    id: "removeBot",
    summary:
      "Frees a bot's seat while seats are still filling. Later on, a token for that seat gives it to a player.",
    by: ["host"],
    parameters: [GAME_ID, SEAT],
    answers: [{ status: 200, meaning: "The seat is free.", schemas: ["Freed"] }],
    refused: [400, 401, 403, 404, 429, ...ALWAYS],
  },
  {
    method: "delete",
    path: "/api/games/{game_id}/seats/{seat}",
    id: "freeSeat",
    summary:
      "Frees a seat while seats are still filling; its tokens are void from then on. During a deal the host has a bot " +
      "play for a player who has been away for a minute, until that player acts. With `remove=true` the host takes a seat " +
      "from its player at any time: a bot has it from then on.",
    by: ["host", "player"],
    parameters: [GAME_ID, SEAT, REMOVE],
    answers: [{ status: 200, meaning: "The seat is free, or a bot plays it.", schemas: ["Freed"] }],
    refused: [400, 401, 403, 404, 429, ...ALWAYS],
  },
  {
    method: "get",
    path: "/ws/client",
    id: "openSocket",
    summary: "Opens the WebSocket that the game is played over. `/api/asyncapi.json` has the ways to do it.",
    by: "anyone",
    answers: [{ status: 101, meaning: "The socket is open; one that is refused is told why and closed." }],
    refused: [426, 500],
  },
  {
    method: "get",
    path: "/api/openapi.json",
    id: "readOpenApi",
    summary: "This document.",
    by: "anyone",
    answers: [{ status: 200, meaning: "OpenAPI 3.1." }],
    refused: [429, 500],
  },
  {
    method: "get",
    path: "/api/asyncapi.json",
    id: "readAsyncApi",
    summary: "The messages of the WebSocket.",
    by: "anyone",
    answers: [{ status: 200, meaning: "AsyncAPI 3.0." }],
    refused: [429, 500],
  },
  {
    method: "get",
    path: "/api/operator/summary",
    id: "readSummary",
    summary: "What is going on, for whoever runs the server; not there unless a token for it has been set.",
    by: ["operator"],
    answers: [{ status: 200, meaning: "The figures.", schemas: ["Summary"] }],
    refused: [401, 404, 429, 500, 503],
  },
  {
    method: "get",
    path: "/health",
    id: "readHealth",
    summary: "Whether Redis answers.",
    by: "anyone",
    answers: [
      { status: 200, meaning: "All is well.", schemas: ["Health"] },
      {
        status: 503,
        meaning: "Redis does not answer. Games go on without it.",
        schemas: ["Health"],
        fits: () => false,
      },
    ],
    refused: [429, 500],
  },
];
