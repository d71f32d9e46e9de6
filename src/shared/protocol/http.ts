import * as z from "zod/mini";
import { LEVELS } from "../game/levels.ts";
import {
  AUCTIONS,
  conflictIn,
  DEFAULT_RULES,
  FIRST_LEADS,
  MULTIPLIERS,
  RANK_CALLS,
  type Rules,
  SUIT_CALLS,
  THROWN_IN,
} from "../game/rules.ts";
import { nonce, nonceCommitment, notBoth, seat, whole } from "./fields.ts";

/*
 * The bodies of HTTP calls. The message of a failed parse names the field and the values that it may have [H9, H10].
 */

const displayName = z.optional(z.string("must be a string"));

/** The lifetime of a minted token, in seconds. */
const ttlSeconds = whole("must be a whole number of seconds, 60 to 86400", 60, 86_400);

const orDefault = <T extends z.core.$ZodType>(schema: T, value: z.output<T>) =>
  z._default(schema, value as never);

/** The values of each rule. */
export const ruleValues = {
  auction: z.enum(AUCTIONS, `must be ${AUCTIONS.join(" or ")}`),
  rank_call: z.enum(RANK_CALLS, `must be ${RANK_CALLS.join(" or ")}`),
  suit_call: z.enum(SUIT_CALLS, `must be ${SUIT_CALLS.join(" or ")}`),
  first_lead: z.enum(FIRST_LEADS, `must be ${FIRST_LEADS.join(" or ")}`),
  weak_hand_below: whole("must be a whole number, 0 to 10", 0, 10),
  minimum_bid: whole("must be a whole number, 61 to 100", 61, 100),
  multiplier: z.enum(MULTIPLIERS, `must be ${MULTIPLIERS.join(" or ")}`),
  thrown_in: z.enum(THROWN_IN, `must be ${THROWN_IN.join(" or ")}`),
  deals: whole("must be a whole number, 1 to 40", 1, 40),
  match_points: z.nullable(whole("must be null or a whole number, 5 to 100", 5, 100)),
  turn_seconds: z.nullable(whole("must be null or a whole number of seconds, 5 to 300", 5, 300)),
  phrases: z.boolean("must be true or false"),
  hints: z.boolean("must be true or false"),
} as const satisfies { readonly [Rule in keyof Rules]: z.ZodMiniType<Rules[Rule]> };

/** The rules of a game; each one may be absent and has a default. */
export const rules = z.strictObject(
  {
    auction: orDefault(ruleValues.auction, DEFAULT_RULES.auction),
    rank_call: orDefault(ruleValues.rank_call, DEFAULT_RULES.rank_call),
    suit_call: orDefault(ruleValues.suit_call, DEFAULT_RULES.suit_call),
    first_lead: orDefault(ruleValues.first_lead, DEFAULT_RULES.first_lead),
    weak_hand_below: orDefault(ruleValues.weak_hand_below, DEFAULT_RULES.weak_hand_below),
    minimum_bid: orDefault(ruleValues.minimum_bid, DEFAULT_RULES.minimum_bid),
    multiplier: orDefault(ruleValues.multiplier, DEFAULT_RULES.multiplier),
    thrown_in: orDefault(ruleValues.thrown_in, DEFAULT_RULES.thrown_in),
    deals: orDefault(ruleValues.deals, DEFAULT_RULES.deals),
    match_points: orDefault(ruleValues.match_points, DEFAULT_RULES.match_points),
    turn_seconds: orDefault(ruleValues.turn_seconds, DEFAULT_RULES.turn_seconds),
    phrases: orDefault(ruleValues.phrases, DEFAULT_RULES.phrases),
    hints: orDefault(ruleValues.hints, DEFAULT_RULES.hints),
  },
  "must be an object",
) satisfies z.ZodMiniType<Rules>;

/** Refuses rules that do not go together, with the name of one of them [G36]. */
export const compatible = z.check<Rules>(({ value, issues }) => {
  const conflict = conflictIn(value);
  if (conflict)
    issues.push({ code: "custom", path: [conflict.rule], message: conflict.needed, input: value });
});

/** Changes some rules of a game [H21]. */
export const changeBody = z.object(
  { rules: z.partial(z.strictObject(ruleValues, "must be an object")) },
  "must be an object",
);

export const seatCodeBody = z.object({ code: z.string("must be a string") }, "must be an object");

/** What a player adds to the shuffle. */
const added = { nonce_commitment: z.optional(nonceCommitment), nonce: z.optional(nonce) };

export const createBody = z
  .object(
    {
      display_name: displayName,
      seat: orDefault(z.boolean("must be true or false"), true),
      ...added,
      rules: z.optional(rules.check(compatible)),
    },
    "must be an object",
  )
  .check(notBoth());

export const joinBody = z
  .object({ display_name: displayName, ...added }, "must be an object")
  .check(notBoth());

export const observerTokenBody = z.object(
  { display_name: displayName, ttl_seconds: z.optional(ttlSeconds) },
  "must be an object",
);

export const botsBody = z.object(
  {
    seats: z.optional(
      z
        .array(seat, "must be a list of seats, 0 to 4")
        .check(z.minLength(1, "must name at least one seat"), z.maxLength(5, "must name at most five seats")),
    ),
    level: orDefault(z.enum(LEVELS, `must be one of ${LEVELS.join(", ")}`), "rule"),
  },
  "must be an object",
);

export const tokensBody = z
  .object(
    {
      role: z.enum(["player", "observer"], "must be player or observer"),
      player_id: z.optional(seat),
      display_name: displayName,
      ttl_seconds: z.optional(ttlSeconds),
    },
    "must be an object",
  )
  .check(
    z.refine(({ role, player_id }) => (role === "player") === (player_id !== undefined), {
      path: ["player_id"],
      error: "must name the seat for a player token, and must be absent for an observer's",
    }),
  );
