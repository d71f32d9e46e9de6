import * as z from "zod/mini";
import { PHRASES } from "../game/rules.ts";
import { card, type Immutable, rank, seat, suit } from "./fields.ts";
import { CODES, RECOVERIES } from "./refusal.ts";
import { placed, played, points, snapshot } from "./snapshot.ts";

/** The fields of all messages. The actor adds `epoch`, `revision` and `turn` [P2]. */
const envelope = { version: z.string(), ts: z.int() };
const fromGame = {
  game_id: z.string(),
  ...envelope,
  origin: z.literal("game"),
  epoch: z.int(),
  revision: z.int(),
  turn: z.int(),
};

const body = <T extends string, S extends z.core.$ZodShape>(type: T, shape: S) =>
  z.strictObject({ message_type: z.literal(type), ...fromGame, ...shape });

/** Who changed the occupant of a seat: the seat of a player, or the host. */
const by = z.union([seat, z.literal("host")]);
const player = { player_id: seat, name: z.string(), bot: z.boolean(), by: z.optional(by) };
const seatOrNone = z.nullable(seat);
/** The deadline of the next turn, and the mark of what a bot did for a player. */
const timed = { deadline: snapshot.shape.deadline, auto: z.optional(z.literal(true)) };

const viewerFields = { player_id: z.optional(seat), role: z.optional(z.literal("observer")) };

/** The messages of the actor, by `message_type`. The edge sends `error` too. */
export const SERVER_MESSAGES = {
  "join.ok": body("join.ok", {
    action_id: z.optional(z.string()),
    ...viewerFields,
    snapshot,
    connection: z.optional(z.string()),
  }),
  sync: body("sync", { action_id: z.optional(z.string()), ...viewerFields, snapshot }),
  "action.result": z.discriminatedUnion("status", [
    body("action.result", {
      action_id: z.string(),
      status: z.literal("ok"),
      effects: z.record(z.string(), z.unknown()),
    }),
    body("action.result", {
      action_id: z.string(),
      status: z.literal("error"),
      code: z.enum(CODES),
      reason: z.string(),
      recovery: z.enum(RECOVERIES),
    }),
  ]),
  error: z.strictObject({
    message_type: z.literal("error"),
    /** Null when the edge knows no game. */
    game_id: z.nullable(z.string()),
    ...envelope,
    origin: z.enum(["game", "web"]),
    epoch: z.optional(z.int()),
    revision: z.optional(z.int()),
    turn: z.optional(z.int()),
    action_id: z.optional(z.string()),
    code: z.enum(CODES),
    reason: z.string(),
  }),
  "player.join": body("player.join", player),
  "player.leave": body("player.leave", { ...player, freed: z.optional(z.literal(true)) }),
  "player.reconnect": body("player.reconnect", player),
  "player.ready": body("player.ready", { ...player, ready_deadline: z.nullable(z.int()) }),
  "seat.reissued": body("seat.reissued", { ...player, by }),
  "phase.change": body("phase.change", {
    phase: snapshot.shape.phase,
    deal_number: z.int(),
    current_player_id: seatOrNone,
    current_leader_id: seatOrNone,
    caller_id: seatOrNone,
    bid: z.nullable(z.int()),
    partner_rank: z.nullable(rank),
    trump_suit: z.nullable(suit),
    partner_id: seatOrNone,
    deal_factor: snapshot.shape.deal_factor,
    ...timed,
    reason: z.optional(z.enum(["weak_hand", "all_passed", "rules"])),
    end_state: z.optional(snapshot.shape.end_state),
    deal_commitment: z.optional(z.string()),
    nonce_commitments: snapshot.shape.nonce_commitments,
    shuffle_deadline: snapshot.shape.shuffle_deadline,
  }),
  "bid.placed": body("bid.placed", {
    ...placed.shape,
    highest_bid: z.nullable(z.int()),
    highest_rank: z.optional(rank),
    highest_bidder_id: seatOrNone,
    current_player_id: seatOrNone,
    ...timed,
  }),
  "trick.played": body("trick.played", {
    player_id: seat,
    card,
    trick: z.array(played),
    current_player_id: seatOrNone,
    ...timed,
    revealed_partner_id: z.optional(seat),
  }),
  "trick.won": body("trick.won", {
    winner_id: seat,
    points: z.int(),
    trick_cards: z.array(played),
    scores: z.array(points),
    current_player_id: seatOrNone,
  }),
  "score.update": body("score.update", { scores: z.array(points), delta: points }),
  "hand.update": body("hand.update", { player_id: seat, hand: z.array(card) }),
  "player.said": body("player.said", { player_id: seat, phrase: z.enum(PHRASES) }),
  "game.ended": body("game.ended", { reason: z.string() }),
} as const;

/** The answer to a ping. It has no envelope [S7]. */
export const pong = z.strictObject({ message_type: z.literal("pong") });

export type ServerMessageType = keyof typeof SERVER_MESSAGES;
export type ServerMessage<T extends ServerMessageType = ServerMessageType> = {
  [K in T]: Immutable<z.infer<(typeof SERVER_MESSAGES)[K]>>;
}[T];

/** The answer to an action. */
export type ActionResult = ServerMessage<"action.result">;
