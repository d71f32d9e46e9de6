import type { CardId, Rank, Suit } from "../shared/game/cards.ts";
import type { Allowed } from "../shared/protocol/snapshot.ts";
import type { Source } from "./rng.ts";

/** A bot's message without its envelope; `bid` is -1 for a pass. */
export type BotMove =
  | { readonly message_type: "bid"; readonly bid: number }
  | { readonly message_type: "bid"; readonly rank: Rank }
  | { readonly message_type: "call-partner-rank"; readonly partner_rank: Rank }
  | { readonly message_type: "call-partner-suit"; readonly partner_suit: Suit }
  | { readonly message_type: "play"; readonly card: CardId }
  | { readonly message_type: "next-deal" };

/** The probability that a random bot passes, and the number of bids from the lowest among which it chooses. */
const PASSES = 0.7;
const REACH = 5;

/** A random one of the moves that `asked` allows; null for a message that no bot sends. */
export const anyMove = (
  { message_type, bids, ranks, suits, cards }: Allowed,
  random: Source,
): BotMove | null => {
  switch (message_type) {
    case "bid": {
      if (random() < PASSES) return { message_type, bid: -1 };
      if (ranks) return { message_type, rank: pick(ranks.slice(0, REACH), random) };
      if (!bids) return { message_type, bid: -1 };
      return { message_type, bid: Math.min(bids.max, bids.min + Math.floor(random() * REACH)) };
    }
    case "call-partner-rank":
      return { message_type, partner_rank: pick(ranks ?? [], random) };
    case "call-partner-suit":
      return { message_type, partner_suit: pick(suits ?? [], random) };
    case "play":
      return { message_type, card: pick(cards ?? [], random) };
    case "next-deal":
      return { message_type };
    default:
      return null;
  }
};

/** One of `choices`, each with the same probability. */
const pick = <T>(choices: readonly T[], random: Source): T => {
  if (choices.length === 0) throw new RangeError("nothing to choose from");
  return choices[Math.floor(random() * choices.length)] as T;
};
