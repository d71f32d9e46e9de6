import * as z from "zod/mini";
import { seat } from "./fields.ts";
import { rules } from "./http.ts";
import { CODES, RECOVERIES, type Refusal } from "./refusal.ts";
import { replay } from "./replay.ts";
import { SERVER_MESSAGES } from "./server.ts";
import { snapshot } from "./snapshot.ts";
import type { publicStatus } from "./view.ts";

/*
 * The answers of HTTP calls. The edge and the client have their types from these schemas.
 */

/** The type of `T` in JSON: a seat is a number, and a list has any length. */
type OnWire<T> = T extends number
  ? number
  : T extends readonly (infer Item)[]
    ? readonly OnWire<Item>[]
    : T extends object
      ? { readonly [K in keyof T]: OnWire<T[K]> }
      : T;

const created = z.strictObject({
  game_id: z.string(),
  host_token: z.string(),
  player: z.optional(z.strictObject({ player_id: seat, token: z.string() })),
  links: z.strictObject({ join: z.string(), observe: z.string() }),
  expires_at: z.int(),
});

const joined = z.strictObject({
  game_id: z.string(),
  player_id: seat,
  role: z.literal("player"),
  name: z.string(),
  token: z.string(),
});

/** A code for another device of the same player [T12]. */
const seatCode = z.strictObject({ code: z.string(), expires_at: z.int() });

/** The rules after a change [H21]. */
const changed = z.strictObject({ rules });

const observing = z.strictObject({
  game_id: z.string(),
  role: z.literal("observer"),
  token: z.string(),
  expires_at: z.int(),
});

/** The fields of an answer that revokes tokens, until Redis has confirmed the revocation. */
const unconfirmed = { recovering: z.optional(z.literal(true)), note: z.optional(z.string()) };

/** A token with the lifetime of the one that it replaces, or the host's token after older ones were revoked. */
const renewed = z.strictObject({
  token: z.string(),
  role: z.enum(["player", "host"]),
  player_id: z.optional(seat),
  expires_at: z.int(),
  ...unconfirmed,
});

const minted = z.strictObject({
  token: z.string(),
  role: z.enum(["player", "observer"]),
  player_id: z.optional(seat),
  ...unconfirmed,
});

const status = z.strictObject({
  game_id: z.string(),
  phase: snapshot.shape.phase,
  deal_number: z.int(),
  deal_commitment: z.string(),
  seats: z.array(
    z.strictObject({
      player_id: seat,
      name: z.nullable(z.string()),
      connected: z.boolean(),
      bot: z.boolean(),
    }),
  ),
  rules,
  observers: z.int(),
  revision: z.int(),
  epoch: z.int(),
  heartbeat_age_ms: z.nullable(z.int()),
  recovering: z.boolean(),
}) satisfies z.ZodMiniType<OnWire<ReturnType<typeof publicStatus>>>;

const bots = z.strictObject({ game_id: z.string(), bots: z.array(seat) });

/** A seat that was freed, or for which a bot acts now. */
const freed = z.strictObject({
  game_id: z.string(),
  player_id: seat,
  freed: z.boolean(),
  bot: z.boolean(),
  ...unconfirmed,
});

const ended = z.strictObject({ game_id: z.string(), ended: z.literal(true) });

const health = z.strictObject({
  status: z.enum(["ok", "degraded"]),
  version: z.string(),
  redis: z.strictObject({ ok: z.boolean(), latency_ms: z.nullable(z.int()) }),
});

/** The operator's summary: live games, and what was counted since yesterday [M4]. */
const summary = z.strictObject({
  ts: z.int(),
  since: z.int(),
  games_live: z.int(),
  games_asked: z.int(),
  games_silent: z.int(),
  players: z.int(),
  observers: z.int(),
  mirror_lag_ms: z.strictObject({ median: z.nullable(z.int()), max: z.nullable(z.int()) }),
  recovering: z.int(),
  actions: z.int(),
  recoveries: z.int(),
  refusals: z.record(z.enum(CODES), z.int()),
});

const refusal = z.strictObject({
  code: z.enum(CODES),
  reason: z.string(),
  recovery: z.enum(RECOVERIES),
}) satisfies z.ZodMiniType<Refusal>;

/** The answers of HTTP calls, by name. */
export const ANSWERS = {
  created,
  seatCode,
  changed,
  joined,
  observing,
  minted,
  renewed,
  status,
  snapshot,
  actionResult: SERVER_MESSAGES["action.result"],
  replay,
  bots,
  freed,
  ended,
  health,
  summary,
  refusal,
} as const;

export type Answer<Name extends keyof typeof ANSWERS> = z.infer<(typeof ANSWERS)[Name]>;
