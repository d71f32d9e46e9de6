import { type Bid, highestOffer } from "../game/auction.ts";
import { cardId } from "../game/cards.ts";
import { scoreDeal } from "../game/scoring.ts";
import { bySeat, SEATS, type Seat, seatAfter, seatBefore, turnOrder } from "../game/seats.ts";
import { commitmentTo, hasWeakHand, shuffledDeal } from "../game/shuffle.ts";
import type { FinishedDeal, Game } from "../game/state.ts";
import { type FinishedTrick, finish } from "../game/tricks.ts";
import type { Placed } from "./snapshot.ts";
import { bySeatPoints, cardFace, played } from "./view.ts";

/*
 * Finished deals, card by card: the other way out of a game beside `view.ts`. It reads nothing but `finished`, where a
 * deal comes when it has ended and its secret has been told [P23].
 */

/** The finished deals of `game`, oldest first, each with all that its hands depend on. */
export const replayOf = (game: Game) => ({
  game_id: game.id,
  rules: game.rules,
  deals: game.finished.map((deal, at) =>
    dealReplay(game, deal, game.finished[at + 1]?.secret ?? game.secret),
  ),
});
export type Replay = ReturnType<typeof replayOf>;

/** How many of a deal's earlier attempts are told, the latest; a deal that is passed out for ever has no end of them. */
export const TOLD_ATTEMPTS = 100;

/** What a finished deal was shuffled into, and which of the attempts before it that are told had a weak hand. */
interface Shuffles {
  readonly hands: ReturnType<typeof shuffledDeal>;
  readonly weak: readonly boolean[];
}

/** Forty hashes an attempt are not made for each replay anew. */
const shuffles = new WeakMap<FinishedDeal, Shuffles>();

const shufflesOf = ({ id, rules }: Game, deal: FinishedDeal): Shuffles => {
  const known = shuffles.get(deal);
  if (known) return known;
  const { dealNumber, attempt: played, secret, nonces } = deal;
  const dealt = (attempt: number) => shuffledDeal({ gameId: id, dealNumber, attempt, secret, nonces });
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
 * The attempts before the one that was played. They follow from the cards: one with a weak hand was thrown in as it was
 * dealt, any other was passed out by all five, from the seat after the dealer on [G6, G10].
 */
const thrownInBefore = (game: Game, deal: FinishedDeal) => {
  const { dealer } = deal;
  const first = firstTold(deal);
  const { weak } = shufflesOf(game, deal);
  // Each attempt that was passed out has moved the deal on by a seat.
  let from = dealer;
  for (const isWeak of weak) if (!isWeak) from = seatBefore(from);
  return weak.map((isWeak, at) => {
    const dealer_id = from;
    if (!isWeak) from = seatAfter(from);
    return {
      attempt: first + at,
      reason: isWeak ? ("weak_hand" as const) : ("all_passed" as const),
      dealer_id,
      bids: isWeak ? [] : turnOrder(seatAfter(dealer_id)).map((seat) => placed({ seat, bid: null })),
    };
  });
};

/** `nextSecret` is of the deal that followed or follows: of it only the commitment is told, as it was at the deal's end. */
const dealReplay = (game: Game, deal: FinishedDeal, nextSecret: string) => {
  const { rules } = game;
  const { dealNumber, attempt, dealer, secret, nonces, bids, rank, suit } = deal;
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
  const score = scoreDeal({ caller, partner, bid }, points, rules.multiplier);
  return {
    deal_number: dealNumber,
    deal_commitment: commitmentTo(secret),
    deal_reveal: { deal_number: dealNumber, attempt, secret, nonces },
    next_deal_commitment: commitmentTo(nextSecret),
    dealer_id: dealer,
    thrown_in: thrownInBefore(game, deal),
    hands: SEATS.map((seat) => ({ player_id: seat, cards: hands[seat].map(cardFace) })),
    bids: bids.map(placed),
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

const placed = ({ seat, bid }: Bid): Placed => ({ player_id: seat, bid: bid ?? -1 });

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
