import { default as worker } from "./worker.js";

// The objects do not change.
export * from "./worker.js";

/*
 * Handles the requests of the product first and applies the limits by address of wrangler.toml. It counts in memory, as
 * Cloudflare does on each machine. The local implementation counts in an object with SQLite, which costs an fsync for
 * each request.
 */

/** A limit in wrangler.toml: the number of requests of one key in `period` seconds. */
interface Bound {
  readonly name: string;
  readonly limit: number;
  readonly period: number;
}

interface Env {
  /** A list of `Bound` in JSON. */
  readonly LIMITS: string;
}

/** Counts the requests of each key from its first one. */
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

/** The same object for all requests, because settings are read once for each environment. */
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
