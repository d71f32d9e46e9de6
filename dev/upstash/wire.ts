/** One Redis command, its name first, everything as text. */
export type Command = readonly [string, ...string[]];

/** What Redis answers, as JSON carries it. */
export type Reply = string | number | null | readonly Reply[];

/** The body Upstash gives each command: its result, or Redis' own error text. */
export type Outcome = { readonly result: Reply } | { readonly error: string };

/** Over REST one connection serves everybody, so what would change or capture it has no place there. */
const refused = new Set(
  [
    "AUTH CLIENT DEBUG DISCARD EXEC HELLO MONITOR MULTI PSUBSCRIBE PUNSUBSCRIBE QUIT REPLICAOF RESET SELECT",
    "SHUTDOWN SLAVEOF SSUBSCRIBE SUBSCRIBE SUNSUBSCRIBE SWAPDB SYNC PSYNC UNSUBSCRIBE UNWATCH WATCH",
  ]
    .join(" ")
    .split(" "),
);

/** The command a JSON value stands for, or a sentence (without any of its values) that says why it is none. */
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

/** `allow-key-locking` is Upstash's own: Redis 7.0 refuses a script with that first line. The line end stays, for line numbers. */
function withoutUpstashFlags(name: string, args: string[]): string[] {
  const [script = "", ...rest] = args;
  if (name !== "EVAL" && name !== "EVAL_RO") return args;
  return [script.replace(/^#!lua[^\n]*/, ""), ...rest];
}

/** As `Upstash-Encoding: base64` asks: every string in base64, but a bare OK. */
export function encode(outcome: Outcome): Outcome {
  if ("error" in outcome || outcome.result === "OK") return outcome;
  return { result: base64(outcome.result) };
}

function base64(reply: Reply): Reply {
  if (typeof reply === "string") return Buffer.from(reply, "utf8").toString("base64");
  if (typeof reply === "object" && reply !== null) return reply.map(base64);
  return reply;
}
