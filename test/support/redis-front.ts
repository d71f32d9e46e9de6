import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    redis: { readonly url: string; readonly token: string };
  }
}

/** Starts an in-memory Redis for a project whose tests run in workerd, and provides its address. */
export default async ({ provide }: TestProject): Promise<() => Promise<number>> => {
  const thread = new Worker(new URL("./redis-thread.ts", import.meta.url));
  const [redis] = await once(thread, "message");
  provide("redis", redis);
  return () => thread.terminate();
};
