import { SUITS } from "../shared/game/cards.ts";
import type { Level } from "../shared/game/levels.ts";
import type { Allowed, Snapshot } from "../shared/protocol/snapshot.ts";
import { bidUpTo, chooseRank, handWorth } from "./auction.ts";
import { type BotMove, pick, type Source } from "./moves.ts";
import { observationIn } from "./observation.ts";
import { chooseSlot } from "./playout/rule.ts";
import { CARD_OF } from "./playout/slots.ts";
import { chooseTrump } from "./playout/worth.ts";
import { searchMove } from "./search/search.ts";

/**
 * The message of a seat whose own snapshot is `view`, or null when nothing is asked of it. Pure: it looks at nothing
 * but the view, and takes its chances from `random` [B1].
 */
export const chooseMove = (level: Level, view: Snapshot, random: Source): BotMove | null => {
  const asked = view.allowed?.find(({ message_type }) => message_type !== "reorder");
  if (!asked) return null;
  return THINK[level](asked, view, random) ?? anyMove(asked, random);
};

/** What each level makes of what is asked; null for what needs no thought. */
const THINK: Readonly<Record<Level, (asked: Allowed, view: Snapshot, random: Source) => BotMove | null>> = {
  random: () => null,
  rule: (asked, view, random) => ruleMove(asked, view, random),
  search: searchMove,
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

const ruleMove = ({ message_type, bids }: Allowed, view: Snapshot, random: Source): BotMove | null => {
  const hand = (view.hand ?? []).map((card) => card.card_id);
  if (message_type === "bid" && bids) return bidUpTo(handWorth(hand), bids, random);
  if (message_type === "call-partner-rank") return { message_type, partner_rank: chooseRank(hand) };
  const seen = observationIn(view);
  if (!seen) return null;
  const { deal, suspicion } = seen;
  if (message_type === "call-partner-suit")
    return { message_type, partner_suit: SUITS[chooseTrump(deal)] ?? SUITS[0] };
  if (message_type === "play") return { message_type, card: CARD_OF[chooseSlot(deal, suspicion)] as number };
  return null;
};
