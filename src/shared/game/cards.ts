/** The suits in wire order: `card_id = suit_index * 10 + rank - 1` [G1]. */
export const SUITS = ["coins", "cups", "swords", "clubs"] as const;
export type Suit = (typeof SUITS)[number];

/** The ranks by face: 1 ace, 2-7, 8 jack, 9 knight, 10 king [G1]. */
export const RANKS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] as const;
export type Rank = (typeof RANKS)[number];

/** A card by its number, 0-39. On the wire the card also has its suit and rank. */
export type CardId = number;

export const DECK: readonly CardId[] = Array.from({ length: 40 }, (_, id) => id);
export const DECK_POINTS = 120;

/** Ranks from strongest to weakest [G2]. */
export const BY_STRENGTH: readonly Rank[] = [1, 3, 10, 9, 8, 7, 6, 5, 4, 2];
const POINTS: Readonly<Partial<Record<Rank, number>>> = { 1: 11, 3: 10, 10: 4, 9: 3, 8: 2 };

export const isSuit = (value: unknown): value is Suit => SUITS.includes(value as Suit);
export const isRank = (value: unknown): value is Rank => RANKS.includes(value as Rank);

export const cardId = (suit: Suit, rank: Rank): CardId => SUITS.indexOf(suit) * 10 + rank - 1;
export const suitOf = (card: CardId): Suit => SUITS[Math.floor(card / 10)] as Suit;
export const rankOf = (card: CardId): Rank => ((card % 10) + 1) as Rank;

/** Card points: ace 11, three 10, king 4, knight 3, jack 2, other ranks 0 [G2]. */
export const pointsOf = (card: CardId): number => POINTS[rankOf(card)] ?? 0;

/** The strength of a card within its suit, from 9 (ace) to 0 (two) [G2]. */
export const strengthOf = (card: CardId): number =>
  BY_STRENGTH.length - 1 - BY_STRENGTH.indexOf(rankOf(card));

/** The sum of the card points of `cards`. */
export const pointsIn = (cards: readonly CardId[]): number =>
  cards.reduce((sum, card) => sum + pointsOf(card), 0);
