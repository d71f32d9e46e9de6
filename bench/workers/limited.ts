import { default as worker } from "./worker.js";

// Its objects stay as they are.
export * from "./worker.js";

/*
 * Stands before the product with the limits by address that wrangler.toml has, counted in memory, as Cloudflare's are on
 * the machine that asks. The local stand-in counts them in an object with SQLite: each request would be an fsync more.
 */

/** Of wrangler.toml: what one key may ask for in `period` seconds. */
interface Bound {
  readonly name: string;
  readonly limit: number;
  readonly period: number;
}

interface Env {
  /** A list of `Bound` in JSON. */
  readonly LIMITS: string;
}

/** Counts each key from its first request on. */
const openLimit = ({ limit, period }: Bound): RateLimit => {
  const counts = new Map<string, { readonly until: number; count: number }>();
  return {
    limit: async ({ key }) => {
      const now = Date.now();
      const known = counts.get(key);
      const current = known && known.until > now ? known : { until: now + period * 1000, count: 0 };
      counts.set(key, current);
      current.count += 1;
      return { success: current.count <= limit };
    },
  };
};

/** The same for all requests: settings are read once for each environment. */
let limited: Env | null = null;

const limitedBy = (env: Env): Env => {
  const bounds = JSON.parse(env.LIMITS) as readonly Bound[];
  return { ...env, ...Object.fromEntries(bounds.map((bound) => [bound.name, openLimit(bound)])) };
};

export default {
  ...worker,
  fetch: (request: Request, env: Env, ctx: ExecutionContext): Response | Promise<Response> => {
    limited ??= limitedBy(env);
    return worker.fetch(request, limited, ctx);
  },
};
