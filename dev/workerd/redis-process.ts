// The Redis front of the benchmark in a separate process, so that its CPU time and memory are measured separately from
// the server's.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createFaults } from "../upstash/faults.ts";
import { startRedisRest } from "../upstash/server.ts";
import type { FromFront } from "./redis.ts";

let requests = 0;
let bytes = 0;
let longest = 0;
const faults = createFaults();
// The rule counts the requests and injects no faults.
faults.rule(({ commands }) => {
  const length = JSON.stringify(commands).length;
  requests += 1;
  bytes += length;
  longest = Math.max(longest, length);
  return undefined;
});
const stateDir = mkdtempSync(join(tmpdir(), "briscola-bench-redis-"));
const front = await startRedisRest({ stateDir, faults });

/** The number of commands that the store has run, including those in scripts; null in memory, which has no count. */
const commandsRun = async (): Promise<number | null> => {
  if (front.kind !== "redis-server") return null;
  const before = { requests, bytes, longest };
  const response = await fetch(front.url, {
    method: "POST",
    headers: { authorization: `Bearer ${front.token}` },
    body: JSON.stringify(["INFO", "commandstats"]),
  });
  // This request does not count.
  ({ requests, bytes, longest } = before);
  const { result } = (await response.json()) as { result: string };
  return [...result.matchAll(/^cmdstat_(\w+).*?:calls=(\d+)/gm)]
    .filter(([, name = ""]) => !OURS.includes(name))
    .reduce((sum, [, , calls]) => sum + Number(calls), 0);
};
/** The commands that the front itself sends to the server. */
const OURS = ["info", "ping", "auth", "client", "hello", "select"];

const tell = (message: FromFront) => process.send?.(message);
process.on("message", async (asked) => {
  if (asked === "counts") {
    const commands = await commandsRun();
    tell({ requests, bytes, longest, commands });
    longest = 0;
    return;
  }
  await front.close();
  rmSync(stateDir, { recursive: true, force: true });
  process.exit(0);
});
// Ends with the benchmark.
process.on("disconnect", () => void front.close().then(() => process.exit(1)));
tell({ url: front.url, token: front.token });
