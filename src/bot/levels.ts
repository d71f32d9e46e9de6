import { rankOf, SUITS } from "../shared/game/cards.ts";
import type { Level } from "../shared/game/levels.ts";
import type { Allowed, Snapshot } from "../shared/protocol/snapshot.ts";
import { chooseRank, ruleBid } from "./auction.ts";
import { casualMove } from "./casual.ts";
import { anyMove, type BotMove } from "./moves.ts";
import { observationIn } from "./observation.ts";
import { chooseSlot } from "./playout/rule.ts";
import { CARD_OF } from "./playout/slots.ts";
import { chooseCall, chooseTrump } from "./playout/worth.ts";
import type { Source } from "./rng.ts";
import { searchMove } from "./search/search.ts";

/** Messages that are no question: clients reveal by themselves. */
const NO_QUESTIONS: readonly string[] = ["reorder", "reveal"];

/**
 * The message of the seat that has the snapshot `view`, or null when the seat has nothing to do. Pure: it depends only
 * on the view and on `random` [B1].
 */
export const chooseMove = (level: Level, view: Snapshot, random: Source): BotMove | null => {
  const asked = view.allowed?.find(({ message_type }) => !NO_QUESTIONS.includes(message_type));
  if (!asked) return null;
  return THINK[level](asked, view, random) ?? anyMove(asked, random);
};

/** The move of each level; null when any allowed move will do. */
const THINK: Readonly<Record<Level, (asked: Allowed, view: Snapshot, random: Source) => BotMove | null>> = {
  random: () => null,
  casual: casualMove,
  rule: (asked, view, random) => ruleMove(asked, view, random),
  search: searchMove,
};

const ruleMove = (asked: Allowed, view: Snapshot, random: Source): BotMove | null => {
  const { message_type } = asked;
  const { auction, rank_call } = view.rules;
  const hand = (view.hand ?? []).map((card) => card.card_id);
  if (message_type === "bid") return ruleBid(hand, asked, auction, random);
  if (message_type === "call-partner-rank" && rank_call === "before-play")
    return { message_type, partner_rank: chooseRank(hand) };
  const seen = observationIn(view);
  if (!seen) return null;
  const { deal, suspicion } = seen;
  if (message_type === "call-partner-rank")
    return { message_type, partner_rank: rankOf(CARD_OF[chooseCall(deal).rank] as number) };
  if (message_type === "call-partner-suit") {
    const suit = rank_call === "before-play" ? chooseTrump(deal) : chooseCall(deal).suit;
    return { message_type, partner_suit: SUITS[suit] ?? SUITS[0] };
  }
  if (message_type === "play") return { message_type, card: CARD_OF[chooseSlot(deal, suspicion)] as number };
  return null;
};
