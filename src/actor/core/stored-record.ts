import * as z from "zod/mini";
import { DECK, RANKS, SUITS } from "../../shared/game/cards.ts";
import { LEVELS } from "../../shared/game/levels.ts";
import {
  AUCTIONS,
  FIRST_LEADS,
  MULTIPLIERS,
  RANK_CALLS,
  SUIT_CALLS,
  THROWN_IN,
} from "../../shared/game/rules.ts";
import { SEATS } from "../../shared/game/seats.ts";
import { SHUFFLES } from "../../shared/game/shuffle.ts";

/*
 * The schema of a stored record, field by field. Damaged data may still be valid JSON, and a missing or wrong field
 * would make every later call fail.
 */

const seat = z.literal(SEATS);
const card = z.int().check(z.gte(0), z.lte(39));
const suit = z.enum(SUITS);
const rank = z.literal(RANKS);
const count = z.int().check(z.gte(0));
/** Epoch ms. */
const time = z.number().check(z.gte(0), z.lte(8.64e15));
const secret = z.string().check(z.regex(/^[0-9a-f]{64}$/));
const eachSeat = <T extends z.core.SomeType>(item: T) => z.array(item).check(z.length(SEATS.length));

/** Whether `cards` are the forty cards, each once. */
export const isDeck = (cards: readonly number[]): boolean =>
  cards.length === DECK.length && DECK.every((one) => cards.includes(one));

const nonces = eachSeat(z.string());
const unrevealed = nonces;
const shuffle = z.literal(SHUFFLES);
const bids = z.array(z.object({ seat, bid: z.nullable(z.int()), rank: z.optional(rank) }));
const played = z.array(z.object({ seat, card }));
const tricks = z.array(
  z.object({ winner: seat, points: count, cards: played.check(z.length(SEATS.length)) }),
);
const points = eachSeat(count);
const trump = z.object({ suit, partner: seat });

const acting = z.discriminatedUnion("by", [
  z.object({ by: z.literal("player"), missed: count }),
  z.object({ by: z.literal("bot"), level: z.enum(LEVELS) }),
  z.object({ by: z.literal("bot-for-newcomer"), level: z.enum(LEVELS) }),
  z.object({ by: z.literal("stand-in") }),
]);
const occupant = z.object({
  name: z.string(),
  acting,
  connected: z.boolean(),
  met: z.boolean(),
  awaySince: z.nullable(time),
});
const request = z.object({ key: z.string(), fingerprint: z.nullable(z.string()) });

const dealt = { attempt: count, allPassed: count, hands: eachSeat(z.array(card)), bids };
const called = { ...dealt, caller: seat, bid: z.int() };
/** Before the call the rank is null. */
const uncalled = z.nullable(rank);
const playing = (name: string, calledRank: typeof rank | typeof uncalled = rank) =>
  z.object({
    name: z.literal(name),
    ...called,
    ...{ rank: calledRank, trump: z.nullable(trump), leader: seat, trick: played, tricks, points },
  });
const phase = z.discriminatedUnion("name", [
  z.object({ name: z.literal("ready"), attempt: count, allPassed: count }),
  z.object({
    name: z.literal("shuffle"),
    ...{ attempt: count, allPassed: count, deadline: time, restarts: count },
  }),
  z.object({ name: z.literal("bid"), ...dealt }),
  playing("call-partner-rank", uncalled),
  playing("play-first-trick", uncalled),
  playing("call-partner-suit"),
  playing("trick-won"),
  playing("play-tricks"),
  z.object({
    name: z.literal("end"),
    ...{ attempt: count, allPassed: count, secret, nonces, unrevealed, bids },
    ...{ caller: seat, bid: z.int(), rank, trump, tricks, points },
    readied: z.array(seat),
    askedAt: z.nullable(time),
  }),
]);

/** A stored `FinishedDeal`. Other fields are ignored. */
export const storedDeal = z.object({
  ...{ dealNumber: count, dealer: seat, attempt: count, allPassed: count, secret, nonces, rank, suit },
  ...{ shuffle, unrevealed },
  nextCommitment: secret,
  // A deal without a bid does not become a finished deal.
  bids: bids.check(z.refine((made) => made.some(({ bid }) => bid !== null))),
  plays: z.array(card).check(z.refine(isDeck)),
});

const game = z.object({
  id: z.string(),
  epoch: count,
  revision: count,
  turn: count,
  rules: z.object({
    auction: z.enum(AUCTIONS),
    rank_call: z.enum(RANK_CALLS),
    suit_call: z.enum(SUIT_CALLS),
    first_lead: z.enum(FIRST_LEADS),
    weak_hand_below: count,
    minimum_bid: count,
    multiplier: z.enum(MULTIPLIERS),
    thrown_in: z.enum(THROWN_IN),
    deals: count,
    match_points: z.nullable(count),
    turn_seconds: z.nullable(count),
    phrases: z.boolean(),
    hints: z.boolean(),
  }),
  seats: eachSeat(
    z.object({
      ...{ version: count, occupant: z.nullable(occupant), connections: count },
      ...{ nonce: z.string(), commitment: z.string() },
      code: z.nullable(z.object({ hash: z.string(), until: time, version: count })),
    }),
  ),
  dealNumber: count,
  dealer: seat,
  shuffle,
  secret,
  standings: eachSeat(z.object({ score: z.int(), called: count, made: count })),
  dealsPlayed: count,
  creation: z.object({ at: time, request: z.nullable(request), creator: z.nullable(z.string()) }),
  joined: z.array(z.object({ ...request.shape, seat, version: count, name: z.string(), at: time })),
  hostVersion: count,
  codeMisses: count,
  versionsFrom: count,
  loss: z.nullable(z.object({ secretTold: z.boolean() })),
  phase,
  clock: z.object({ askedAt: time, graceUntil: time }),
  ended: z.nullable(z.string()),
});

/** A stored `GameRecord`. Other fields are ignored. */
export const storedRecord = z.object({
  game,
  answers: eachSeat(z.string()),
  answersKey: z.string(),
  touchedAt: time,
});
