import type { Context } from "hono";
import { type Code, type Refusal, type Rejection, refusalOf } from "../shared/rejection.ts";

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

/** The HTTP status of a refusal that has no closer one. */
export const statusOf = ({ code }: Refusal) => STATUS_BY_CODE[code];

/** Answers with a refusal: `{code, reason, recovery}` and a fitting status [H9]. */
export const refuse = (c: Context, rejection: Rejection): Response => {
  const refusal = refusalOf(rejection);
  switch (rejection.kind) {
    case "no-such-game":
    case "no-such-path":
      return c.json(refusal, 404);
    case "still-secret":
      return c.json(refusal, 409);
    case "too-large":
      return c.json(refusal, 413);
    case "not-json-type":
      return c.json(refusal, 415);
    case "too-many-requests":
      c.header("retry-after", String(rejection.retryAfterSeconds));
      return c.json(refusal, 429);
    default:
      return c.json(refusal, statusOf(refusal));
  }
};
