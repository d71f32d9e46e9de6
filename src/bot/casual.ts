import { RANKS, SUITS } from "../shared/game/cards.ts";
import { RANK_CONTRACT } from "../shared/game/rules.ts";
import type { Allowed, Snapshot } from "../shared/protocol/snapshot.ts";
import { bidUpTo, PASS, pointsWorth, rankWorths } from "./auction.ts";
import type { BotMove } from "./moves.ts";
import { type Observation, observationIn } from "./observation.ts";
import { evaluate } from "./playout/evaluate.ts";
import { CARD_OF, strengthOfRank } from "./playout/slots.ts";
import { bestCallWorth, callWorth, suitWorth } from "./playout/worth.ts";
import type { Source } from "./rng.ts";

/**
 * How freely this level chooses, in card points: a choice has odds of exp(value / looseness) by the values of the rule
 * level. Choices that are worse than the best by more than BLUNDER are not made, so that a bot slips as a person does
 * who overlooks something, and does not throw a game away.
 */
const LOOSENESS = { rank: 3, suit: 3, card: 3 };
export const BLUNDER = 9;
/** The points by which this level overestimates its hand on average, and how far a single judgement is from that. */
const HOPE = 5;
const MOOD = 6;

/** The move of `rule` with slips [B14]; null when there is nothing to weigh. */
export const casualMove = (
  { message_type, bids, ranks, suits }: Allowed,
  view: Snapshot,
  random: Source,
): BotMove | null => {
  const hand = (view.hand ?? []).map((card) => card.card_id);
  const { auction, rank_call } = view.rules;
  if (message_type === "bid") {
    const mood = HOPE + MOOD * (2 * random() - 1);
    if (bids) return bidUpTo(pointsWorth(hand, auction) + mood, bids, random);
    const worths = rankWorths(hand, ranks ?? []);
    if (!ranks || Math.max(...worths) + mood < RANK_CONTRACT) return PASS;
    return { message_type, rank: slip(ranks, worths, LOOSENESS.rank, random) };
  }
  if (message_type === "call-partner-rank" && rank_call === "before-play") {
    const choices = ranks ?? RANKS;
    const partner_rank = slip(choices, rankWorths(hand, choices), LOOSENESS.rank, random);
    return { message_type, partner_rank };
  }
  const seen = observationIn(view);
  if (!seen) return null;
  const { deal } = seen;
  if (message_type === "call-partner-rank") {
    const choices = ranks ?? RANKS;
    const worths = choices.map((rank) => bestCallWorth(deal, strengthOfRank(rank)));
    return { message_type, partner_rank: slip(choices, worths, LOOSENESS.rank, random) };
  }
  if (message_type === "call-partner-suit") {
    const choices = suits ?? SUITS;
    const worths = choices.map((suit) => {
      const at = SUITS.indexOf(suit);
      return rank_call === "before-play" ? suitWorth(deal, at) : callWorth(deal, at, deal.rank);
    });
    return { message_type, partner_suit: slip(choices, worths, LOOSENESS.suit, random) };
  }
  return message_type === "play" ? { message_type, card: cardIn(seen, random) } : null;
};

const cardIn = ({ deal, suspicion }: Observation, random: Source): number => {
  const slots = new Uint8Array(8);
  const values = new Float64Array(8);
  const count = evaluate(deal, suspicion, slots, values);
  const slot = slip([...slots.slice(0, count)], [...values.slice(0, count)], LOOSENESS.card, random);
  return CARD_OF[slot] as number;
};

/** One of `choices`, with odds by its value. */
const slip = <T>(choices: readonly T[], values: readonly number[], looseness: number, random: Source): T => {
  const most = Math.max(...values);
  const weights = values.map((value) => (most - value > BLUNDER ? 0 : Math.exp((value - most) / looseness)));
  let left = random() * weights.reduce((sum, weight) => sum + weight, 0);
  const at = weights.findIndex((weight) => {
    left -= weight;
    return left < 0;
  });
  return choices[at < 0 ? values.indexOf(most) : at] as T;
};
