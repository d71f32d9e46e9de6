import * as z from "zod/mini";
import { cardId, RANKS, SUITS } from "../game/cards.ts";
import { FIRST_LEADS, MULTIPLIERS, SUIT_CALLS } from "../game/rules.ts";
import { SEATS } from "../game/seats.ts";
import { err, ok, type Result } from "../result.ts";

/*
 * A replay as somebody claims it to be: whatever came out of a file or an answer, held to its form and to nothing else.
 * Fields that are not known here are passed over.
 */

const OBJECT = "must be an object";
const LIST = "must be a list";

const whole = (min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER) => {
  const expected = min < 0 ? "must be a whole number" : `must be a whole number from ${min} to ${max}`;
  return z.int(expected).check(z.gte(min, expected), z.lte(max, expected));
};
const hex = (pattern: RegExp, expected: string) => z.string(expected).check(z.regex(pattern, expected));
const listOf = <T extends z.core.SomeType>(item: T, length: number) =>
  z.array(item, LIST).check(z.length(length, `must have ${length} items`));

const seat = z.literal(SEATS, "must be a seat, 0 to 4");
const digest = hex(/^[0-9a-f]{64}$/, "must be 64 lower-case hex digits");
const nonce = hex(/^[0-9a-fA-F]{0,64}$/, "must be at most 64 hex digits");

const card = z
  .object(
    {
      suit: z.enum(SUITS, `must be ${SUITS.join(", ")}`),
      rank: z.literal(RANKS, "must be a rank, 1 to 10"),
      card_id: whole(0, 39),
    },
    OBJECT,
  )
  .check(
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

const bids = z.array(z.object({ player_id: seat, bid: whole() }, OBJECT), LIST);
const points = eachSeat(z.object({ player_id: seat, points: whole() }, OBJECT));

const deal = z.object(
  {
    deal_number: whole(1),
    deal_commitment: digest,
    deal_reveal: z.object(
      { deal_number: whole(1), attempt: whole(0), secret: digest, nonces: listOf(nonce, 5) },
      OBJECT,
    ),
    next_deal_commitment: z.nullable(digest),
    dealer_id: seat,
    thrown_in: z.array(
      z.object(
        {
          attempt: whole(0),
          reason: z.enum(["weak_hand", "all_passed"], "must be weak_hand or all_passed"),
          dealer_id: seat,
          bids,
        },
        OBJECT,
      ),
      LIST,
    ),
    hands: eachSeat(z.object({ player_id: seat, cards: listOf(card, 8) }, OBJECT)),
    bids,
    caller_id: seat,
    bid: whole(),
    partner_rank: card.shape.rank,
    trump_suit: card.shape.suit,
    partner_id: seat,
    tricks: listOf(
      z.object(
        {
          winner_id: seat,
          points: whole(),
          cards: listOf(z.object({ player_id: seat, card }, OBJECT), 5),
        },
        OBJECT,
      ),
      8,
    ),
    caller_side_points: whole(),
    winner_ids: z.array(seat, LIST),
    final_scores: points,
    match_delta: points,
  },
  OBJECT,
);
export type ClaimedDeal = z.infer<typeof deal>;

const replay = z.object(
  {
    game_id: hex(/^[0-9A-Za-z]{1,32}$/, "must be a game id"),
    rules: z.object(
      {
        suit_call: z.enum(SUIT_CALLS, `must be ${SUIT_CALLS.join(" or ")}`),
        first_lead: z.enum(FIRST_LEADS, `must be ${FIRST_LEADS.join(" or ")}`),
        // Beyond ten, weak hands would be dealt again without end.
        weak_hand_below: whole(0, 10),
        minimum_bid: whole(61, 100),
        multiplier: z.enum(MULTIPLIERS, `must be ${MULTIPLIERS.join(" or ")}`),
        deals: whole(1, 40),
        turn_seconds: z.nullable(whole(5, 300)),
      },
      OBJECT,
    ),
    deals: z.array(z.unknown(), LIST).check(z.minLength(1, "must have at least one deal")),
  },
  OBJECT,
);
/** The deals are looked at one by one, so that a malformed one does not hide the others. */
export type ClaimedReplay = z.infer<typeof replay>;

/** The replay in `given`, or the field that is wrong and what it should be. */
export const claimedReplay = (given: unknown): Result<ClaimedReplay, string> => read(replay, given, []);

/** The deal at place `at` of the list, or the field that is wrong and what it should be. */
export const claimedDeal = (given: unknown, at: number): Result<ClaimedDeal, string> =>
  read(deal, given, ["deals", at]);

const read = <T>(schema: z.ZodMiniType<T>, given: unknown, at: readonly PropertyKey[]): Result<T, string> => {
  const parsed = schema.safeParse(given);
  if (parsed.success) return ok(parsed.data);
  const [issue] = parsed.error.issues;
  return err(`${pathTo([...at, ...(issue?.path ?? [])])} ${issue?.message}`);
};

/** Such as `deals[0].tricks[3].winner_id`. */
const pathTo = (path: readonly PropertyKey[]): string =>
  path
    .map((name) => (typeof name === "number" ? `[${name}]` : `.${String(name)}`))
    .join("")
    .replace(/^\./, "") || "replay";
