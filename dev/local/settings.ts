import { isAbsolute, resolve } from "node:path";
import { err, ok, type Result } from "../../src/shared/result.ts";
import { settingsOf, type Vars } from "../../src/shared/settings.ts";

/** Everything that `npm start` is told from outside. */
export type Settings = {
  readonly port: number;
  /** Absolute. */
  readonly stateDir: string;
  readonly redisUrl: string | undefined;
  /** Use this Upstash, and start no front. */
  readonly upstash: { readonly url: string; readonly token: string } | undefined;
  /** The Worker's own variables. */
  readonly vars: Readonly<Record<string, string>>;
  /** The Worker's own secrets, which no command line may show. */
  readonly secrets: Readonly<Record<string, string>>;
};

export type Environment = Readonly<Record<string, string | undefined>>;

/** What would be right instead of this value; undefined = it is right. */
type Check = (value: string) => string | undefined;

const oneOf =
  (...values: readonly string[]): Check =>
  (value) =>
    values.includes(value) ? undefined : values.join(" or ");

/** What a dotenv file in single quotes gives back unchanged. */
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

/** What the Worker checks too is left to it, see `settingsOf`; here is what it takes as it comes. */
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

/** Stand for what is only made later, so that the Worker's own check has something to read. */
const laterMade: Vars = {
  GAME_SECRET: "x".repeat(32),
  UPSTASH_REDIS_REST_URL: "http://127.0.0.1",
  UPSTASH_REDIS_REST_TOKEN: "x",
};

/**
 * The settings of an environment, or one sentence that names the bad variable and never quotes its value. An empty
 * variable counts as not set. The Worker's variables and Upstash's are looked up in `.dev.vars` when the environment
 * itself doesn't set them.
 */
export function readSettings(
  environment: Environment,
  devVars: Environment,
  cwd: string,
): Result<Settings, string> {
  const fromFile = set(devVars, workerNames);
  const given = set(environment, [...workerNames, "PORT", "STATE_DIR", "REDIS_URL"]);
  const env: Environment = { ...defaults({ ...fromFile, ...given }), ...fromFile, ...given };
  const wrong = firstWrong(env);
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
    // A secret of .dev.vars stays there: wrangler reads that file itself.
    secrets: set(given, secretNames),
  });
}

/** As the Worker would have it in production, but for a machine of one's own. */
function defaults({ ENVIRONMENT = "dev" }: Environment): Environment {
  const dev = { RATE_LIMITS: "off", GAME_STATE_TTL_SECONDS: "3600" };
  return { PORT: "8787", ENVIRONMENT, ...(ENVIRONMENT === "dev" ? dev : {}) };
}

/** A sentence without its full stop, which begins with the variable's name. */
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
