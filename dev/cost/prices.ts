/*
 * The prices of the platforms in US dollars beyond the included usage, read on the date below from the named sources.
 * `npm run cost` prints both. Upstash counts a script as one command and each call in it as another.
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
    /**
     * This number of incoming WebSocket messages counts as one request. Outgoing messages, and messages that are
     * answered without waking the object, are free.
     */
    messagesPerRequest: 20,
    gbSecond: 12.5e-6,
    /** Each object counts as this amount of memory, regardless of its usage. */
    gigabytes: 0.128,
    /** A `setAlarm` counts as a written row. */
    rowWritten: 1e-6,
    rowRead: 0.001e-6,
    gbMonth: 0.2,
  },
  /** A line of the log or a span of a trace. */
  event: 0.6e-6,
  redis: { command: 0.2e-5, gigabyte: 0.03 },
  /** The monthly plan Fixed 250MB includes this traffic, and commands are not billed. */
  redisPlan: { month: 10, gigabytes: 50 },
} as const;

/**
 * Estimates of values that the actor's counters cannot measure. The clock does not advance during computation, so the
 * time is estimated well above that of a move.
 */
export const ESTIMATES = {
  workerCpuMsPerRequest: 3,
  objectMsPerEvent: 2,
  /** The share of traces that are kept, as in wrangler.toml. */
  tracesKept: 0.05,
} as const;
