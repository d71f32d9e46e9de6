import type { Context } from "hono";
import { type Code, type Rejection, refusalOf } from "../shared/protocol/refusal.ts";

const STATUS_BY_CODE = {
  unauthorized: 401,
  forbidden: 403,
  join_failed: 409,
  desync: 409,
  duplicate_connection_handled: 409,
  invalid_turn: 400,
  invalid_card: 400,
  invalid_bid: 400,
  invalid_action: 400,
  game_unavailable: 503,
  routing_failed: 502,
} as const satisfies Record<Code, number>;

/** The HTTP status of a rejection [H9]. */
const statusOf = (rejection: Rejection) => {
  switch (rejection.kind) {
    case "no-such-game":
    case "no-such-path":
      return 404;
    case "still-secret":
      return 409;
    case "too-large":
      return 413;
    case "not-json-type":
      return 415;
    case "too-many-requests":
    case "flooded":
      return 429;
    default:
      return STATUS_BY_CODE[refusalOf(rejection).code];
  }
};

/** Answers with a refusal and a fitting status [H9]: `{code, reason, recovery}`, unless there is another `body` for it. */
export const refuse = (c: Context, rejection: Rejection, body: object = refusalOf(rejection)): Response => {
  if ("retryAfterSeconds" in rejection) c.header("retry-after", String(rejection.retryAfterSeconds));
  return c.json(body, statusOf(rejection));
};
