import RedisMock from "ioredis-mock";
import { type Backend, listen } from "./backend.ts";
import type { Command, Outcome, Reply } from "./wire.ts";

/** The commands of this store, with the minimum number of arguments of each. ioredis-mock does not check them. */
const fewest: Readonly<Record<string, number>> = {
  ...{ PING: 0, ECHO: 1, TIME: 0, DBSIZE: 0, FLUSHALL: 0, FLUSHDB: 0, KEYS: 1, SCAN: 1, TYPE: 1 },
  ...{ GET: 1, SET: 2, SETEX: 3, GETRANGE: 3, STRLEN: 1, APPEND: 2, MGET: 1, MSET: 2, INCR: 1, INCRBY: 2 },
  ...{ DEL: 1, UNLINK: 1, EXISTS: 1, EXPIRE: 2, PEXPIRE: 2, TTL: 1, PTTL: 1, PERSIST: 1 },
  ...{ EVAL: 2, PUBLISH: 2 },
  ...{ ZADD: 3, ZREM: 2, ZSCORE: 2, ZCARD: 1, ZRANGE: 3, ZRANGEBYSCORE: 3, ZREMRANGEBYSCORE: 3 },
  ...{ LPUSH: 2, RPUSH: 2, LTRIM: 3, LRANGE: 3, LLEN: 1, SADD: 2, SREM: 2, SMEMBERS: 1 },
  ...{ HSET: 3, HGET: 2, HMGET: 2, HGETALL: 1, HDEL: 2, HLEN: 1, HKEYS: 1 },
};

/**
 * Corrects differences between the mock's Lua and Redis: numbers in commands become text, and GETRANGE of a missing key
 * is empty and counts bytes. It is one line, so that scripts keep their line numbers.
 */
const prelude = `
local call = redis.call
redis.call = function(name, ...)
  local args = {...}
  for i = 1, select('#', ...) do
    if type(args[i]) == 'number' then args[i] = string.format('%.17g', args[i]) end
  end
  if string.upper(name) ~= 'GETRANGE' then return call(name, table.unpack(args)) end
  local value, from, to = call('GET', args[1]) or '', tonumber(args[2]), tonumber(args[3])
  return string.sub(value, from < 0 and from or from + 1, to < 0 and to or to + 1)
end`.replaceAll("\n", " ");

let stores = 0;

/** A store in this process, which ends with it. Each call opens a separate store. */
export function inMemory(): Backend {
  // Mocks with the same address share their data.
  const mock = new RedisMock({ host: `memory-${stores++}` });
  const run = async (command: Command): Promise<Outcome> => {
    const wrong = misuse(command);
    if (wrong !== undefined) return { error: wrong };
    const [name, ...args] = adapt(command);
    if (name === "GETRANGE") return getRange(await run(["GET", args[0] ?? ""]), args);
    const method: unknown = Reflect.get(mock, name.toLowerCase());
    if (typeof method !== "function") return { error: unknown(name) };
    try {
      return asReply(await (method.apply(mock, args) as Promise<unknown>), name);
    } catch (error) {
      return { error: errorText(error) };
    }
  };
  return {
    run,
    // The mock does not wait within a command, so no other command runs between these.
    transaction: async (commands) => {
      const wrong = commands.map(misuse).find((text) => text !== undefined);
      if (wrong !== undefined) return { error: `EXECABORT Transaction discarded because of: ${wrong}` };
      return Promise.all(commands.map(run));
    },
    subscribe: (channel, hear) => listen(mock.duplicate(), channel, hear),
    close: async () => mock.disconnect(),
  };
}

function misuse([name, ...args]: Command): string | undefined {
  const least = fewest[name];
  if (least === undefined) return unknown(name);
  if (args.length < least) return `ERR wrong number of arguments for '${name.toLowerCase()}' command`;
  return undefined;
}

const unknown = (name: string) =>
  `ERR unknown command '${name}' (the memory store knows the usual ones only)`;

/** The mock reads options only in upper case, and the Upstash client writes them in lower case. */
function adapt([name, ...args]: Command): Command {
  if (name === "EVAL") return [name, `${prelude} ${args[0]}`, ...args.slice(1)];
  const from = optionsFrom[name] ?? args.length;
  // The options of ZADD come before scores and members, and a member may look like an option.
  const to = name === "ZADD" ? args.findIndex((word) => /^[-+]?(\d|inf)/i.test(word)) : args.length;
  return [
    name,
    ...args.map((word, at) => (at >= from && at < to && option.test(word) ? word.toUpperCase() : word)),
  ];
}

/** The position at which the options of each command may begin. */
const optionsFrom: Readonly<Record<string, number>> = {
  SET: 2,
  SCAN: 1,
  ZADD: 1,
  ZRANGE: 3,
  ZRANGEBYSCORE: 3,
};
const option =
  /^(EX|PX|EXAT|PXAT|NX|XX|GT|LT|CH|INCR|GET|KEEPTTL|BYSCORE|BYLEX|REV|LIMIT|WITHSCORES|MATCH|COUNT)$/i;

function getRange(got: Outcome, [, from, to]: readonly string[]): Outcome {
  if ("error" in got || got.result === null) return "error" in got ? got : { result: "" };
  const bytes = Buffer.from(String(got.result), "utf8");
  const end = Number(to);
  return { result: bytes.subarray(Number(from), end === -1 ? undefined : end + 1).toString("utf8") };
}

function asReply(value: unknown, name: string): Outcome {
  if (value instanceof Map || value instanceof Set) return { error: wrongType };
  if (name === "HGETALL") return { result: Object.entries(value as Record<string, string>).flat() };
  return { result: reply(value) };
}

/** Converts Lua values as Redis does: nil and false become null, true becomes 1, numbers are truncated. */
function reply(value: unknown): Reply {
  if (value === undefined || value === null || value === false) return null;
  if (value === true) return 1;
  if (typeof value === "number") return Math.trunc(value);
  if (Array.isArray(value)) return value.map(reply);
  return String(value);
}

const wrongType = "WRONGTYPE Operation against a key holding the wrong kind of value";

/**
 * The mock does not check types; it throws a TypeError on the methods of another type. Its other messages may lack the
 * first word of Redis's messages.
 */
function errorText(error: unknown): string {
  if (error instanceof TypeError) return wrongType;
  const text = error instanceof Error ? error.message : String(error);
  return /^[A-Z]+ /.test(text)
    ? text
    : `ERR ${text.replace("Error trying to loading or executing lua code string in VM", "script")}`;
}
