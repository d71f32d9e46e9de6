import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { familyOf } from "../torture/processes.ts";
import type { RedisCounts } from "./target.ts";

/** A local Redis with its REST front, in separate processes. */
export interface BenchRedis {
  readonly url: string;
  readonly token: string;
  readonly pids: readonly number[];
  readonly counts: () => Promise<RedisCounts>;
  readonly close: () => Promise<void>;
}

/** The messages of the front's process. */
export type FromFront = { readonly url: string; readonly token: string } | RedisCounts;

/** Starts the front, over a redis-server if there is one and in memory otherwise. */
export const startRedis = async (): Promise<BenchRedis> => {
  const child = fork(fileURLToPath(new URL("./redis-process.ts", import.meta.url)), [], {
    serialization: "json",
  });
  const told = async () => (await once(child, "message"))[0] as FromFront;
  const up = await told();
  if (!("url" in up) || child.pid === undefined) throw new Error("the Redis front did not start");
  return {
    ...up,
    pids: familyOf(child.pid),
    counts: async () => {
      const answer = told();
      child.send("counts");
      return (await answer) as RedisCounts;
    },
    close: async () => {
      const gone = once(child, "exit");
      child.send("close");
      await gone;
    },
  };
};
