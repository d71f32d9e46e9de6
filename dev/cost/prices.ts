/*
 * What the platforms ask, in US dollars, beyond what a plan includes. Read on the date below at the sources named;
 * `npm run cost` prints both. Upstash counts a script as one command and each call inside it as another.
 */
export const PRICES = {
  read: "2026-11-23",
  sources: [
    "developers.cloudflare.com/durable-objects/platform/pricing",
    "developers.cloudflare.com/workers/platform/pricing",
    "developers.cloudflare.com/workers/observability/traces",
    "upstash.com/pricing/redis (Pay as You Go, Fixed 250MB)",
  ],
  worker: { request: 0.3e-6, cpuMs: 0.02e-6 },
  object: {
    request: 0.15e-6,
    /** So many incoming WebSocket messages are one request; outgoing ones, and those answered without waking, are free. */
    messagesPerRequest: 20,
    gbSecond: 12.5e-6,
    /** Each object counts as this much, whatever it uses. */
    gigabytes: 0.128,
    /** A `setAlarm` is a row written. */
    rowWritten: 1e-6,
    rowRead: 0.001e-6,
    gbMonth: 0.2,
  },
  /** A line of the log, or a span of a trace. */
  event: 0.6e-6,
  redis: { command: 0.2e-5, gigabyte: 0.03 },
  /** Fixed 250MB, a plan by the month: so much of traffic is in it, and commands are not counted. */
  redisPlan: { month: 10, gigabytes: 50 },
} as const;

/**
 * What no counter of the actor can see. The clock stands still while an object computes, so its computing is estimated:
 * well above what a move takes.
 */
export const ESTIMATES = {
  workerCpuMsPerRequest: 3,
  objectMsPerEvent: 2,
  /** Of a hundred traces this many are kept, as wrangler.toml has it. */
  tracesKept: 0.05,
} as const;
