import committed from "./examples.json" with { type: "json" };
import type { Json } from "./schemas.ts";
import type { ComponentName } from "./words.ts";

/** What was said in a real deal, by component; tokens apart, which stand for their likes. `node scripts/examples.ts` plays another. */
export const EXAMPLES: Readonly<Partial<Record<ComponentName, readonly Json[]>>> = committed;
