import { GameActor as Original, default as worker } from "./worker.js";

// The other exports do not change.
export * from "./worker.js";

/*
 * Handles the requests of a Worker first and counts the writes of its objects as Cloudflare bills them: rows of SQLite,
 * and settings of the alarm, each of which is billed as one row. Also counts the bytes of the values in the rows. It is
 * only for counting; timed runs do not use it.
 */
const counts = { rows: 0, bytes: 0, alarms: 0 };

let isCounting = false;

/** The length of a value in a row; a number takes up to eight bytes. */
const bytesOf = (value: unknown): number => {
  if (typeof value === "string") return value.length;
  return value instanceof ArrayBuffer ? value.byteLength : 8;
};

/** Adds the counters to the storage methods, which all objects share. */
const countOn = (storage: DurableObjectStorage): void => {
  if (isCounting) return;
  isCounting = true;
  const sqlMethods = Object.getPrototypeOf(storage.sql) as SqlStorage;
  const { exec } = sqlMethods;
  sqlMethods.exec = function counted(this: SqlStorage, ...asked: Parameters<SqlStorage["exec"]>) {
    const cursor = exec.apply(this, asked);
    counts.rows += cursor.rowsWritten;
    const [, ...values] = asked;
    if (cursor.rowsWritten > 0) for (const value of values) counts.bytes += bytesOf(value);
    return cursor;
  } as SqlStorage["exec"];
  const methods = Object.getPrototypeOf(storage) as DurableObjectStorage;
  const { setAlarm } = methods;
  methods.setAlarm = function counted(this: DurableObjectStorage, ...asked) {
    counts.alarms += 1;
    return setAlarm.apply(this, asked);
  };
};

export class GameActor extends Original {
  constructor(ctx: DurableObjectState, env: unknown) {
    countOn(ctx.storage);
    super(ctx, env);
  }
}

export default {
  ...worker,
  fetch: (request: Request, env: unknown, ctx: ExecutionContext): Response | Promise<Response> =>
    new URL(request.url).pathname === "/counts" ? Response.json(counts) : worker.fetch(request, env, ctx),
};
