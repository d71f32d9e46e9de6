import { ALWAYS, BODY, type Call, HEALTH } from "./call.ts";
import { GAME_ID } from "./calls.ts";

/*
 * The calls under `/briscola/`, for programs written for the predecessor [H22].
 */

const DISPLAY_NAME = {
  name: "display_name",
  in: "query",
  description: "The observer's name, if the body has none.",
  schema: { type: "string" },
};

const minting = {
  path: "/briscola/observer-token/{game_id}/",
  summary: "Issues an observer's token to the host. Others use `/briscola/join/observer/{game_id}/`.",
  by: ["host"],
  parameters: [GAME_ID, DISPLAY_NAME],
  answers: [{ status: 200, meaning: "The token.", schemas: ["OldMinted"] }],
  deprecated: true,
} as const;

const deleting = {
  path: "/briscola/game/{game_id}/delete/",
  summary: "Ends a game, as `DELETE /api/games/{game_id}` does.",
  by: ["host"],
  parameters: [GAME_ID],
  answers: [{ status: 200, meaning: "The game has ended.", schemas: ["OldDone"] }],
  refused: [401, 403, 404, 429, ...ALWAYS],
  deprecated: true,
} as const;

export const OLD_CALLS: readonly Call[] = [
  {
    method: "post",
    path: "/briscola/create/",
    id: "oldCreate",
    summary: "Creates a game without a player and with the usual rules.",
    by: "anyone",
    answers: [{ status: 200, meaning: "The game is created.", schemas: ["OldCreated"] }],
    refused: [409, 429, ...ALWAYS],
    deprecated: true,
  },
  {
    method: "post",
    path: "/briscola/token/{game_id}/",
    id: "oldMint",
    summary: "Issues a token for a seat or for an observer, as `/api/games/{game_id}/tokens` does.",
    by: ["host"],
    parameters: [GAME_ID],
    body: { schemas: ["OldTokenBody"], required: true },
    answers: [{ status: 200, meaning: "The token.", schemas: ["OldMinted"] }],
    refused: [...BODY, 401, 403, 404, 429, ...ALWAYS],
    deprecated: true,
  },
  {
    method: "post",
    path: "/briscola/join/observer/{game_id}/",
    id: "oldObserve",
    summary: "Issues an observer's token to everyone who knows the id of the game.",
    by: "anyone",
    parameters: [GAME_ID],
    body: { schemas: ["OldObserverBody"], required: false },
    answers: [{ status: 200, meaning: "The token.", schemas: ["OldObserving"] }],
    refused: [...BODY, 404, 429, ...ALWAYS],
    deprecated: true,
  },
  {
    ...minting,
    method: "get",
    id: "oldMintObserver",
    refused: [401, 403, 404, 429, ...ALWAYS],
  },
  {
    ...minting,
    method: "post",
    id: "oldMintObserverByPost",
    body: { schemas: ["OldObserverBody"], required: false },
    refused: [...BODY, 401, 403, 404, 429, ...ALWAYS],
  },
  { ...deleting, method: "post", id: "oldEndByPost" },
  { ...deleting, method: "delete", id: "oldEnd" },
  {
    method: "post",
    path: "/briscola/game/{game_id}/sync/",
    id: "oldSync",
    summary: "Sends everyone at the table, also observers, a `sync` with their own snapshot.",
    by: ["host"],
    parameters: [GAME_ID],
    answers: [{ status: 200, meaning: "The snapshots are sent.", schemas: ["OldDone"] }],
    refused: [401, 403, 404, 429, ...ALWAYS],
    deprecated: true,
  },
  {
    method: "get",
    path: "/briscola/game/{game_id}/status/",
    id: "oldStatus",
    summary: "Returns what `GET /api/games/{game_id}` returns.",
    by: "anyone",
    parameters: [GAME_ID],
    answers: [{ status: 200, meaning: "The state of the game.", schemas: ["Status"] }],
    refused: [404, 429, ...ALWAYS],
    deprecated: true,
  },
  {
    method: "get",
    path: "/briscola/health/",
    id: "oldHealth",
    summary: "Returns what `GET /health` returns.",
    by: "anyone",
    answers: HEALTH,
    refused: [429, 500],
    deprecated: true,
  },
];
