import { deriveKeys, type Keyring, MIN_SECRET_BYTES } from "./auth/keys.ts";
import { err, ok, type Result } from "./result.ts";

/** The variables and secrets of a deployment, as text. `settingsOf` reads them. */
export interface Vars {
  readonly ENVIRONMENT?: string;
  readonly RATE_LIMITS?: string;
  readonly GAME_SECRET?: string;
  readonly GAME_SECRET_PREVIOUS?: string;
  readonly OPERATOR_TOKEN?: string;
  readonly UPSTASH_REDIS_REST_URL?: string;
  readonly UPSTASH_REDIS_REST_TOKEN?: string;
  readonly GAME_STATE_TTL_SECONDS?: string;
  readonly HEARTBEAT_INTERVAL_SECONDS?: string;
  readonly PLAYER_TOKEN_TTL_SECONDS?: string;
  readonly OBSERVER_TOKEN_TTL_SECONDS?: string;
  readonly BOT_PAUSE_MS?: string;
  readonly FLOOD_PLAYER?: string;
  readonly FLOOD_OBSERVER?: string;
  readonly FLOOD_WINDOW_SECONDS?: string;
  readonly ACTION_LOG_LENGTH?: string;
  readonly ALLOWED_ORIGINS?: string;
}

/** The checked configuration of a deployment. Times are in ms unless the name says otherwise. */
export interface Settings {
  readonly keyring: Keyring;
  readonly redis: { readonly url: string; readonly token: string };
  /** The operator's token; null when there is no operator [M4]. */
  readonly operatorToken: string | null;
  /** Whether this is a local run, which may turn limits off. */
  readonly dev: boolean;
  readonly rateLimits: boolean;
  readonly stateTtlSeconds: number;
  readonly heartbeatMs: number;
  readonly playerTokenTtlSeconds: number;
  readonly observerTokenTtlSeconds: number;
  /** The approximate time that a bot takes for a move; 0 for no pause [B7]. */
  readonly botPauseMs: number;
  /** The number of messages that are allowed in the window; 0 for no limit [S8]. */
  readonly flood: { readonly player: number; readonly observer: number; readonly windowMs: number };
  /** The number of accepted actions in `game:<id>:log`; 0 for no log [D6]. */
  readonly actionLogLength: number;
  /** The origins that may open sockets; empty for all [S13]. */
  readonly allowedOrigins: readonly string[];
}

const DAY = 86_400;

class Misconfigured extends Error {}

/** The settings in `env`, or one sentence about what is wrong with it, without the values of secrets [H15]. */
export const settingsOf = (env: Vars): Result<Settings, string> => {
  try {
    return ok(read(env));
  } catch (error) {
    if (error instanceof Misconfigured) return err(error.message);
    throw error;
  }
};

const known = new WeakMap<Vars, Result<Settings, string>>();

/** `settingsOf` with one result for each isolate. Without it, deriving the keys would be most of the cost of a wake. */
export const settingsOnce = (env: Vars): Result<Settings, string> => {
  const settings = known.get(env) ?? settingsOf(env);
  known.set(env, settings);
  return settings;
};

const read = (env: Vars): Settings => {
  const dev = env.ENVIRONMENT === "dev";
  const count = (name: keyof Vars, fallback: number, min: number, max: number): number => {
    const text = env[name];
    const value =
      text === undefined || text === "" ? fallback : /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (Number.isInteger(value) && value >= min && value <= max) return value;
    throw new Misconfigured(`${name} must be a whole number from ${min} to ${max}`);
  };
  /** A limit. Only a local run may turn it off with 0. */
  const limit = (name: keyof Vars, fallback: number): number => {
    const value = count(name, fallback, 0, 100_000);
    if (value > 0 || dev) return value;
    throw new Misconfigured(`${name} may be 0 only where ENVIRONMENT is dev`);
  };
  const rateLimits = env.RATE_LIMITS !== "off";
  if (!rateLimits && !dev) throw new Misconfigured("RATE_LIMITS may be off only where ENVIRONMENT is dev");
  return {
    keyring: {
      current: deriveKeys(secret("GAME_SECRET", env.GAME_SECRET)),
      previous: env.GAME_SECRET_PREVIOUS
        ? deriveKeys(secret("GAME_SECRET_PREVIOUS", env.GAME_SECRET_PREVIOUS))
        : null,
    },
    redis: redisOf(env),
    operatorToken: env.OPERATOR_TOKEN ? bearer("OPERATOR_TOKEN", env.OPERATOR_TOKEN) : null,
    dev,
    rateLimits,
    stateTtlSeconds: count("GAME_STATE_TTL_SECONDS", 43_200, 10, 30 * DAY),
    // A heartbeat expires after twenty seconds, and an alarm may be late.
    heartbeatMs: count("HEARTBEAT_INTERVAL_SECONDS", 5, 1, 10) * 1000,
    playerTokenTtlSeconds: count("PLAYER_TOKEN_TTL_SECONDS", DAY, 60, DAY),
    observerTokenTtlSeconds: count("OBSERVER_TOKEN_TTL_SECONDS", 7_200, 60, DAY),
    botPauseMs: count("BOT_PAUSE_MS", 1_000, 0, 10_000),
    flood: {
      player: limit("FLOOD_PLAYER", 100),
      observer: limit("FLOOD_OBSERVER", 50),
      windowMs: count("FLOOD_WINDOW_SECONDS", 20, 1, 3_600) * 1000,
    },
    actionLogLength: count("ACTION_LOG_LENGTH", 0, 0, 1_000),
    allowedOrigins: (env.ALLOWED_ORIGINS ?? "").split(/[\s,]+/).filter(Boolean),
  };
};

const secret = (name: string, value: string | undefined): string => {
  if (value && new TextEncoder().encode(value).length >= MIN_SECRET_BYTES) return value;
  throw new Misconfigured(`${name} must be at least ${MIN_SECRET_BYTES} bytes`);
};

/** A secret that is valid in a header. */
const bearer = (name: string, value: string): string => {
  if (/^[\x21-\x7e]+$/.test(value)) return secret(name, value);
  throw new Misconfigured(`${name} must be printable ASCII without spaces`);
};

const redisOf = ({
  UPSTASH_REDIS_REST_URL: url,
  UPSTASH_REDIS_REST_TOKEN: token,
}: Vars): Settings["redis"] => {
  if (!url || !/^https?:$/.test(URL.parse(url)?.protocol ?? "")) {
    throw new Misconfigured("UPSTASH_REDIS_REST_URL must be an http or https URL");
  }
  if (!token) throw new Misconfigured("UPSTASH_REDIS_REST_TOKEN must be set");
  return { url, token };
};
