import { type Settings, settingsOf, type Vars } from "../../src/shared/settings.ts";

/** The settings of a simulated deployment, without limits, with the variables in `more`. */
export const simulatedSettings = (more: Vars = {}): Settings => {
  const settings = settingsOf({
    ENVIRONMENT: "dev",
    RATE_LIMITS: "off",
    FLOOD_PLAYER: "0",
    FLOOD_OBSERVER: "0",
    GAME_SECRET: "a secret of forty bytes, for tests alone",
    UPSTASH_REDIS_REST_URL: "http://redis.example",
    UPSTASH_REDIS_REST_TOKEN: "token",
    ...more,
  });
  if (!settings.ok) throw new Error(settings.error);
  return settings.value;
};
