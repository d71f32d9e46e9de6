import { DEFAULT_RULES, type Rules } from "../../shared/game/rules.ts";
import { tableOf } from "../../shared/game/tables.ts";
import type { Words } from "../i18n/english.ts";

/** `rules` in short phrases: the table, the deals, the clock, and each other rule that differs from the default [W32]. */
export const rulesTold = (rules: Rules, say: Words): readonly string[] => [
  ...orderTold(rules, say),
  say.dealsTold(rules.deals),
  say.clockTold(rules.turn_seconds === null ? say.clockNone : say.clockSeconds(rules.turn_seconds)),
  ...(
    ["minimum_bid", "weak_hand_below", "multiplier", "thrown_in", "match_points", "phrases", "hints"] as const
  )
    .filter((rule) => rules[rule] !== DEFAULT_RULES[rule])
    .map((rule) => ruleTold(rules, say)[rule]),
];

/** How the table bids, calls and leads: its name if people know it, else what is unlike the default. */
const orderTold = (rules: Rules, say: Words): readonly string[] => {
  const table = tableOf(rules);
  if (table) return [say.tables[table].name];
  const isEarly = rules.suit_call === "before-play";
  return [
    ...(rules.auction === "ranks" ? [`${say.auctionBy} ${say.auctionRanks}`] : []),
    ...(rules.rank_call === "after-first-trick" ? [`${say.rankCall} ${say.suitCallAfter}`] : []),
    ...(isEarly ? [`${say.suitCall} ${say.suitCallBefore}`] : []),
    ...(rules.first_lead === "eldest" ? [`${say.firstLead} ${say.firstLeadEldest}`] : []),
  ];
};

/** The phrase of each rule whose value is not the default. */
const ruleTold = (rules: Rules, say: Words) => ({
  minimum_bid: `${say.minimumBid}: ${rules.minimum_bid}`,
  weak_hand_below: say.weakHandTold(rules.weak_hand_below),
  multiplier: `${say.multiplier} ${say.multiplierLadder}`,
  thrown_in: `${say.thrownIn} ${say.thrownInDouble}`,
  match_points: `${say.matchPoints} ${say.points(rules.match_points ?? 0)}`,
  phrases: say.phrasesOff,
  hints: say.hintsOn,
});
