import type { Redis, RedisOptions } from "ioredis";
import type { Command, Outcome, Reply } from "./wire.ts";

/** A store that commands run against. Every method rejects only when the store can't be reached. */
export type Backend = {
  run(command: Command): Promise<Outcome>;
  /** All or nothing. One error = none of the commands was applied. */
  transaction(commands: readonly Command[]): Promise<readonly Outcome[] | { readonly error: string }>;
  /** Hands on each message of the channel until the returned function is called. */
  subscribe(channel: string, hear: (message: string) => void): Promise<() => void>;
  close(): Promise<void>;
};

/** Tries again for ever, but a command waits for at most one more connection: the front answers 503 meanwhile. */
export const connection = {
  lazyConnect: true,
  maxRetriesPerRequest: 1,
  connectTimeout: 2_000,
  retryStrategy: (attempt: number) => Math.min(attempt * 50, 1_000),
} satisfies RedisOptions;

/** Commands against a Redis server through an open ioredis connection, which the backend then owns. */
export function overRedis(redis: Redis): Backend {
  // Without a listener ioredis prints each failed attempt to connect.
  redis.on("error", () => {});
  return {
    run: (command) => outcome(() => redis.call(...command)),
    transaction: async (commands) => {
      const multi = redis.multi();
      for (const command of commands) multi.call(...command);
      const answers = await outcome(() => multi.exec());
      if ("error" in answers) return answers;
      const pairs = answers.result as unknown as readonly [Error | null, Reply][];
      return pairs.map(([error, result]) => (error ? { error: error.message } : { result }));
    },
    subscribe: (channel, hear) => listen(redis.duplicate(), channel, hear),
    close: async () => redis.disconnect(),
  };
}

/** A connection of its own that listens to one channel, since a subscribed one can do nothing else. */
export async function listen(
  redis: Redis,
  channel: string,
  hear: (message: string) => void,
): Promise<() => void> {
  redis.on("error", () => {});
  redis.on("message", (from: string, message: string) => {
    if (from === channel) hear(message);
  });
  await redis.subscribe(channel);
  return () => {
    // The mock goes on counting a subscriber that only disconnected.
    const left = redis.unsubscribe(channel);
    left.catch(() => {}).finally(() => redis.disconnect());
  };
}

async function outcome(answer: () => Promise<unknown>): Promise<Outcome> {
  try {
    return { result: (await answer()) as Reply };
  } catch (error) {
    // What Redis itself says is an answer; anything else is a connection that failed.
    if (error instanceof Error && error.name === "ReplyError") return { error: error.message };
    throw error;
  }
}
