import { parentPort } from "node:worker_threads";
import { startRedisRest } from "../../dev/upstash/server.ts";

// A separate thread, because vitest resolves imports of tests in workerd for workerd.
const { url, token } = await startRedisRest({ prefer: "mock" });
parentPort?.postMessage({ url, token });
