import { cardId, DECK, pointsOf, type Rank, SUITS, strengthOf, suitOf } from "../../shared/game/cards.ts";

/*
 * The cards of playouts. The slot of a card is its suit times ten plus its strength. A set of cards of one suit is a
 * number of ten bits, with the weakest card in the lowest bit.
 */

/** The number of cards of one suit. */
export const SUIT_SIZE = 10;
export const SLOTS = DECK.length;

/** The slot of each card. */
export const SLOT_OF: Uint8Array = Uint8Array.from(
  DECK,
  (card) => SUITS.indexOf(suitOf(card)) * SUIT_SIZE + strengthOf(card),
);
/** The card of each slot. */
export const CARD_OF: Uint8Array = Uint8Array.from(DECK, (slot) => SLOT_OF.indexOf(slot));
/** The card points of each slot. */
export const POINTS: Uint8Array = CARD_OF.map(pointsOf);
/** The suit of each slot, 0-3. */
export const SUIT: Uint8Array = Uint8Array.from(DECK, (slot) => Math.floor(slot / SUIT_SIZE));
/** The bit of each slot within its suit. */
export const BIT: Uint16Array = Uint16Array.from(DECK, (slot) => 1 << (slot % SUIT_SIZE));

/** The number of cards in each set of one suit. */
export const COUNT: Uint8Array = Uint8Array.from({ length: 1 << SUIT_SIZE }, (_, set) => {
  let count = 0;
  for (let rest = set; rest > 0; rest &= rest - 1) count += 1;
  return count;
});
/** The card points of each set of one suit. */
export const SET_POINTS: Uint8Array = Uint8Array.from({ length: 1 << SUIT_SIZE }, (_, set) => {
  let points = 0;
  for (let strength = 0; strength < SUIT_SIZE; strength++)
    if (set & (1 << strength)) points += POINTS[strength] as number;
  return points;
});

/** The strength of a rank, 0-9. */
export const strengthOfRank = (rank: Rank): number => strengthOf(cardId(SUITS[0], rank));
