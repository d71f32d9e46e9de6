import type { Rules } from "./rules.ts";

/** Tables that people know by name. */
export const TABLE_NAMES = ["classica", "buio", "siciliana"] as const;
export type TableName = (typeof TABLE_NAMES)[number];

/** The rules by which these tables differ. */
type TableRules = Pick<Rules, "auction" | "rank_call" | "suit_call" | "first_lead" | "minimum_bid">;

/** The rules of each table. `buio` has the defaults. */
export const TABLES: Readonly<Record<TableName, TableRules>> = {
  classica: {
    auction: "ranks",
    rank_call: "before-play",
    suit_call: "before-play",
    first_lead: "eldest",
    minimum_bid: 61,
  },
  buio: {
    auction: "points",
    rank_call: "before-play",
    suit_call: "after-first-trick",
    first_lead: "caller",
    minimum_bid: 61,
  },
  siciliana: {
    auction: "points",
    rank_call: "after-first-trick",
    suit_call: "after-first-trick",
    first_lead: "eldest",
    minimum_bid: 61,
  },
};

/** The table that `rules` play, whatever their lowest bid; null for one of their own. */
export const tableOf = (rules: Omit<TableRules, "minimum_bid">): TableName | null =>
  TABLE_NAMES.find((name) => {
    const { auction, rank_call, suit_call, first_lead } = TABLES[name];
    return (
      auction === rules.auction &&
      rank_call === rules.rank_call &&
      suit_call === rules.suit_call &&
      first_lead === rules.first_lead
    );
  }) ?? null;
