import type { CardId, Rank, Suit } from "../shared/game/cards.ts";

/** A message as a bot sends it, without its envelope; `bid` is -1 for a pass. */
export type BotMove =
  | { readonly message_type: "bid"; readonly bid: number }
  | { readonly message_type: "call-partner-rank"; readonly partner_rank: Rank }
  | { readonly message_type: "call-partner-suit"; readonly partner_suit: Suit }
  | { readonly message_type: "play"; readonly card: CardId }
  | { readonly message_type: "next-deal" };

/** Numbers from 0 up to but not including 1, from a seed. */
export type Source = () => number;

/** One of `choices`, each as likely as the next. */
export const pick = <T>(choices: readonly T[], random: Source): T => {
  if (choices.length === 0) throw new RangeError("nothing to choose from");
  return choices[Math.floor(random() * choices.length)] as T;
};
