import { isAbsolute, resolve } from "node:path";
import { err, ok, type Result } from "../../src/shared/result.ts";
import { settingsOf, type Vars } from "../../src/shared/settings.ts";

/** All settings of `npm start`. */
export type Settings = {
  readonly port: number;
  /** An absolute path. */
  readonly stateDir: string;
  readonly redisUrl: string | undefined;
  /** An existing Upstash database. Then no front is started. */
  readonly upstash: { readonly url: string; readonly token: string } | undefined;
  /** The variables of the Worker. */
  readonly vars: Readonly<Record<string, string>>;
  /** The secrets of the Worker. They must not appear on a command line. */
  readonly secrets: Readonly<Record<string, string>>;
};

export type Environment = Readonly<Record<string, string | undefined>>;

/** Returns what the value must be instead; undefined when it is valid. */
type Check = (value: string) => string | undefined;

const oneOf =
  (...values: readonly string[]): Check =>
  (value) =>
    values.includes(value) ? undefined : values.join(" or ");

/** A value that a dotenv file in single quotes reproduces unchanged. */
const plain: Check = (value) =>
  /^[\x20-\x26\x28-\x5b\x5d-\x7e]+$/.test(value) ? undefined : "plain ASCII without ' and \\";

const address =
  (...protocols: readonly string[]): Check =>
  (value) =>
    URL.canParse(value) && protocols.includes(new URL(value).protocol)
      ? plain(value)
      : `an address that begins with ${protocols.map((protocol) => `${protocol}//`).join(" or ")}`;

const port: Check = (value) =>
  /^\d{1,5}$/.test(value) && Number(value) >= 1 && Number(value) <= 65535
    ? undefined
    : "a whole number from 1 to 65535";

/** The checks of variables that the Worker does not check. `settingsOf` checks the others. */
const checks: Readonly<Record<string, Check>> = {
  PORT: port,
  REDIS_URL: address("redis:", "rediss:"),
  UPSTASH_REDIS_REST_URL: address("https:", "http:"),
  UPSTASH_REDIS_REST_TOKEN: plain,
  GAME_SECRET: plain,
  GAME_SECRET_PREVIOUS: plain,
  OPERATOR_TOKEN: plain,
  ALLOWED_ORIGINS: plain,
  ENVIRONMENT: oneOf("dev", "production"),
  RATE_LIMITS: oneOf("on", "off"),
};
const secretNames = ["GAME_SECRET", "GAME_SECRET_PREVIOUS", "OPERATOR_TOKEN"];
const upstashNames = ["UPSTASH_REDIS_REST_URL", "UPSTASH_REDIS_REST_TOKEN"];
const varNames = [
  ...[
    "ENVIRONMENT",
    "RATE_LIMITS",
    "GAME_STATE_TTL_SECONDS",
    "HEARTBEAT_INTERVAL_SECONDS",
    "BOT_PAUSE_MS",
    "ACTION_LOG_LENGTH",
  ],
  ...["PLAYER_TOKEN_TTL_SECONDS", "OBSERVER_TOKEN_TTL_SECONDS", "ALLOWED_ORIGINS"],
  ...["FLOOD_PLAYER", "FLOOD_OBSERVER", "FLOOD_WINDOW_SECONDS"],
];
const workerNames = [...varNames, ...secretNames, ...upstashNames];

/** Placeholders for values that are created later, so that the Worker's check can run. */
const laterMade: Vars = {
  GAME_SECRET: "x".repeat(32),
  UPSTASH_REDIS_REST_URL: "http://127.0.0.1",
  UPSTASH_REDIS_REST_TOKEN: "x",
};

/**
 * The settings of an environment, or one sentence that names the invalid variable without its value. An empty variable
 * counts as not set. Variables of the Worker and of Upstash that the environment does not set come from `.dev.vars`.
 */
export function readSettings(
  environment: Environment,
  devVars: Environment,
  cwd: string,
  options: { readonly lan: boolean } = { lan: false },
): Result<Settings, string> {
  const fromFile = set(devVars, workerNames);
  const given = set(environment, [...workerNames, "PORT", "STATE_DIR", "REDIS_URL"]);
  const env: Environment = { ...defaults({ ...fromFile, ...given }, options), ...fromFile, ...given };
  const wrong = firstWrong(env) ?? (options.lan ? limitOff(env) : undefined);
  if (wrong !== undefined) {
    const [name = ""] = wrong.split(" ");
    const inFile = given[name] === undefined && fromFile[name] !== undefined;
    return err(`${inFile ? wrong.replace(name, `${name} in .dev.vars`) : wrong}.`);
  }
  const { UPSTASH_REDIS_REST_URL: url, UPSTASH_REDIS_REST_TOKEN: token, STATE_DIR = ".wrangler/state" } = env;
  return ok({
    port: Number(env.PORT),
    stateDir: isAbsolute(STATE_DIR) ? STATE_DIR : resolve(cwd, STATE_DIR),
    redisUrl: env.REDIS_URL,
    upstash: url !== undefined && token !== undefined ? { url, token } : undefined,
    vars: set(env, varNames),
    // Wrangler reads the secrets in `.dev.vars` itself.
    secrets: set(given, secretNames),
  });
}

/** The defaults of the Worker in production, with changes for a local machine. */
function defaults({ ENVIRONMENT = "dev" }: Environment, { lan }: { readonly lan: boolean }): Environment {
  const dev = { RATE_LIMITS: lan ? "on" : "off", GAME_STATE_TTL_SECONDS: "3600" };
  return { PORT: "8787", ENVIRONMENT, ...(ENVIRONMENT === "dev" ? dev : {}) };
}

/** The same about a limit that is off, which others in the network would have to find on [L26]. */
function limitOff(env: Environment): string | undefined {
  if (env.RATE_LIMITS === "off") return "RATE_LIMITS must be on with --lan";
  const off = ["FLOOD_PLAYER", "FLOOD_OBSERVER"].find((name) => Number(env[name] ?? 1) === 0);
  return off === undefined ? undefined : `${off} must be at least 1 with --lan`;
}

/** A sentence without its full stop that begins with the variable's name. */
function firstWrong(env: Environment): string | undefined {
  for (const [name, check] of Object.entries(checks)) {
    const value = env[name];
    const right = value === undefined ? undefined : check(value);
    if (right !== undefined) return `${name} must be ${right}`;
  }
  for (const [one, other] of [upstashNames, upstashNames.toReversed()] as [string, string][])
    if (env[one] !== undefined && env[other] === undefined) return `${other} must be set too when ${one} is`;
  const read = settingsOf({ ...laterMade, ...set(env, workerNames) });
  return read.ok ? undefined : read.error;
}

function set(env: Environment, names: readonly string[]): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of names) {
    const value = env[name];
    if (value !== undefined && value !== "") found[name] = value;
  }
  return found;
}
