import type { Redis, RedisOptions } from "ioredis";
import type { Command, Outcome, Reply } from "./wire.ts";

/** A store that runs commands. Every method rejects only when the store cannot be reached. */
export type Backend = {
  run(command: Command): Promise<Outcome>;
  /** Applies all commands or none. After an error none was applied. */
  transaction(commands: readonly Command[]): Promise<readonly Outcome[] | { readonly error: string }>;
  /** Passes each message of the channel to `hear` until the returned function is called. */
  subscribe(channel: string, hear: (message: string) => void): Promise<() => void>;
  close(): Promise<void>;
};

/** Reconnects forever, but a command fails after one failed reconnection. Then the front answers 503. */
export const connection = {
  lazyConnect: true,
  maxRetriesPerRequest: 1,
  connectTimeout: 2_000,
  retryStrategy: (attempt: number) => Math.min(attempt * 50, 1_000),
} satisfies RedisOptions;

/** Runs commands on a Redis server over an ioredis connection. The backend closes the connection. */
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

/** Opens a separate connection for one channel, because a subscribed connection accepts no other commands. */
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
    // The mock still counts a subscriber that has only disconnected.
    const left = redis.unsubscribe(channel);
    left.catch(() => {}).finally(() => redis.disconnect());
  };
}

async function outcome(answer: () => Promise<unknown>): Promise<Outcome> {
  try {
    return { result: (await answer()) as Reply };
  } catch (error) {
    // An error of Redis is an answer. Any other error is a failed connection.
    if (error instanceof Error && error.name === "ReplyError") return { error: error.message };
    throw error;
  }
}
