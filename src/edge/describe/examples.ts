import type { Json } from "./components.ts";
import committed from "./examples.json" with { type: "json" };

/**
 * What was said in a real deal, by component, refusals with their status behind it. No token in it is signed.
 * `node scripts/describe.ts --play` plays another.
 */
export const EXAMPLES: Readonly<Record<string, readonly Json[]>> = committed;
