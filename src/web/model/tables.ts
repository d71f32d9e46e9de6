import {
  AUCTIONS,
  conflictIn,
  DEFAULT_RULES,
  FIRST_LEADS,
  RANK_CALLS,
  type Rules,
  SUIT_CALLS,
} from "../../shared/game/rules.ts";

/** The rules that decide how a table bids, calls and leads. */
export type Order = Pick<Rules, "auction" | "rank_call" | "suit_call" | "first_lead">;

/** The order of `rules` as a text that the browser keeps. */
export const orderText = ({ auction, rank_call, suit_call, first_lead }: Order): string =>
  [auction, rank_call, suit_call, first_lead].join(" ");

/** The order in a kept text; null when there is none, or one that no table may have. */
export const orderIn = (text: string | null): Order | null => {
  const [first, second, third, fourth] = text?.split(" ") ?? [];
  const auction = AUCTIONS.find((one) => one === first);
  const rank_call = RANK_CALLS.find((one) => one === second);
  const suit_call = SUIT_CALLS.find((one) => one === third);
  const first_lead = FIRST_LEADS.find((one) => one === fourth);
  if (!auction || !rank_call || !suit_call || !first_lead) return null;
  const order = { auction, rank_call, suit_call, first_lead };
  return conflictIn({ ...DEFAULT_RULES, ...order }) ? null : order;
};

/** `rules` after `change`, with the others changed so that all go together. */
export const fitting = (rules: Rules, change: Partial<Rules>): Rules => {
  const next = { ...rules, ...change };
  const isOpen = next.rank_call === "after-first-trick";
  if (change.rank_call === "after-first-trick") {
    next.auction = "points";
    next.suit_call = "after-first-trick";
  } else if (isOpen && (next.auction === "ranks" || next.suit_call === "before-play"))
    next.rank_call = "before-play";
  if (next.auction === "ranks") next.minimum_bid = 61;
  return next;
};
