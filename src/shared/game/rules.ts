/** When the caller names the suit [G14]. */
export const SUIT_CALLS = ["after-first-trick", "before-play"] as const;
/** Who leads the first trick [G15]. */
export const FIRST_LEADS = ["caller", "eldest"] as const;
/** Whether high bids multiply the deal score [G24]. */
export const MULTIPLIERS = ["none", "ladder"] as const;

/** The rules of a game. The host may change them until the cards are dealt; every snapshot contains them under these names. */
export interface Rules {
  readonly suit_call: (typeof SUIT_CALLS)[number];
  readonly first_lead: (typeof FIRST_LEADS)[number];
  /** A deal is thrown in when a hand has fewer card points, 0-10; 0 for never. */
  readonly weak_hand_below: number;
  /** The lowest bid, 61-100. */
  readonly minimum_bid: number;
  readonly multiplier: (typeof MULTIPLIERS)[number];
  /** Deals in a match, 1-40. */
  readonly deals: number;
  /** Seconds for each turn, 5-300, or null for no clock. */
  readonly turn_seconds: number | null;
  /** Whether players may say phrases [P28]. */
  readonly phrases: boolean;
}

/** The names of all rules. */
export const RULE_NAMES = [
  "suit_call",
  "first_lead",
  "weak_hand_below",
  "minimum_bid",
  "multiplier",
  "deals",
  "turn_seconds",
  "phrases",
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
  suit_call: "after-first-trick",
  first_lead: "caller",
  weak_hand_below: 5,
  minimum_bid: 61,
  multiplier: "none",
  deals: 10,
  turn_seconds: null,
  phrases: true,
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
