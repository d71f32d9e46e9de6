/** Which side a seat knows itself to be on; before the suit is called everyone but the caller is a defender. */
export type Role = "caller" | "partner" | "defender";

/** What a role makes of a card; card points are the unit. */
export interface Weights {
  /** What keeping a card is worth for each card point on it, and for each step of its strength. */
  readonly keepPoint: number;
  readonly keepStrength: number;
  /** What keeping any trump is worth, and what each step of its strength adds. */
  readonly keepTrump: number;
  readonly keepTrumpStrength: number;
  /** What it costs the partner to show itself while all cards are still to come. */
  readonly keepSecret: number;
  /** What leading the next trick costs. */
  readonly lead: number;
  /** The points that each side is thought to add to a trick it holds. */
  readonly fed: number;
}

/** How readily others are thought to take a trick: at once, and for each card point in it. */
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

/** The trumps that the partner expects of the caller, who named them, and of each other seat; by chance it would be 1. */
export const TRUMP_SHARE = { caller: 1.6, other: 0.8 };

/** How likely the caller is to hold the called card itself, beside any other seat that may; a caller knows. */
export const ALONE = 0.5;

/** What a seat's play tells of its being the partner: factors of the odds, and changes of them for each card point. */
export interface Clues {
  /** For each point given to a trick that the caller is winning. */
  readonly fed: number;
  /** For each point given to a trick that another is winning after the caller has played; divides the odds. */
  readonly elsewhere: number;
  /** Nothing given to another's trick that the caller may still take. */
  readonly idle: number;
  /** A trump that takes a trick from another seat, and one that is led. */
  readonly trumped: number;
  readonly trumpLed: number;
}

export const SUSPICION: Readonly<Record<"caller" | "defender", Clues>> = {
  caller: { fed: 0.1, elsewhere: 1, idle: 0.35, trumped: 6, trumpLed: 20 },
  defender: { fed: 1.2, elsewhere: 0, idle: 1, trumped: 1, trumpLed: 1 },
};
