import { type CardId, cardId, DECK, type Rank, type Suit, strengthOf, suitOf } from "../shared/game/cards.ts";
import { type BySeat, bySeat, type Seat } from "../shared/game/seats.ts";
import type { PlayedCard } from "../shared/game/tricks.ts";
import type { Snapshot } from "../shared/game/view.ts";

/** Which side a seat knows itself to be on; before the suit is called everyone but the caller is a defender. */
export type Role = "caller" | "partner" | "defender";

/** What a seat can tell from its own view while cards are played. */
export interface Facts {
  readonly seat: Seat;
  readonly role: Role;
  readonly caller: Seat;
  readonly rank: Rank;
  readonly trump: Suit | null;
  readonly calledCard: CardId | null;
  /** The partner, if this seat knows it: it is public, or is this seat itself, or the caller holds the card. */
  readonly partner: Seat | null;
  readonly hand: readonly CardId[];
  readonly trick: readonly PlayedCard[];
  readonly tricks: readonly (readonly PlayedCard[])[];
  /** The cards that others may hold. */
  readonly unseen: readonly CardId[];
  readonly cardsLeft: BySeat<number>;
}

/** The facts in `view`; null while no rank has been called. */
export const factsIn = (view: Snapshot): Facts | null => {
  const { player_id: seat, caller_id: caller, partner_rank: rank, trump_suit: trump } = view;
  if (seat === undefined || caller === null || rank === null) return null;
  const hand = (view.hand ?? []).map((card) => card.card_id);
  const plain = (played: Snapshot["trick"]): PlayedCard[] =>
    played.map(({ player_id, card }) => ({ seat: player_id, card: card.card_id }));
  const trick = plain(view.trick);
  const tricks = view.trick_history.map(({ cards }) => plain(cards));
  const seen = new Set([...hand, ...[...tricks, trick].flat().map(({ card }) => card)]);
  const calledCard = trump === null ? null : cardId(trump, rank);
  const holdsCalled = calledCard !== null && hand.includes(calledCard);
  const partner = view.partner_id ?? (holdsCalled ? seat : null);
  return {
    seat,
    role: seat === caller ? "caller" : partner === seat ? "partner" : "defender",
    caller,
    rank,
    trump,
    calledCard,
    partner,
    hand,
    trick,
    tricks,
    unseen: DECK.filter((card) => !seen.has(card)),
    cardsLeft: bySeat((at) => view.cards_left[at]?.count ?? 0),
  };
};

/** How `card` ranks in a trick led in `led`: any trump above the suit led, that above the rest. */
export const powerOf = (card: CardId, led: Suit, trump: Suit | null): number => {
  const suit = suitOf(card);
  if (suit === trump) return 20 + strengthOf(card);
  return suit === led ? 10 + strengthOf(card) : 0;
};

/** The card that is winning `trick`, or null before the lead. */
export const leadingCard = (trick: readonly PlayedCard[], trump: Suit | null): PlayedCard | null => {
  const [lead] = trick;
  if (!lead) return null;
  const led = suitOf(lead.card);
  return trick.reduce((top, played) =>
    powerOf(played.card, led, trump) > powerOf(top.card, led, trump) ? played : top,
  );
};
