/** How well a bot plays: `random` takes any legal move, `rule` thinks [B2]. */
export const LEVELS = ["random", "rule"] as const;
export type Level = (typeof LEVELS)[number];
