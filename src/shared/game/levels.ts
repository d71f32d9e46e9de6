/**
 * How a bot chooses: `random` among legal moves, `casual` by rules with slips, `rule` by rules, `search` by playouts
 * [B2].
 */
export const LEVELS = ["random", "casual", "rule", "search"] as const;
export type Level = (typeof LEVELS)[number];

/** The strengths that players choose from, weakest first. Each language has its own words for them [B2]. */
export const STRENGTHS = ["easy", "medium", "strong"] as const;
export type Strength = (typeof STRENGTHS)[number];
/** The level of each strength. */
export const LEVEL_OF: Readonly<Record<Strength, Level>> = {
  easy: "casual",
  medium: "rule",
  strong: "search",
};
/** The strength for players who have not chosen one. */
export const USUAL_STRENGTH: Strength = "medium";
