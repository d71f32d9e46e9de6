/** How well a bot plays: `random` takes any legal move, `rule` thinks, `search` thinks ahead [B2]. */
export const LEVELS = ["random", "rule", "search"] as const;
export type Level = (typeof LEVELS)[number];

/** What people are offered, weakest first; each language has words of its own for them [B2]. */
export const STRENGTHS = ["easy", "medium", "strong"] as const;
export type Strength = (typeof STRENGTHS)[number];
/** The level that is meant by what people are offered. */
export const LEVEL_OF: Readonly<Record<Strength, Level>> = {
  easy: "random",
  medium: "rule",
  strong: "search",
};
/** For whoever has not chosen. */
export const USUAL_STRENGTH: Strength = "medium";
