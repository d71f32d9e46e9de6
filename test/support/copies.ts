import { expect } from "vitest";
import type { TestServer } from "../../dev/clients/server.ts";
import type { Frame, Wire } from "../../dev/clients/wire.ts";
import type { Seen } from "../../dev/upstash/faults.ts";

/** The parsed value of `game:<id>:state`; null when there is none. */
export const storedState = async (server: TestServer, gameId: string): Promise<Frame | null> => {
  const text = await server.command("GET", `game:${gameId}:state`);
  return text === null ? null : JSON.parse(String(text));
};

/** The keys of a game in Redis, except the tombstone of a deleted game. */
export const keysOf = async (server: TestServer, gameId: string): Promise<readonly string[]> => {
  const keys = (await server.command("KEYS", `game:${gameId}:*`)) as string[];
  const isGone = (await storedState(server, gameId))?.gone === true;
  return keys.filter((key) => !(isGone && key.endsWith(":state")));
};

/** Waits until Redis has `revision` of `epoch`. Resolves with the state. */
export const caughtUp = async (
  server: TestServer,
  gameId: string,
  { epoch, revision }: Frame,
): Promise<Frame> => {
  const held = () => storedState(server, gameId);
  await expect.poll(held, { interval: 10, timeout: 5_000 }).toMatchObject({ epoch, revision });
  return (await storedState(server, gameId)) as Frame;
};

/**
 * Waits until Redis has `revision` of `epoch` and the actor has received the confirmation, which arrives before the
 * answers to two further requests.
 */
export const confirmed = async (
  server: TestServer,
  gameId: string,
  at: Frame,
  { snapshot }: Pick<Wire, "snapshot">,
): Promise<void> => {
  await caughtUp(server, gameId, at);
  await server.redis.answered(gameId);
  for (let question = 0; question < 2; question += 1) await snapshot();
};

export interface Channel {
  /** All messages so far, parsed. */
  readonly messages: readonly Frame[][];
  readonly close: () => void;
}

/** Listens to `game.<id>.events`. Resolves when the subscription is active. */
export const listenTo = async ({ redis }: Pick<TestServer, "redis">, gameId: string): Promise<Channel> => {
  const stop = new AbortController();
  const messages: Frame[][] = [];
  const name = `game.${gameId}.events`;
  const response = await fetch(`${redis.url}/subscribe/${name}`, {
    headers: { authorization: `Bearer ${redis.token}` },
    signal: stop.signal,
  });
  const reader = (response.body as ReadableStream<Uint8Array>)
    .pipeThrough(new TextDecoderStream())
    .getReader();
  let text = "";
  /** Reads until the stream has no more data. The rest after the last complete message is kept. */
  const read = async (): Promise<boolean> => {
    const { done, value = "" } = await reader.read();
    text += value;
    const parts = text.split("\n\n");
    text = parts.pop() ?? "";
    for (const part of parts) {
      const data = part.replace(/^data: ?/gm, "");
      if (data.startsWith(`message,${name},`))
        messages.push(JSON.parse(data.slice(`message,${name},`.length)));
    }
    return !done;
  };
  await read();
  const reading = async () => {
    while (await read());
  };
  reading().catch(() => {});
  return { messages, close: () => stop.abort() };
};

/** Records every request to Redis from now on, without a fault, until `faults.clear()`. */
export const recordRequests = ({ redis }: TestServer): readonly Seen[] => {
  const seen: Seen[] = [];
  redis.faults.rule((request) => {
    seen.push(request);
    return undefined;
  });
  return seen;
};

/** The conditions of the calls in the write script, for the keys and arguments of a request. */
const CONDITIONS: readonly (readonly [
  when: string,
  isTrue: (keys: readonly string[], args: readonly string[]) => boolean,
])[] = [
  ["if KEYS[4] then", (keys) => keys.length > 3],
  ["if puts > 0 then", (_, args) => Number(args[12]) > 0],
  ["if drops > 0 then", (_, args) => Number(args[13]) > 0],
  ["if ARGV[12] ~= '' then", (_, args) => args[11] !== ""],
];

/** The number of commands that Upstash bills for a write: the script, and each call that it makes. */
export const billedFor = ({ commands: [[, script = "", count = "", ...words] = ["EVAL"]] }: Seen): number => {
  const keys = words.slice(0, Number(count));
  const args = words.slice(Number(count));
  const calls = script.split("\n").filter((line) => line.includes("redis.call("));
  const publications = (args.length - 14 - Number(args[12]) - Number(args[13])) / 3;
  const made = calls.map((line) => {
    if (line.includes("'PUBLISH'")) return publications;
    if (!line.trim().startsWith("if")) return 1;
    const [, isTrue] = CONDITIONS.find(([when]) => line.includes(when)) ?? [];
    if (!isTrue) throw new Error(`when is this called: ${line}`);
    return isTrue(keys, args) ? 1 : 0;
  });
  return made.reduce((sum, one) => sum + one, 1);
};

/** Whether a request writes the state of this game. */
export const isWrite = ({ commands }: Seen, gameId: string): boolean =>
  commands.some(([name, script, ...words]) => {
    return name === "EVAL" && script?.includes("'written'") && words.includes(`game:${gameId}:state`);
  });
