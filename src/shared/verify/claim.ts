import * as z from "zod/mini";
import { cardId } from "../game/cards.ts";
import { DEFAULT_RULES } from "../game/rules.ts";
import { SHUFFLES } from "../game/shuffle.ts";
import { type Immutable, card as wireCard } from "../protocol/fields.ts";
import { compatible, ruleValues } from "../protocol/http.ts";
import { dealtHand, replay, replayDeal, thrownIn } from "../protocol/replay.ts";
import { dealReveal, finishedTrick, placed, played, points } from "../protocol/snapshot.ts";
import { err, ok, type Result } from "../result.ts";

/*
 * A replay from an untrusted source. The schemas derive from protocol/replay.ts. They ignore unknown fields, so that a
 * replay of a later server can be read, and check the lengths and formats that the verification relies on.
 */

const from = (min: number) => z.int().check(z.gte(min, `must be a whole number, ${min} or more`));
const hex = (pattern: RegExp, expected: string) => z.string(expected).check(z.regex(pattern, expected));
const listOf = <T extends z.core.SomeType>(item: T, length: number) =>
  z.array(item).check(z.length(length, `must have ${length} items`));

const digest = hex(/^[0-9a-f]{64}$/, "must be 64 lower-case hex digits");
const nonce = hex(/^[0-9a-fA-F]{0,64}$/, "must be at most 64 hex digits");

const commitment = hex(/^([0-9a-f]{64})?$/, "must be 64 lower-case hex digits, or empty");

const card = z.object(wireCard.shape).check(
  z.refine(({ suit, rank, card_id }) => card_id === cardId(suit, rank), {
    path: ["card_id"],
    error: "must be the number of its suit and rank",
  }),
);

/** One entry for each seat, in seat order. */
const eachSeat = <T extends { readonly player_id: number }>(item: z.ZodMiniType<T>) =>
  listOf(item, 5).check(
    z.refine((entries) => entries.every(({ player_id }, at) => player_id === at), "must be in seat order"),
  );

const bids = z.array(z.object(placed.shape));
const seatPoints = eachSeat(z.object(points.shape));

const claimedDealSchema = z.object({
  ...replayDeal.shape,
  deal_number: from(1),
  deal_commitment: digest,
  deal_reveal: z
    .object({
      ...dealReveal.shape,
      deal_number: from(1),
      attempt: from(0),
      secret: digest,
      nonces: listOf(nonce, 5),
      // Shuffle 1 has no commitments.
      commitments: z.optional(listOf(commitment, 5)),
      shuffle: z._default(z.literal(SHUFFLES), 1),
    })
    .check(
      z.refine(({ shuffle, commitments }) => shuffle === 1 || commitments !== undefined, {
        path: ["commitments"],
        error: "must be a list",
      }),
    ),
  next_deal_commitment: z.nullable(digest),
  thrown_in: z.array(z.object({ ...thrownIn.shape, attempt: from(0), bids })),
  hands: eachSeat(z.object({ ...dealtHand.shape, cards: listOf(card, 8) })),
  bids,
  tricks: listOf(
    z.object({ ...finishedTrick.shape, cards: listOf(z.object({ ...played.shape, card }), 5) }),
    8,
  ),
  final_scores: seatPoints,
  match_delta: seatPoints,
});
export type ClaimedDeal = Immutable<z.infer<typeof claimedDealSchema>>;

/** The deals are read one by one, so that a malformed deal does not hide the others. */
const claimedReplaySchema = z.object({
  ...replay.shape,
  game_id: hex(/^[0-9A-Za-z]{1,32}$/, "must be a game id"),
  // Rules that a replay of an earlier server lacks have their defaults.
  rules: z
    .object({
      ...ruleValues,
      auction: z._default(ruleValues.auction, DEFAULT_RULES.auction),
      rank_call: z._default(ruleValues.rank_call, DEFAULT_RULES.rank_call),
      thrown_in: z._default(ruleValues.thrown_in, DEFAULT_RULES.thrown_in),
      match_points: z._default(ruleValues.match_points, DEFAULT_RULES.match_points),
      phrases: z._default(ruleValues.phrases, DEFAULT_RULES.phrases),
      hints: z._default(ruleValues.hints, DEFAULT_RULES.hints),
    })
    .check(compatible),
  deals: z.array(z.unknown()).check(z.minLength(1, "must have at least one deal")),
});
export type ClaimedReplay = Immutable<z.infer<typeof claimedReplaySchema>>;

/** The replay in `given`, or the field that is wrong and what it should be. */
export const claimedReplay = (given: unknown): Result<ClaimedReplay, string> =>
  read(claimedReplaySchema, given, []);

/** The deal at place `at` of the list, or the field that is wrong and what it should be. */
export const claimedDeal = (given: unknown, at: number): Result<ClaimedDeal, string> =>
  read(claimedDealSchema, given, ["deals", at]);

const read = <T>(schema: z.ZodMiniType<T>, given: unknown, at: readonly PropertyKey[]): Result<T, string> => {
  const parsed = schema.safeParse(given, { error: expectation });
  if (parsed.success) return ok(parsed.data);
  const [issue] = parsed.error.issues;
  return err(`${pathTo([...at, ...(issue?.path ?? [])])} ${issue?.message}`);
};

/** What a value should be, for the schemas that have no message of their own. */
const expectation = (issue: z.core.$ZodRawIssue): string => {
  if (issue.code === "invalid_value") return `must be ${issue.values.join(" or ")}`;
  if (issue.code === "invalid_type" && issue.expected === "object") return "must be an object";
  if (issue.code === "invalid_type" && issue.expected === "array") return "must be a list";
  return "must be a whole number";
};

/** Such as `deals[0].tricks[3].winner_id`. */
const pathTo = (path: readonly PropertyKey[]): string =>
  path
    .map((name) => (typeof name === "number" ? `[${name}]` : `.${String(name)}`))
    .join("")
    .replace(/^\./, "") || "replay";
