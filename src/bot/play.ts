import {
  type CardId,
  cardId,
  pointsIn,
  pointsOf,
  SUITS,
  type Suit,
  strengthOf,
  suitOf,
} from "../shared/game/cards.ts";
import { type BySeat, type Seat, turnOrder } from "../shared/game/seats.ts";
import { type Facts, leadingCard, powerOf } from "./facts.ts";
import { HABITS, READINESS, TRUMP_SHARE } from "./habits.ts";
import { best } from "./moves.ts";
import { friendship } from "./suspicion.ts";
import { worthWith } from "./worth.ts";

/** The card that promises this seat's side most: what the trick should bring, less what the card is worth in hand. */
export const chooseCard = (facts: Facts, cards: readonly CardId[]): CardId => {
  const friends = friendship(facts);
  if (facts.trump !== null || facts.role !== "caller")
    return best(cards, (card) => promiseOf(card, facts, facts.trump, friends));
  // The caller plays its blind card for the suit it will call after it.
  return best(cards, (card) => {
    const rest = facts.hand.filter((held) => held !== card);
    return Math.max(
      ...SUITS.map((suit) => worthWith(rest, suit, facts.rank) + gainOf(card, facts, suit, friends)),
    );
  });
};

const promiseOf = (card: CardId, facts: Facts, trump: Suit | null, friends: BySeat<number>): number =>
  trump === null
    ? -pointsOf(card) - keepOf(card, facts, suitOf(card)) / SUITS.length
    : gainOf(card, facts, trump, friends) - keepOf(card, facts, trump);

/** What `card` is worth if it is not played now; nothing in the last trick. */
const keepOf = (card: CardId, { role, hand, calledCard }: Facts, trump: Suit): number => {
  const habits = HABITS[role];
  const toCome = (hand.length - 1) / 7;
  const plain = habits.keepPoint * pointsOf(card) + habits.keepStrength * strengthOf(card);
  const kept =
    suitOf(card) === trump ? habits.keepTrump + habits.keepTrumpStrength * strengthOf(card) : plain;
  return Math.sqrt(toCome) * kept + (card === calledCard ? toCome * habits.keepSecret : 0);
};

/** The points that the trick should bring this seat's side with `card` in it, less those it should bring the others. */
const gainOf = (card: CardId, facts: Facts, trump: Suit, friends: BySeat<number>): number => {
  const { seat, trick, role } = facts;
  const habits = HABITS[role];
  const laid = [...trick, { seat, card }];
  const top = leadingCard(laid, trump);
  const led = suitOf(laid[0]?.card ?? card);
  let stake = pointsIn(laid.map((played) => played.card));
  let held = top ? friends[top.seat] : 0;
  let own = top?.seat === seat ? 1 : 0;
  // The called card is in no enemy's hand of the caller's, and the partner leaves the caller's tricks alone.
  const feared =
    role === "caller" ? facts.unseen.filter((other) => other !== cardId(trump, facts.rank)) : facts.unseen;
  const takers = takersOf(top?.card ?? card, led, trump, feared);
  const after = turnOrder(seat).slice(1, 5 - trick.length);
  for (const next of after) {
    const friend = friends[next];
    const takes = likelihood(takers, stake, facts, next);
    stake += habits.fed * (friend * held + (1 - friend) * (1 - held));
    held += friend * (1 - held) * takes - (1 - friend) * held * takes;
    own *= 1 - takes * (1 - friend);
  }
  return (2 * held - 1) * stake - habits.lead * own;
};

interface Takers {
  readonly inSuit: number;
  readonly trumps: number;
}

/** How many of the unseen cards would take the trick from `top`. */
const takersOf = (top: CardId, led: Suit, trump: Suit, unseen: readonly CardId[]): Takers => {
  const power = powerOf(top, led, trump);
  let inSuit = 0;
  let trumps = 0;
  for (const card of unseen) {
    if (powerOf(card, led, trump) <= power) continue;
    if (suitOf(card) === trump) trumps += 1;
    else inSuit += 1;
  }
  return { inSuit, trumps };
};

/** How likely `next` is to take a trick of `stake` points: it has to hold a card that can, and to want to. */
const likelihood = ({ inSuit, trumps }: Takers, stake: number, facts: Facts, next: Seat): number => {
  const { unseen, cardsLeft } = facts;
  const holds = (count: number, share: number) =>
    1 - (1 - count / Math.max(1, unseen.length)) ** (cardsLeft[next] * share);
  const bySuit = holds(inSuit, 1) * Math.min(1, READINESS.suit + READINESS.suitPoint * stake);
  const byTrump =
    holds(trumps, trumpShare(facts, next)) * Math.min(1, READINESS.trump + READINESS.trumpPoint * stake);
  return 1 - (1 - bySuit) * (1 - byTrump);
};

/** How many of the unseen trumps `next` is thought to have: whoever named the suit is long in it, as the partner knows. */
const trumpShare = ({ role, caller }: Facts, next: Seat): number => {
  if (role !== "partner") return 1;
  return next === caller ? TRUMP_SHARE.caller : TRUMP_SHARE.other;
};
