import type { Context } from "hono";
import { streamSSE } from "hono/streaming";
import type { Backend } from "./backend.ts";

/**
 * Sends a channel as server-sent events until the client disconnects: `subscribe,<channel>,1`, then
 * `message,<channel>,<payload>`.
 */
export function subscription(c: Context, backend: Backend, channel: string): Response {
  return streamSSE(c, async (stream) => {
    const gone = new Promise<void>((done) => stream.onAbort(done));
    const stop = await backend.subscribe(channel, (message) => {
      void stream.writeSSE({ data: `message,${channel},${message}` });
    });
    await stream.writeSSE({ data: `subscribe,${channel},1` });
    await gone;
    stop();
  });
}
