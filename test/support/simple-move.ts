import type { Frame } from "../../dev/clients/frame.ts";

/**
 * The simplest legal move for a snapshot: the first bidder bids the minimum and the others pass, calls take the first
 * rank and suit, and plays the first card. Without `bids`, all pass.
 */
export const simpleMove = (snapshot: Frame, bids = true): Frame | null => {
  for (const { message_type, bids: range, ranks, suits, cards } of snapshot.allowed ?? []) {
    switch (message_type) {
      case "bid":
        return { message_type, bid: bids && snapshot.bids.length === 0 ? range.min : -1 };
      case "call-partner-rank":
        return { message_type, partner_rank: ranks[0] };
      case "call-partner-suit":
        return { message_type, partner_suit: suits[0] };
      case "play":
        return { message_type, card: cards[0] };
      case "next-deal":
        return { message_type };
    }
  }
  return null;
};
