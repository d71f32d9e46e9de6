import type { Played } from "./match.ts";
import { ESTIMATES, PRICES } from "./prices.ts";

/** A line of a bill for one game: an item, its amount, and its price in dollars. */
export interface Line {
  readonly what: string;
  readonly whose: "Cloudflare" | "Upstash";
  readonly amount: number;
  readonly dollars: number;
}

const BYTES_IN_GB = 1e9;
const SENT = "GB sent to Redis";
const MONTH_MS = 30 * 86_400_000;

/**
 * The cost of a match beyond the included usage of the plans, with an object that hibernates or one that its sockets
 * keep in memory.
 */
export const billFor = (match: Played, object: "hibernating" | "awake"): readonly Line[] => {
  const { worker, object: per, event, redis } = PRICES;
  const { counts } = match.tally;
  const events = counts.requests + counts.alarms + counts.messages_in;
  const computed = events * ESTIMATES.objectMsPerEvent;
  const awakeMs = object === "awake" ? match.openMs : counts.awake_ms + computed;
  const requests = counts.requests + counts.alarms + counts.messages_in / per.messagesPerRequest;
  const gbSeconds = (awakeMs / 1_000) * per.gigabytes;
  const rows = counts.rows_written + counts.alarms_set;
  const gbMonths = (match.stored / BYTES_IN_GB) * (match.keptMs / MONTH_MS);
  const cpuMs = match.edgeRequests * ESTIMATES.workerCpuMsPerRequest;
  const spans = match.edgeRequests + events + counts.statements + counts.alarms_set + counts.redis_requests;
  const observed = match.logLines + spans * ESTIMATES.tracesKept;
  const line = (whose: Line["whose"], what: string, amount: number, price: number): Line => ({
    whose,
    what,
    amount,
    dollars: amount * price,
  });
  return [
    line("Cloudflare", "requests to the Worker", match.edgeRequests, worker.request),
    line("Cloudflare", "CPU ms of the Worker, estimated", cpuMs, worker.cpuMs),
    line("Cloudflare", "requests to the object, alarms, 1/20 of the messages", requests, per.request),
    line("Cloudflare", "GB-s of the object", gbSeconds, per.gbSecond),
    line("Cloudflare", "rows written, alarms set", rows, per.rowWritten),
    line("Cloudflare", "rows read", counts.rows_read, per.rowRead),
    line("Cloudflare", "GB-months stored", gbMonths, per.gbMonth),
    line("Cloudflare", "log lines, spans of traces", observed, event),
    line("Upstash", "commands to Redis", counts.redis_commands, redis.command),
    line("Upstash", SENT, counts.redis_bytes / BYTES_IN_GB, redis.gigabyte),
  ];
};

/** The sum of the lines of `whose`, or of all lines, in dollars. */
export const sumOf = (bill: readonly Line[], whose?: Line["whose"]): number =>
  bill
    .filter((line) => whose === undefined || line.whose === whose)
    .reduce((sum, { dollars }) => sum + dollars, 0);

/** The sum of a bill in dollars with Redis on the monthly plan, if its traffic is fully used. */
export const sumOnPlan = (bill: readonly Line[]): number => {
  const { month, gigabytes } = PRICES.redisPlan;
  const sent = bill.find(({ what }) => what === SENT);
  if (!sent) throw new Error(`a bill without ${SENT}`);
  return sumOf(bill, "Cloudflare") + sent.amount * (month / gigabytes);
};
