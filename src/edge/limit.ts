import { createMiddleware } from "hono/factory";
import { addressOf } from "./address.ts";
import type { App, Ctx } from "./context.ts";
import type { Env } from "./env.ts";
import { refuse } from "./refuse.ts";

/** The window of the bindings in wrangler.toml, in seconds. */
export const WINDOW_SECONDS = 60;

/** The limits of wrangler.toml: how many requests of each kind one address may make in a window [H11]. */
type Limit = Extract<keyof Env, `${string}_LIMIT`>;

/** Counts a request of the client's address; false when it is one too many. */
export const isWithin = async (c: Ctx, binding: Limit): Promise<boolean> =>
  !c.var.settings.rateLimits || (await c.env[binding].limit({ key: addressOf(c) })).success;

/** Refuses callers who ask too often, before anything else is done for them [H11]. */
export const limited = (binding: Limit) =>
  createMiddleware<App>(async (c, next) =>
    (await isWithin(c, binding))
      ? next()
      : refuse(c, { kind: "too-many-requests", retryAfterSeconds: WINDOW_SECONDS }),
  );
