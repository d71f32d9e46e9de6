import { Hono } from "hono";
import { cors } from "hono/cors";
import { kindOf, log } from "../shared/log.ts";
import { refusalOf } from "../shared/protocol/refusal.ts";
import { asyncApi, invitation, isForPerson, openApi, page, pageOfNothing } from "./assets.ts";
import { type App, type Ctx, settingsFor } from "./context.ts";
import { games } from "./games.ts";
import { health } from "./health.ts";
import { limited, refuse } from "./http.ts";
import { summary } from "./operator.ts";
import { predecessor } from "./predecessor.ts";
import { upgrade } from "./socket.ts";
import { tokens } from "./tokens.ts";

const unavailable = (c: Ctx) => c.json(refusalOf({ kind: "unavailable" }), 500);

/** The edge: all HTTP calls, and the upgrades to WebSockets. */
export const app = new Hono<App>();

app.use(async (c, next) => {
  const settings = settingsFor(c.env);
  if (!settings) return unavailable(c);
  c.set("settings", settings);
  return next();
});
for (const path of ["/api/*", "/briscola/*"])
  app.use(path, (c, next) => {
    const { allowedOrigins } = c.var.settings;
    return cors({
      origin: allowedOrigins.length > 0 ? [...allowedOrigins] : "*",
      maxAge: 86_400,
      exposeHeaders: ["Retry-After"],
    })(c, next);
  });
for (const path of ["/api/games/*", "/briscola/*"])
  app.use(path, async (c, next) => {
    await next();
    // Answers contain tokens and hands: no cache may keep them.
    c.header("cache-control", "no-store");
  });
app.route("/api/games", games);
app.route("/api/games", tokens);
app.get("/api/openapi.json", limited("READ_LIMIT"), openApi);
app.get("/api/asyncapi.json", limited("READ_LIMIT"), asyncApi);
app.route("/briscola", predecessor);
for (const path of ["/ws/client", "/ws/client/"]) app.get(path, upgrade);
app.get("/api/operator/summary", limited("READ_LIMIT"), summary);
app.get("/health", limited("READ_LIMIT"), health);
app.get("/", page);
for (const path of ["/g/:id", "/g/:id/"]) app.get(path, invitation);
for (const path of ["/w/:id", "/w/:id/", "/r"]) app.get(path, page);
app.notFound((c) => (isForPerson(c) ? pageOfNothing(c) : refuse(c, { kind: "no-such-path" })));
app.onError((error, c) => {
  log("error", "request_failed", { kind: kindOf(error), path: c.req.routePath });
  return unavailable(c);
});
