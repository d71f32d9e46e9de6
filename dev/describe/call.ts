import type { Role } from "../../src/shared/auth/token.ts";
import type { ComponentName, Json } from "./names.ts";

/** Refusals by status: the name of the response, and what it means. */
export const REFUSALS = {
  400: {
    name: "Invalid",
    meaning: "`invalid_action`: the body, a parameter or the moment is not right; `reason` names the field.",
  },
  401: {
    name: "Unauthorized",
    meaning: "`unauthorized`: no token, or one that does not hold here, or not any more.",
  },
  403: {
    name: "Forbidden",
    meaning: "`forbidden`: the token's role or seat may not do this.",
  },
  404: {
    name: "NotFound",
    meaning: "`join_failed`: there is no such game. `invalid_action`: there is nothing at this path.",
  },
  409: {
    name: "Conflict",
    meaning:
      "`join_failed`: the table is full, the seat is taken, the key stands for another request, or no free id was found. `invalid_action`: no deal has ended yet.",
  },
  413: {
    name: "TooLarge",
    meaning: "`invalid_action`: the body has more than 8 KiB.",
  },
  415: { name: "NotJson", meaning: "`invalid_action`: the body is not JSON." },
  426: {
    name: "UpgradeRequired",
    meaning: "`invalid_action`: this path is for WebSockets.",
  },
  429: {
    name: "TooMany",
    meaning: "`join_failed`: too many requests from this address, or with this token.",
  },
  500: {
    name: "Broken",
    meaning: "`game_unavailable`: the server is not well.",
  },
  502: {
    name: "Unreachable",
    meaning: "`routing_failed`: the game was not reached; try again.",
  },
  503: {
    name: "Unavailable",
    meaning: "`game_unavailable`: the game cannot be served now; try again.",
  },
} as const satisfies Record<number, { name: string; meaning: string }>;
export type RefusedStatus = keyof typeof REFUSALS;

/** Whoever has a token: of a game, or of the server. */
export type Bearer = Role | "operator";

export interface Answered {
  readonly status: number;
  readonly meaning: string;
  /** One of these; absent for an answer without a body. */
  readonly schemas?: readonly ComponentName[];
  /** Which of their examples belong here. */
  readonly fits?: (example: Json) => boolean;
}

export interface Call {
  readonly method: "get" | "post" | "delete";
  readonly path: string;
  readonly id: string;
  readonly summary: string;
  /** Whose token it takes; one is enough. */
  readonly by: "anyone" | readonly Bearer[];
  readonly parameters?: readonly Json[];
  readonly body?: { readonly schemas: readonly ComponentName[]; readonly required: boolean };
  readonly answers: readonly Answered[];
  readonly refused: readonly RefusedStatus[];
}
