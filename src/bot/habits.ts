import type { Role } from "./facts.ts";

/** What a role makes of a card; card points are the unit. */
export interface Habits {
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
export const READINESS = { suit: 0.5, suitPoint: 0.04, trump: 0.1, trumpPoint: 0.06 };

export const HABITS: Readonly<Record<Role, Habits>> = {
  caller: {
    keepPoint: 0.59,
    keepStrength: -0.07,
    keepTrump: 13.69,
    keepTrumpStrength: 1.7,
    keepSecret: 0,
    lead: 2.62,
    fed: 1.89,
  },
  partner: {
    keepPoint: 0.19,
    keepStrength: 0.1,
    keepTrump: 2.12,
    keepTrumpStrength: 0.65,
    keepSecret: 13.1,
    lead: 1.18,
    fed: 4,
  },
  defender: {
    keepPoint: 0.51,
    keepStrength: 0.06,
    keepTrump: 5.26,
    keepTrumpStrength: 2.65,
    keepSecret: 0,
    lead: 0.57,
    fed: 0.76,
  },
};

/** How far feeding or opposing the caller changes the odds of being the partner, for each card point. */
export const SUSPICION = { alone: 0.1, fed: 0.15, against: 0.1, elsewhere: 0.1 };
