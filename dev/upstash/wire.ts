/** A Redis command as text, with its name first. */
export type Command = readonly [string, ...string[]];

/** A reply of Redis as JSON. */
export type Reply = string | number | null | readonly Reply[];

/** The body that Upstash returns for each command: its result, or the error message of Redis. */
export type Outcome = { readonly result: Reply } | { readonly error: string };

/** All clients of the REST interface share one connection, so commands that change or block it are refused. */
const refused = new Set(
  [
    "AUTH CLIENT DEBUG DISCARD EXEC HELLO MONITOR MULTI PSUBSCRIBE PUNSUBSCRIBE QUIT REPLICAOF RESET SELECT",
    "SHUTDOWN SLAVEOF SSUBSCRIBE SUBSCRIBE SUNSUBSCRIBE SWAPDB SYNC PSYNC UNSUBSCRIBE UNWATCH WATCH",
  ]
    .join(" ")
    .split(" "),
);

/** The command in a JSON value, or a sentence that says why there is none. The sentence contains no values. */
export function readCommand(body: unknown): Command | { readonly error: string } {
  if (!Array.isArray(body) || body.length === 0) return { error: "ERR a command is a non-empty JSON array" };
  const words: string[] = [];
  for (const word of body as unknown[]) {
    if (typeof word === "string") words.push(word);
    else if (typeof word === "number" || typeof word === "boolean") words.push(String(word));
    else return { error: "ERR a command holds only strings, numbers and booleans" };
  }
  const [first = "", ...args] = words;
  const name = first.toUpperCase();
  if (refused.has(name)) return { error: `ERR command is not available over REST: '${name}'` };
  return [name, ...withoutUpstashFlags(name, args)];
}

/**
 * Removes the first line of a script. Redis 7.0 refuses the flag `allow-key-locking` of Upstash. The line break stays,
 * for the line numbers.
 */
function withoutUpstashFlags(name: string, args: string[]): string[] {
  const [script = "", ...rest] = args;
  if (name !== "EVAL" && name !== "EVAL_RO") return args;
  return [script.replace(/^#!lua[^\n]*/, ""), ...rest];
}

/** Encodes every string in base64 except OK, as `Upstash-Encoding: base64` requires. */
export function encode(outcome: Outcome): Outcome {
  if ("error" in outcome || outcome.result === "OK") return outcome;
  return { result: base64(outcome.result) };
}

function base64(reply: Reply): Reply {
  if (typeof reply === "string") return Buffer.from(reply, "utf8").toString("base64");
  if (typeof reply === "object" && reply !== null) return reply.map(base64);
  return reply;
}
