import type { CardId, Rank } from "../../shared/game/cards.ts";
import { SUITS } from "../../shared/game/cards.ts";
import type { Action } from "../../shared/game/decide.ts";
import { PHRASES } from "../../shared/game/rules.ts";

/** What an accepted action asked for, as far as its answer contains it. No answer contains a nonce. */
export type Done =
  | Exclude<Action, { type: "next-deal" | "reveal" }>
  | { readonly type: "next-deal" | "reveal" };

/*
 * A remembered action is one number below `CODES`. All take the same space, because the length of a ciphertext must not
 * reveal a hand [V1]. Below `ORDERS` the number is 256 times the place of the type in `TYPES`, plus the content; a type
 * that is added later is appended. From `ORDERS` on it is the hand of a `reorder`: eight digits to base 41, one for each
 * card, and 40 for no card.
 */
const TYPES = [
  "bid",
  "call-partner-rank",
  "call-partner-suit",
  "play",
  "next-deal",
  "say",
  "reveal",
] as const;
/** In an auction by ranks a bid is a rank, which is above this. */
const RANK_BIDS = 200;
const PER_TYPE = 256;
const ORDERS = PER_TYPE * 256;
const NO_CARD = 40;
const HAND = 8;
/** The content of a pass. */
const PASS = 0;

/** The upper bound of all codes. */
export const CODES = ORDERS + (NO_CARD + 1) ** HAND;

/** The code of `action`. */
export const codeOf = (action: Done): number =>
  action.type === "reorder"
    ? ORDERS + handCode(action.hand)
    : TYPES.indexOf(action.type) * PER_TYPE + contentOf(action);

const contentOf = (action: Exclude<Done, { type: "reorder" }>): number => {
  switch (action.type) {
    case "bid":
      return "rank" in action ? RANK_BIDS + action.rank : (action.bid ?? PASS);
    case "call-partner-rank":
      return action.rank;
    case "call-partner-suit":
      return SUITS.indexOf(action.suit);
    case "play":
      return action.card ?? NO_CARD;
    case "next-deal":
    case "reveal":
      return 0;
    case "say":
      return PHRASES.indexOf(action.phrase);
  }
};

/** An accepted order names only cards of the hand. */
const handCode = (hand: readonly (CardId | null)[]): number =>
  Array.from({ length: HAND }, (_, at) => hand[at] ?? NO_CARD).reduce(
    (code, card) => code * (NO_CARD + 1) + card,
    0,
  );

/** The action with this code. Throws when no action has it. */
export const actionOf = (code: number): Done => {
  if (code >= ORDERS && code < CODES) return { type: "reorder", hand: handOf(code - ORDERS) };
  const content = code % PER_TYPE;
  const type = TYPES[Math.floor(code / PER_TYPE)];
  switch (type) {
    case "bid":
      return content > RANK_BIDS
        ? { type, rank: (content - RANK_BIDS) as Rank }
        : { type, bid: content === PASS ? null : content };
    case "call-partner-rank":
      return { type, rank: content as Rank };
    case "call-partner-suit":
      return { type, suit: known(SUITS[content]) };
    case "play":
      return { type, card: content === NO_CARD ? null : content };
    case "next-deal":
    case "reveal":
      return { type };
    case "say":
      return { type, phrase: known(PHRASES[content]) };
    default:
      throw unknownAction();
  }
};

const handOf = (code: number): readonly CardId[] => {
  const hand: CardId[] = [];
  for (let rest = code, left = HAND; left > 0; left -= 1) {
    const card = rest % (NO_CARD + 1);
    if (card !== NO_CARD) hand.unshift(card);
    rest = Math.floor(rest / (NO_CARD + 1));
  }
  return hand;
};

const known = <T>(value: T | undefined): T => {
  if (value === undefined) throw unknownAction();
  return value;
};

/** The error for a remembered answer that this code cannot read. */
export const unknownAction = (): Error => new Error("unknown action in a remembered answer");
