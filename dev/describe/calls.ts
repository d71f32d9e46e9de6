import { CLIENT_MESSAGES } from "../../src/shared/protocol/client.ts";
import { ALWAYS, type Answered, BODY, type Call, HEALTH } from "./call.ts";
import { clientComponent } from "./names.ts";

/*
 * The HTTP calls, as one table, and longer than other files for that reason. No schema contains them; a test compares them
 * with the routes of the app.
 */

export const GAME_ID = {
  name: "game_id",
  in: "path",
  required: true,
  description: "Id of the game, in upper or lower case.",
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
  description: "`true` takes the seat from its player permanently. Only the host may send it.",
  schema: { type: "string", enum: ["true", "false"] },
};
const ROLE = {
  name: "role",
  in: "query",
  description: "`observer` asks for an observer's token instead of a seat, as `/observer-token` does.",
  schema: { type: "string", enum: ["observer"] },
};
const IDEMPOTENCY_KEY = {
  name: "Idempotency-Key",
  in: "header",
  description:
    "A repeated request with the same key gets the first answer again and no second game or seat. The same key with another " +
    "body is refused. Use at least 16 random characters: a shorter key counts for one client address only.",
  schema: { type: "string", pattern: "^[\\x20-\\x7e]{1,255}$" },
};

const ACTIONS = Object.keys(CLIENT_MESSAGES)
  .filter((type) => type !== "ping" && type !== "join" && type !== "sync")
  .map(clientComponent);

const refusedAction = (status: number, meaning: string): Answered => ({
  status,
  meaning,
  schemas: ["ServerActionResult", "Refusal"],
  fits: () => false,
});

const SOCKET = {
  method: "get",
  summary: "Opens the WebSocket for playing. `/api/asyncapi.json` describes how to connect.",
  by: "anyone",
  answers: [
    { status: 101, meaning: "The socket is open. If it is refused, it gets an `error` and is closed." },
  ],
  refused: [426, 500],
} as const;

export const CALLS: readonly Call[] = [
  {
    method: "post",
    path: "/api/games",
    id: "createGame",
    summary: "Creates a game. Its creator takes seat 0, unless `seat` is false.",
    by: "anyone",
    parameters: [IDEMPOTENCY_KEY],
    body: { schemas: ["CreateBody"], required: false },
    answers: [{ status: 201, meaning: "The game is created.", schemas: ["Created"] }],
    refused: [...BODY, 409, 429, ...ALWAYS],
  },
  {
    method: "get",
    path: "/api/games/{game_id}",
    id: "readStatus",
    summary: "Returns what everyone may know about a game.",
    by: "anyone",
    parameters: [GAME_ID],
    answers: [{ status: 200, meaning: "The state of the game.", schemas: ["Status"] }],
    refused: [404, 429, ...ALWAYS],
  },
  {
    method: "delete",
    path: "/api/games/{game_id}",
    id: "endGame",
    summary:
      "Ends a game: sends `game.ended` to everyone, closes the sockets with 4003, and deletes everything that is stored.",
    by: ["host"],
    parameters: [GAME_ID],
    answers: [{ status: 200, meaning: "The game has ended.", schemas: ["Ended"] }],
    refused: [401, 403, 404, 429, ...ALWAYS],
  },
  {
    method: "post",
    path: "/api/games/{game_id}/join",
    id: "joinGame",
    summary:
      "Takes a random free seat. The fifth player starts the deal. If no seat is free, the newcomer takes the seat of a bot: " +
      "between deals at once; during a deal the bot plays to its end, and the newcomer sees what observers see.",
    by: "anyone",
    parameters: [GAME_ID, ROLE, IDEMPOTENCY_KEY],
    body: { schemas: ["JoinBody", "ObserverTokenBody"], required: false },
    answers: [
      {
        status: 201,
        meaning: "The seat, or with `role=observer` an observer's token.",
        schemas: ["Joined", "Observing"],
      },
    ],
    refused: [...BODY, 404, 409, 429, ...ALWAYS],
  },
  {
    method: "post",
    path: "/api/games/{game_id}/observer-token",
    id: "observeGame",
    summary: "Issues an observer's token to everyone who knows the id of the game.",
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
    summary: "Issues a token for a seat, whose older tokens become invalid, or for an observer.",
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
    summary: "Issues a new host token. All older ones become invalid, including the one in the request.",
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
      "Issues a token for the same role and seat as the one in the request, with the same lifetime from now on. The token in " +
      "the request may have expired up to a day ago. It stays valid until it expires.",
    by: ["player", "host"],
    parameters: [GAME_ID],
    answers: [{ status: 200, meaning: "The token.", schemas: ["Renewed"] }],
    refused: [401, 403, 404, 429, ...ALWAYS],
  },
  {
    method: "post",
    path: "/api/games/{game_id}/seat-code",
    id: "makeSeatCode",
    summary:
      "Returns a code that gives the player's seat to another device: once, within ten minutes. It replaces an earlier code.",
    by: ["player"],
    parameters: [GAME_ID],
    answers: [{ status: 201, meaning: "The code.", schemas: ["SeatCode"] }],
    refused: [401, 403, 404, 429, ...ALWAYS],
  },
  {
    method: "post",
    path: "/api/games/{game_id}/seat-code/redeem",
    id: "redeemSeatCode",
    summary:
      "Returns a token for the seat of the code. The token of the other device stays valid; the newer connection has the seat. " +
      "Five wrong codes make all open codes of the game invalid.",
    by: "anyone",
    parameters: [GAME_ID],
    body: { schemas: ["SeatCodeBody"], required: true },
    answers: [{ status: 200, meaning: "The token.", schemas: ["Joined"] }],
    refused: [...BODY, 401, 404, 429, ...ALWAYS],
  },
  {
    method: "patch",
    path: "/api/games/{game_id}",
    id: "changeRules",
    summary: "Changes the rules in the body while seats are filling. The server informs everyone.",
    by: ["host"],
    parameters: [GAME_ID],
    body: { schemas: ["ChangeBody"], required: true },
    answers: [{ status: 200, meaning: "All rules.", schemas: ["Changed"] }],
    refused: [...BODY, 401, 403, 404, 409, 429, ...ALWAYS],
  },
  {
    method: "get",
    path: "/api/games/{game_id}/snapshot",
    id: "readSnapshot",
    summary: "Returns the whole game as the bearer of the token may see it.",
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
      "Sends one action, as on the socket: with the same bodies, the same answer and the same rules for `action_id`.",
    by: ["player"],
    parameters: [GAME_ID],
    body: { schemas: ACTIONS, required: true },
    answers: [
      {
        status: 200,
        meaning: "The action was accepted.",
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
        "`forbidden`: the token is an observer's, its player waits for the end of the deal, or the body names another game or seat.",
      ),
      refusedAction(
        409,
        "`desync`: the game is not at `expected_revision` or `expected_turn`. `join_failed`: the body names another major version.",
      ),
      refusedAction(
        429,
        "`invalid_action`: too many messages from this seat, over sockets and HTTP together.",
      ),
    ],
    refused: [401, 404, 413, 415, ...ALWAYS],
  },
  {
    method: "get",
    path: "/api/games/{game_id}/replay",
    id: "readReplay",
    summary: "Returns the finished deals, card by card.",
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
      "Seats bots in all free seats, or in the seats of the body. When the fifth seat is taken, the deal starts.",
    by: ["host", "player"],
    parameters: [GAME_ID],
    body: { schemas: ["BotsBody"], required: false },
    answers: [{ status: 200, meaning: "The bots have their seats.", schemas: ["Bots"] }],
    refused: [...BODY, 401, 403, 404, 409, 429, ...ALWAYS],
  },
  {
    method: "delete",
    path: "/api/games/{game_id}/bots/{seat}",
    id: "removeBot",
    summary:
      "Frees a bot's seat before the first deal. Afterwards, a token for that seat gives it to a player.",
    by: ["host", "player"],
    parameters: [GAME_ID, SEAT],
    answers: [{ status: 200, meaning: "The seat is free.", schemas: ["Freed"] }],
    refused: [400, 401, 403, 404, 429, ...ALWAYS],
  },
  {
    method: "delete",
    path: "/api/games/{game_id}/seats/{seat}",
    id: "freeSeat",
    summary:
      "Before the first deal it frees the seat, for the host or its player, and the tokens of the seat become invalid. Afterwards " +
      "it lets a bot play until the player acts: for the own seat at any time, for another one when that seat holds the table " +
      "up. With `remove=true` the host can take a seat from its player at any time and give it to a bot.",
    by: ["host", "player"],
    parameters: [GAME_ID, SEAT, REMOVE],
    answers: [{ status: 200, meaning: "The seat is free, or a bot plays it.", schemas: ["Freed"] }],
    refused: [400, 401, 403, 404, 429, ...ALWAYS],
  },
  { ...SOCKET, path: "/ws/client", id: "openSocket" },
  { ...SOCKET, path: "/ws/client/", id: "openSocketWithSlash" },
  {
    method: "get",
    path: "/api/openapi.json",
    id: "readOpenApi",
    summary: "Returns this document.",
    by: "anyone",
    answers: [{ status: 200, meaning: "OpenAPI 3.1." }],
    refused: [429, 500],
  },
  {
    method: "get",
    path: "/api/asyncapi.json",
    id: "readAsyncApi",
    summary: "Returns the description of the WebSocket and its messages.",
    by: "anyone",
    answers: [{ status: 200, meaning: "AsyncAPI 3.0." }],
    refused: [429, 500],
  },
  {
    method: "get",
    path: "/api/operator/summary",
    id: "readSummary",
    summary:
      "Returns figures for the operator of the server. Without an operator's token in the settings the path does not exist.",
    by: ["operator"],
    answers: [{ status: 200, meaning: "The figures.", schemas: ["Summary"] }],
    refused: [401, 404, 429, 500, 503],
  },
  {
    method: "get",
    path: "/health",
    id: "readHealth",
    summary: "Reports whether Redis answers.",
    by: "anyone",
    answers: HEALTH,
    refused: [429, 500],
  },
];
