import type { Level } from "../shared/game/levels.ts";
import type { Allowed, Snapshot } from "../shared/game/view.ts";
import { chooseBid } from "./auction.ts";
import { chooseRank, chooseSuit } from "./calls.ts";
import { factsIn } from "./facts.ts";
import { type BotMove, pick, type Source } from "./moves.ts";
import { chooseCard } from "./play.ts";

/**
 * The message of a seat whose own snapshot is `view`, or null when nothing is asked of it. Pure: it looks at nothing
 * but the view, and takes its chances from `random` [B1].
 */
export const chooseMove = (level: Level, view: Snapshot, random: Source): BotMove | null => {
  const asked = view.allowed?.find(({ message_type }) => message_type !== "reorder");
  if (!asked) return null;
  return level === "random" ? anyMove(asked, random) : ruleMove(asked, view, random);
};

/** How often a random bot passes, and how far above the lowest bid it may go. */
const PASSES = 0.7;
const REACH = 5;

const anyMove = ({ message_type, bids, ranks, suits, cards }: Allowed, random: Source): BotMove | null => {
  switch (message_type) {
    case "bid": {
      if (!bids || random() < PASSES) return { message_type, bid: -1 };
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

const ruleMove = (asked: Allowed, view: Snapshot, random: Source): BotMove | null => {
  const { message_type, bids, ranks = [], suits = [], cards = [] } = asked;
  const hand = (view.hand ?? []).map((card) => card.card_id).sort((a, b) => a - b);
  const facts = factsIn(view);
  if (message_type === "bid" && bids) return { message_type, bid: chooseBid(hand, bids, random) };
  if (message_type === "call-partner-rank") return { message_type, partner_rank: chooseRank(hand, ranks) };
  if (message_type === "call-partner-suit" && facts)
    return { message_type, partner_suit: chooseSuit(facts, suits) };
  if (message_type === "play" && facts) return { message_type, card: chooseCard(facts, cards) };
  return anyMove(asked, random);
};
