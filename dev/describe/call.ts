import type { Role } from "../../src/shared/auth/token.ts";
import type { ComponentName, Json } from "./names.ts";

/** Refusals by status: the name of the response, and its meaning. */
export const REFUSALS = {
  400: {
    name: "Invalid",
    meaning:
      "`invalid_action`: the body or a parameter is wrong, and `reason` names the field; or the call is not possible now.",
  },
  401: {
    name: "Unauthorized",
    meaning: "`unauthorized`: there is no token, or it is not valid for this game or no longer valid.",
  },
  403: {
    name: "Forbidden",
    meaning: "`forbidden`: the role or seat of the token may not do this.",
  },
  404: {
    name: "NotFound",
    meaning: "`join_failed`: the game does not exist. `invalid_action`: the path does not exist.",
  },
  409: {
    name: "Conflict",
    meaning:
      "`join_failed`: the table is full, the seat is taken, the key was used with another body, or no free id was found. `invalid_action`: no deal has ended yet.",
  },
  413: {
    name: "TooLarge",
    meaning: "`invalid_action`: the body is larger than 8 KiB.",
  },
  415: { name: "NotJson", meaning: "`invalid_action`: the body is not JSON." },
  426: {
    name: "UpgradeRequired",
    meaning: "`invalid_action`: this path accepts WebSocket upgrades only.",
  },
  429: {
    name: "TooMany",
    meaning: "`join_failed`: too many requests from this address or with this token.",
  },
  500: {
    name: "Broken",
    meaning: "`game_unavailable`: the server has an internal error or wrong settings.",
  },
  502: {
    name: "Unreachable",
    meaning: "`routing_failed`: the game could not be reached; try again.",
  },
  503: {
    name: "Unavailable",
    meaning: "`game_unavailable`: the game is not available now; try again.",
  },
} as const satisfies Record<number, { name: string; meaning: string }>;
export type RefusedStatus = keyof typeof REFUSALS;

/** The kinds of tokens: those of a game, and the operator's. */
export type Bearer = Role | "operator";

/** An answer of a call other than a plain refusal. */
export interface Answered {
  readonly status: number;
  readonly meaning: string;
  /** The possible schemas of the body; absent if there is no body. */
  readonly schemas?: readonly ComponentName[];
  /** Selects the examples of these schemas that fit this answer; all if absent. */
  readonly fits?: (example: Json) => boolean;
}

/** The refusals of each call about a game. */
export const ALWAYS = [500, 502, 503] as const;
/** The refusals of each call with a body. */
export const BODY = [400, 413, 415] as const;

/** An HTTP call. */
export interface Call {
  readonly method: "get" | "post" | "patch" | "delete";
  readonly path: string;
  readonly id: string;
  readonly summary: string;
  /** Whose tokens it accepts. */
  readonly by: "anyone" | readonly Bearer[];
  readonly parameters?: readonly Json[];
  readonly body?: { readonly schemas: readonly ComponentName[]; readonly required: boolean };
  readonly answers: readonly Answered[];
  readonly refused: readonly RefusedStatus[];
  /** Whether the call is for programs that exist, and not for new ones. */
  readonly deprecated?: true;
}

/** The answers of the calls that report whether Redis answers. */
export const HEALTH: readonly Answered[] = [
  { status: 200, meaning: "Redis answers.", schemas: ["Health"] },
  {
    status: 503,
    meaning: "Redis does not answer. Games continue without it.",
    schemas: ["Health"],
    fits: () => false,
  },
];
