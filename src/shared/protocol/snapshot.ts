import * as z from "zod/mini";
import type { PhaseName } from "../game/phase.ts";
import { SHUFFLES } from "../game/shuffle.ts";
import { card, type Immutable, rank, seat, suit } from "./fields.ts";
import { rules } from "./http.ts";

/*
 * The schema of a snapshot, and the types that derive from it. `viewFor` builds snapshots, and clients read them.
 */

export const played = z.strictObject({ player_id: seat, card });
export const points = z.strictObject({ player_id: seat, points: z.int() });
export const placed = z.strictObject({ player_id: seat, bid: z.int(), rank: z.optional(rank) });

/** A message that the game would accept now, with its choices. */
export const allowed = z.strictObject({
  message_type: z.string(),
  bids: z.optional(z.strictObject({ min: z.int(), max: z.int() })),
  cards: z.optional(z.array(z.int())),
  ranks: z.optional(z.array(rank)),
  suits: z.optional(z.array(suit)),
});

/** Everything that determines the hands of a deal, apart from the id of the game. */
export const dealReveal = z.strictObject({
  deal_number: z.int(),
  attempt: z.int(),
  secret: z.string(),
  nonces: z.array(z.string()),
  commitments: z.optional(z.array(z.string())),
  shuffle: z.optional(z.literal(SHUFFLES)),
});

export const endState = z.strictObject({
  winner_ids: z.array(seat),
  caller_id: seat,
  partner_id: seat,
  bid: z.int(),
  caller_side_points: z.int(),
  final_scores: z.array(points),
  match_delta: z.array(points),
  deal_reveal: dealReveal,
  ready: z.array(seat),
  ready_deadline: z.nullable(z.int()),
  match_over: z.boolean(),
  ranking: z.optional(z.array(seat)),
  next_deal_commitment: z.string(),
});

const PHASES = [
  "ready",
  "shuffle",
  "bid",
  "call-partner-rank",
  "play-first-trick",
  "call-partner-suit",
  "trick-won",
  "play-tricks",
  "end",
] as const satisfies readonly PhaseName[];

export const player = z.strictObject({
  player_id: seat,
  name: z.string(),
  seat,
  connected: z.boolean(),
  bot: z.boolean(),
});

export const finishedTrick = z.strictObject({ winner_id: seat, points: z.int(), cards: z.array(played) });

export const snapshot = z.strictObject({
  game_id: z.string(),
  epoch: z.int(),
  revision: z.int(),
  turn: z.int(),
  phase: z.enum(PHASES),
  deal_number: z.int(),
  rules,
  players: z.array(player),
  observers: z.int(),
  scores: z.array(points),
  match_scores: z.array(points),
  current_player_id: z.nullable(seat),
  current_leader_id: z.nullable(seat),
  caller_id: z.nullable(seat),
  bid: z.nullable(z.int()),
  partner_rank: z.nullable(rank),
  trump_suit: z.nullable(suit),
  partner_id: z.nullable(seat),
  deal_factor: z.literal([1, 2, 4]),
  trick: z.array(played),
  trick_history: z.array(finishedTrick),
  cards_left: z.array(z.strictObject({ player_id: seat, count: z.int() })),
  deal_commitment: z.string(),
  deadline: z.nullable(z.int()),
  nonce_commitments: z.optional(z.array(z.string())),
  shuffle_deadline: z.optional(z.int()),
  bids: z.optional(z.array(placed)),
  trick_cards: z.optional(z.array(played)),
  trick_points: z.optional(z.int()),
  winner_id: z.optional(seat),
  end_state: z.optional(endState),
  player_id: z.optional(seat),
  hand: z.optional(z.array(card)),
  allowed: z.optional(z.array(allowed)),
  waiting: z.optional(z.literal(true)),
  recovery: z.optional(
    z.strictObject({ moves_may_be_lost: z.literal(true), secret_may_be_told: z.boolean() }),
  ),
  role: z.optional(z.literal("observer")),
});

export type Snapshot = Immutable<z.infer<typeof snapshot>>;
export type Played = Immutable<z.infer<typeof played>>;
export type Points = Immutable<z.infer<typeof points>>;
export type Placed = Immutable<z.infer<typeof placed>>;
/** A message that the game would accept now. A bid of -1 is a pass; `ranks` of a bid are ranks to bid. */
export type Allowed = Immutable<z.infer<typeof allowed>>;
export type EndState = Immutable<z.infer<typeof endState>>;
