/** How one bids [G30]. */
export const AUCTIONS = ["points", "ranks"] as const;
/** When the caller names the rank [G33]. */
export const RANK_CALLS = ["before-play", "after-first-trick"] as const;
/** What a deal after an attempt in which all passed is worth [G34]. */
export const THROWN_IN = ["same", "double"] as const;
/** When the caller names the suit [G14]. */
export const SUIT_CALLS = ["after-first-trick", "before-play"] as const;
/** Who leads the first trick [G15]. */
export const FIRST_LEADS = ["caller", "eldest"] as const;
/** Whether high bids multiply the deal score [G24]. */
export const MULTIPLIERS = ["none", "ladder"] as const;

/** The rules of a game. The host may change them until the cards are dealt; every snapshot contains them under these names. */
export interface Rules {
  readonly auction: (typeof AUCTIONS)[number];
  readonly rank_call: (typeof RANK_CALLS)[number];
  readonly suit_call: (typeof SUIT_CALLS)[number];
  readonly first_lead: (typeof FIRST_LEADS)[number];
  /** A deal is thrown in when a hand has fewer card points, 0-10; 0 for never. */
  readonly weak_hand_below: number;
  /** The lowest bid, 61-100. */
  readonly minimum_bid: number;
  readonly multiplier: (typeof MULTIPLIERS)[number];
  readonly thrown_in: (typeof THROWN_IN)[number];
  /** Deals in a match, 1-40. */
  readonly deals: number;
  /** A match score that ends the match, 5-100, or null for none [G35]. */
  readonly match_points: number | null;
  /** Seconds for each turn, 5-300, or null for no clock. */
  readonly turn_seconds: number | null;
  /** Whether players may say phrases [P28]. */
  readonly phrases: boolean;
  /** Whether the page may advise players at a table with other people. The server does not use it. */
  readonly hints: boolean;
}

/** The names of all rules. */
export const RULE_NAMES = [
  "auction",
  "rank_call",
  "suit_call",
  "first_lead",
  "weak_hand_below",
  "minimum_bid",
  "multiplier",
  "thrown_in",
  "deals",
  "match_points",
  "turn_seconds",
  "phrases",
  "hints",
] as const satisfies readonly (keyof Rules)[];

/** New values of some rules. */
export type RuleChange = { readonly [Rule in keyof Rules]?: Rules[Rule] | undefined };

/** What a player may say [P28]. */
export const PHRASES = [
  "hello",
  "well_played",
  "nice_card",
  "thanks",
  "sorry",
  "ouch",
  "lucky",
  "thinking",
  "your_turn",
  "come_on",
  "again",
  "goodbye",
] as const;
export type Phrase = (typeof PHRASES)[number];

export const DEFAULT_RULES: Rules = {
  auction: "points",
  rank_call: "before-play",
  suit_call: "after-first-trick",
  first_lead: "caller",
  weak_hand_below: 5,
  minimum_bid: 61,
  multiplier: "none",
  thrown_in: "same",
  deals: 10,
  match_points: null,
  turn_seconds: null,
  phrases: true,
  hints: false,
};

/** Stored rules, with the defaults of those that are younger than the game. */
export const withDefaults = (stored: Partial<Rules>): Rules => ({ ...DEFAULT_RULES, ...stored });

/** The bid that a rank stands for, and the only minimum bid of an auction by ranks [G30]. */
export const RANK_CONTRACT = 61;

/** A rule that does not go with the others, and the value that it must have. */
export interface RuleConflict {
  readonly rule: keyof Rules;
  readonly needed: string;
}

/** The first rule that does not go with the others, or null when all go together [G36]. */
export const conflictIn = ({ auction, minimum_bid, rank_call, suit_call }: Rules): RuleConflict | null => {
  if (auction === "ranks" && minimum_bid !== RANK_CONTRACT)
    return { rule: "minimum_bid", needed: `must be ${RANK_CONTRACT} with auction ranks` };
  if (rank_call === "before-play") return null;
  if (auction === "ranks") return { rule: "rank_call", needed: "must be before-play with auction ranks" };
  return suit_call === "before-play"
    ? { rule: "rank_call", needed: "must be before-play with suit_call before-play" }
    : null;
};

/** Without and with a socket, in ms. */
const AWAY_HANDED_AFTER_MS = 60_000;
const PRESENT_HANDED_AFTER_MS = 120_000;

/**
 * How long a seat must have been asked for the same thing before others may let a bot act for it, in ms [C5]. A player
 * with a socket has at least the time of a turn.
 */
export const handedAfterMs = ({ turn_seconds }: Pick<Rules, "turn_seconds">, connected: boolean): number =>
  connected ? Math.max(PRESENT_HANDED_AFTER_MS, (turn_seconds ?? 0) * 1000) : AWAY_HANDED_AFTER_MS;
