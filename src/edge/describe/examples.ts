import committed from "./examples.json" with { type: "json" };
import type { Json } from "./schemas.ts";

/**
 * What was said in a real deal, by component, refusals with their status behind it. No token in it is signed.
 * `node scripts/examples.ts` plays another.
 */
export const EXAMPLES: Readonly<Record<string, readonly Json[]>> = committed;
