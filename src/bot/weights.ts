/** The side of a seat as the seat knows it. Before the suit is called, all seats but the caller are defenders. */
export type Role = "caller" | "partner" | "defender";

/** How a role values a card, in card points. */
export interface Weights {
  /** The worth of keeping a card, for each of its card points and for each step of its strength. */
  readonly keepPoint: number;
  readonly keepStrength: number;
  /** The worth of keeping a trump, and the addition for each step of its strength. */
  readonly keepTrump: number;
  readonly keepTrumpStrength: number;
  /** The cost for the partner of revealing itself at the beginning of the deal. */
  readonly keepSecret: number;
  /** The cost of leading the next trick. */
  readonly lead: number;
  /** The points that each side is assumed to add to a trick that it is winning. */
  readonly fed: number;
}

/** The assumed probability that another seat takes a trick, and its increase for each card point in the trick. */
export const READINESS = { suit: 0.25, suitPoint: 0.3, trump: 0.35, trumpPoint: 0.35 };

export const WEIGHTS: Readonly<Record<Role, Weights>> = {
  caller: {
    keepPoint: 0.17,
    keepStrength: 1.05,
    keepTrump: 3.25,
    keepTrumpStrength: 4.3,
    keepSecret: 0,
    lead: 5,
    fed: 2.1,
  },
  partner: {
    keepPoint: 0,
    keepStrength: 0.33,
    keepTrump: 0.2,
    keepTrumpStrength: 0.35,
    keepSecret: 44,
    lead: 8.3,
    fed: 25,
  },
  defender: {
    keepPoint: 0.5,
    keepStrength: -0.5,
    keepTrump: 2.5,
    keepTrumpStrength: 1.7,
    keepSecret: 0,
    lead: 0.2,
    fed: 0.4,
  },
};

/** The share of trumps that the partner expects in the caller's hand and in each other hand; 1 is the average. */
export const TRUMP_SHARE = { caller: 1.6, other: 0.8 };

/** The odds that the caller holds the called card itself, compared with any other seat. */
export const ALONE = 0.5;

/** How a play changes the odds that its seat is the partner: factors, and changes of them for each card point. */
export interface Clues {
  /** For each card point given to a trick that the caller is winning. */
  readonly fed: number;
  /**
   * For each card point given to a trick that another seat is winning after the caller has played. It divides the odds.
   */
  readonly elsewhere: number;
  /** For a card without points in a trick that another seat is winning before the caller has played. */
  readonly idle: number;
  /** For a trump that takes a trick from another seat, and for a trump that is led. */
  readonly trumped: number;
  readonly trumpLed: number;
}

export const SUSPICION: Readonly<Record<"caller" | "defender", Clues>> = {
  caller: { fed: 0.1, elsewhere: 1, idle: 0.35, trumped: 6, trumpLed: 20 },
  defender: { fed: 1.2, elsewhere: 0, idle: 1, trumped: 1, trumpLed: 1 },
};
