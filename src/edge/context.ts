import type { Context } from "hono";
import { log } from "../shared/log.ts";
import { type Settings, settingsOf } from "../shared/settings.ts";
import type { Env } from "./env.ts";

/** What every handler finds: the bindings, and the settings read from them. */
export interface App {
  readonly Bindings: Env;
  readonly Variables: { readonly settings: Settings };
}
export type Ctx = Context<App>;

const read = new WeakMap<Env, ReturnType<typeof settingsOf>>();

/** The settings of `env`, read once for each isolate; null, with a line in the log, when they are wrong [H15]. */
export const settingsFor = (env: Env): Settings | null => {
  const settings = read.get(env) ?? settingsOf(env);
  read.set(env, settings);
  if (settings.ok) return settings.value;
  log("error", "misconfigured", { why: settings.error });
  return null;
};
