import * as z from "zod/mini";
import { highestOffer } from "../game/auction.ts";
import { cardId } from "../game/cards.ts";
import { scoreDeal, timesOf } from "../game/scoring.ts";
import { bySeat, SEATS, type Seat, seatAfter, seatBefore, turnOrder } from "../game/seats.ts";
import { commitmentTo, hasWeakHand, shuffledDeal } from "../game/shuffle.ts";
import type { FinishedDeal, Game } from "../game/state.ts";
import { type FinishedTrick, finish } from "../game/tricks.ts";
import { card, type Immutable, rank, seat, suit } from "./fields.ts";
import { rules } from "./http.ts";
import { dealReveal, finishedTrick, placed, points } from "./snapshot.ts";
import { bySeatPoints, cardFace, placed as placedBy, played, dealReveal as revealOf } from "./view.ts";

/*
 * The replay of finished deals: its schema, and the function that builds it. A deal is finished when it has ended and its
 * secret is public [P23].
 */

/** An attempt that was thrown in before the one that was played. */
export const thrownIn = z.strictObject({
  attempt: z.int(),
  reason: z.enum(["weak_hand", "all_passed"]),
  dealer_id: seat,
  bids: z.array(placed),
});

export const dealtHand = z.strictObject({ player_id: seat, cards: z.array(card) });

export const replayDeal = z.strictObject({
  deal_number: z.int(),
  deal_commitment: z.string(),
  deal_reveal: dealReveal,
  next_deal_commitment: z.string(),
  dealer_id: seat,
  thrown_in: z.array(thrownIn),
  hands: z.array(dealtHand),
  bids: z.array(placed),
  caller_id: seat,
  bid: z.int(),
  partner_rank: rank,
  trump_suit: suit,
  partner_id: seat,
  tricks: z.array(finishedTrick),
  caller_side_points: z.int(),
  winner_ids: z.array(seat),
  final_scores: z.array(points),
  match_delta: z.array(points),
});

export const replay = z.strictObject({ game_id: z.string(), rules, deals: z.array(replayDeal) });
export type Replay = Immutable<z.infer<typeof replay>>;
type ReplayDeal = Replay["deals"][number];

/** The game of a replay. */
type Replayed = Pick<Game, "id" | "rules">;

/** The finished `deals` of `game`, each with everything that determined its hands. */
export const replayOf = (game: Replayed, deals: readonly FinishedDeal[]): Replay => ({
  game_id: game.id,
  rules: game.rules,
  deals: deals.map((deal) => dealReplay(game, deal)),
});

/** The maximum number of thrown-in attempts that a replay shows for each deal. It shows the latest. */
export const TOLD_ATTEMPTS = 100;

/** The hands of a finished deal, and which of the shown attempts before it had a weak hand. */
interface Shuffles {
  readonly hands: ReturnType<typeof shuffledDeal>;
  readonly weak: readonly boolean[];
}

/** The shuffles of finished deals. Each attempt costs forty hashes, so replays share them. */
const shuffles = new WeakMap<FinishedDeal, Shuffles>();

const shufflesOf = ({ id, rules }: Replayed, deal: FinishedDeal): Shuffles => {
  const known = shuffles.get(deal);
  if (known) return known;
  const { dealNumber, attempt: played, secret, nonces, shuffle } = deal;
  const dealt = (attempt: number) =>
    shuffledDeal({ shuffle, gameId: id, dealNumber, attempt, secret, nonces });
  const first = firstTold(deal);
  const weak = Array.from({ length: played - first }, (_, at) =>
    hasWeakHand(dealt(first + at), rules.weak_hand_below),
  );
  const made = { hands: dealt(played), weak };
  shuffles.set(deal, made);
  return made;
};

const firstTold = ({ attempt }: FinishedDeal): number => Math.max(0, attempt - TOLD_ATTEMPTS);

/**
 * The attempts before the one that was played. They follow from the cards: an attempt with a weak hand was thrown in
 * when it was dealt, and in any other all five passed, beginning with the seat after the dealer [G6, G10].
 */
const thrownInBefore = (game: Replayed, deal: FinishedDeal): ReplayDeal["thrown_in"] => {
  const { dealer } = deal;
  const first = firstTold(deal);
  const { weak } = shufflesOf(game, deal);
  // The dealer changes after each attempt in which all passed.
  let from = dealer;
  for (const isWeak of weak) if (!isWeak) from = seatBefore(from);
  return weak.map((isWeak, at) => {
    const dealer_id = from;
    if (!isWeak) from = seatAfter(from);
    return {
      attempt: first + at,
      reason: isWeak ? "weak_hand" : "all_passed",
      dealer_id,
      bids: isWeak ? [] : turnOrder(seatAfter(dealer_id)).map((seat) => placedBy({ seat, bid: null })),
    };
  });
};

const dealReplay = (game: Replayed, deal: FinishedDeal): ReplayDeal => {
  const { rules } = game;
  const { dealNumber, allPassed, dealer, secret, bids, rank, suit } = deal;
  const { hands } = shufflesOf(game, deal);
  const high = highestOffer(bids);
  if (!high) throw new Error("a deal was played without a bid");
  const { seat: caller, bid } = high;
  const called = cardId(suit, rank);
  const partner = SEATS.find((seat) => hands[seat].includes(called)) ?? caller;
  const tricks = tricksOf(deal, rules.first_lead === "caller" ? caller : seatAfter(dealer));
  const points = bySeat((seat) =>
    sum(tricks.filter(({ winner }) => winner === seat).map((trick) => trick.points)),
  );
  const score = scoreDeal({ caller, partner, bid }, points, timesOf(bid, allPassed, rules));
  return {
    deal_number: dealNumber,
    deal_commitment: commitmentTo(secret),
    deal_reveal: revealOf(deal),
    next_deal_commitment: deal.nextCommitment,
    dealer_id: dealer,
    thrown_in: thrownInBefore(game, deal),
    hands: SEATS.map((seat) => ({ player_id: seat, cards: hands[seat].map(cardFace) })),
    bids: bids.map(placedBy),
    caller_id: caller,
    bid,
    partner_rank: rank,
    trump_suit: suit,
    partner_id: partner,
    tricks: tricks.map((trick) => ({
      winner_id: trick.winner,
      points: trick.points,
      cards: trick.cards.map(played),
    })),
    caller_side_points: score.callerSidePoints,
    winner_ids: score.winners,
    final_scores: bySeatPoints((seat) => points[seat]),
    match_delta: bySeatPoints((seat) => score.delta[seat]),
  };
};

const tricksOf = ({ plays, suit }: FinishedDeal, first: Seat): readonly FinishedTrick[] => {
  const tricks: FinishedTrick[] = [];
  for (let leader = first, at = 0; at < plays.length; at += 5) {
    const cards = plays
      .slice(at, at + 5)
      .map((card, turn) => ({ seat: ((leader + turn) % 5) as Seat, card }));
    const trick = finish(cards, suit);
    tricks.push(trick);
    leader = trick.winner;
  }
  return tricks;
};

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
