import { createMiddleware } from "hono/factory";
import type { App } from "./context.ts";
import { refuse } from "./refuse.ts";

/** The window of the bindings in wrangler.toml, in seconds. */
const WINDOW_SECONDS = 60;

/** Refuses callers who ask too often, counted for each client address [H11]. */
export const limited = (binding: "CREATE_LIMIT" | "JOIN_LIMIT" | "TOKEN_LIMIT") =>
  createMiddleware<App>(async (c, next) => {
    if (!c.var.settings.rateLimits) return next();
    const { success } = await c.env[binding].limit({ key: c.req.header("cf-connecting-ip") ?? "unknown" });
    if (success) return next();
    return refuse(c, { kind: "too-many-requests", retryAfterSeconds: WINDOW_SECONDS });
  });
