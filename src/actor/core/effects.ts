import { RANK_CONTRACT } from "../../shared/game/rules.ts";
import { cardFace } from "../../shared/protocol/view.ts";
import type { Done } from "./action-code.ts";

/** The effects of an accepted action in wire names. They contain nothing that is new to the sender. */
export const effectsOf = (action: Done): Readonly<Record<string, unknown>> => {
  switch (action.type) {
    case "bid":
      return "rank" in action ? { bid: RANK_CONTRACT, rank: action.rank } : { bid: action.bid ?? -1 };
    case "call-partner-rank":
      return { partner_rank: action.rank };
    case "call-partner-suit":
      return { partner_suit: action.suit };
    case "play":
      return action.card === null ? {} : { card: cardFace(action.card) };
    case "reorder":
      return { hand: action.hand.filter((card) => card !== null).map(cardFace) };
    case "next-deal":
      return { ready: true };
    case "reveal":
      return { revealed: true };
    case "say":
      return { phrase: action.phrase };
  }
};
