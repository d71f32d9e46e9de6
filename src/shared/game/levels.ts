/** How well a bot plays: `random` takes any legal move, `rule` thinks, `search` thinks ahead [B2]. */
export const LEVELS = ["random", "rule", "search"] as const;
export type Level = (typeof LEVELS)[number];
