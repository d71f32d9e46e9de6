import type { Context } from "hono";
import { log } from "../shared/log.ts";
import { type Settings, settingsOnce } from "../shared/settings.ts";
import type { Env } from "./env.ts";

/** What each handler gets: the bindings, and the settings read from them. */
export interface App {
  readonly Bindings: Env;
  readonly Variables: { readonly settings: Settings };
}
export type Ctx = Context<App>;

/** The settings in `env`; null, with a line in the log, if they are wrong [H15]. */
export const settingsFor = (env: Env): Settings | null => {
  const settings = settingsOnce(env);
  if (settings.ok) return settings.value;
  log("error", "misconfigured", { why: settings.error });
  return null;
};
