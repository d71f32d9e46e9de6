import * as z from "zod/mini";
import { PHRASES } from "../game/rules.ts";
import { actionId, cardInput, nonce, nonceCommitment, notBoth, rank, suit } from "./fields.ts";

/** The longest name of a connection, in characters. */
export const MAX_CONNECTION_NAME = 64;

/** The fields of all messages except `ping` [P16, P17]. */
const common = {
  action_id: actionId,
  game_id: z.optional(z.string("must be a string")),
  player_id: z.optional(z.int("must be a whole number")),
  version: z.optional(z.string("must be a string")),
  expected_revision: z.optional(z.int("must be a whole number")),
  expected_turn: z.optional(z.int("must be a whole number")),
};
/** `join` and `sync` are not actions. Their `action_id` is optional, and the answer repeats it. */
const question = { ...common, action_id: z.optional(actionId) };

/** The `connection` of an earlier `join.ok` [S22]. */
const resume = z
  .string("must be a string")
  .check(z.maxLength(MAX_CONNECTION_NAME, "is too long for a connection"));
const token = z.string("must be a string").check(z.maxLength(3_000, "is too long for a token"));

const ping = z.object({ message_type: z.literal("ping") });
const join = z.object({
  message_type: z.literal("join"),
  ...question,
  token: z.optional(token),
  resume: z.optional(resume),
});
const sync = z.object({ message_type: z.literal("sync"), ...question });
const bid = z
  .object({
    message_type: z.literal("bid"),
    ...common,
    bid: z.optional(z.int("must be a whole number: the points bid, or -1 to pass")),
    rank: z.optional(rank),
  })
  .check(
    z.refine((given) => (given.bid === undefined) !== (given.rank === undefined), {
      path: ["bid"],
      error: "must be a whole number: the points bid, or -1 to pass; or absent beside a rank",
    }),
  );
const callPartnerRank = z.object({
  message_type: z.literal("call-partner-rank"),
  ...common,
  partner_rank: rank,
});
const callPartnerSuit = z.object({
  message_type: z.literal("call-partner-suit"),
  ...common,
  partner_suit: suit,
});
const play = z.object({ message_type: z.literal("play"), ...common, card: cardInput });
const reorder = z.object({
  message_type: z.literal("reorder"),
  ...common,
  hand: z
    .array(cardInput, "must be a list of cards")
    .check(z.maxLength(8, "must be a list of at most 8 cards")),
});
const nextDeal = z
  .object({
    message_type: z.literal("next-deal"),
    ...common,
    nonce_commitment: z.optional(nonceCommitment),
    nonce: z.optional(nonce),
  })
  .check(notBoth());
const reveal = z.object({ message_type: z.literal("reveal"), ...common, nonce });

const say = z.object({
  message_type: z.literal("say"),
  ...common,
  phrase: z.enum(PHRASES, `must be one of ${PHRASES.join(", ")}`),
});

/** The messages of clients, by `message_type`. */
export const CLIENT_MESSAGES = {
  ping,
  join,
  sync,
  bid,
  "call-partner-rank": callPartnerRank,
  "call-partner-suit": callPartnerSuit,
  play,
  reorder,
  "next-deal": nextDeal,
  reveal,
  say,
} as const;

export type ClientMessageType = keyof typeof CLIENT_MESSAGES;
export type ClientMessage = {
  [T in ClientMessageType]: z.infer<(typeof CLIENT_MESSAGES)[T]>;
}[ClientMessageType];

type ActionSchemas = Omit<typeof CLIENT_MESSAGES, "ping" | "join" | "sync">;

/** An action as a program writes it. The client adds an `action_id` if there is none. */
export type ActionMessage = {
  [T in keyof ActionSchemas]: Omit<z.input<ActionSchemas[T]>, "action_id"> & { readonly action_id?: string };
}[keyof ActionSchemas];
