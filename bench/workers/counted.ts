import { GameActor as Original, default as worker } from "./worker.js";

// Whatever else it has stays as it is.
export * from "./worker.js";

/*
 * Stands before a Worker and counts what its objects write, as Cloudflare bills it: rows of SQLite, and settings of the
 * alarm, each of which is billed as one row more. For counting alone: what is timed runs without it.
 */
const counts = { rows: 0, alarms: 0 };

let isCounting = false;

/** Puts the counters into the storage that all objects share the methods of. */
const countOn = (storage: DurableObjectStorage): void => {
  if (isCounting) return;
  isCounting = true;
  const sqlMethods = Object.getPrototypeOf(storage.sql) as SqlStorage;
  const { exec } = sqlMethods;
  sqlMethods.exec = function counted(this: SqlStorage, ...asked: Parameters<SqlStorage["exec"]>) {
    const cursor = exec.apply(this, asked);
    counts.rows += cursor.rowsWritten;
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
