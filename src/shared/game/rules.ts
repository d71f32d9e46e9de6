/** When the caller names the suit [G14]. */
export const SUIT_CALLS = ["after-first-trick", "before-play"] as const;
/** Who leads the first trick [G15]. */
export const FIRST_LEADS = ["caller", "eldest"] as const;
/** Whether high bids multiply the deal score [G24]. */
export const MULTIPLIERS = ["none", "ladder"] as const;

/** The axes on which tables differ; fixed at creation, shown in every snapshot. Wire names, since they travel as they are. */
export interface Rules {
  readonly suit_call: (typeof SUIT_CALLS)[number];
  readonly first_lead: (typeof FIRST_LEADS)[number];
  /** Card points below which a hand is weak and the deal is thrown in, 0-10; 0 never throws in. */
  readonly weak_hand_below: number;
  /** The lowest bid, 61-100. */
  readonly minimum_bid: number;
  readonly multiplier: (typeof MULTIPLIERS)[number];
  /** Deals in a match, 1-40. */
  readonly deals: number;
  /** Seconds per move, 5-300, or null for no clock. */
  readonly turn_seconds: number | null;
}

export const DEFAULT_RULES: Rules = {
  suit_call: "after-first-trick",
  first_lead: "caller",
  weak_hand_below: 5,
  minimum_bid: 61,
  multiplier: "none",
  deals: 10,
  turn_seconds: null,
};
