import { parentPort } from "node:worker_threads";
import { startRedisRest } from "../../dev/upstash/server.ts";

// A thread of its own, since what vitest imports for tests inside workerd is resolved for workerd.
const { url, token } = await startRedisRest({ prefer: "mock" });
parentPort?.postMessage({ url, token });
