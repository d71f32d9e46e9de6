import type { Platform, Sql } from "../core/platform.ts";
import { type Counters, countSocket } from "./counters.ts";

/** Wraps `platform` so that its uses are counted [M1]. Its users do not see a difference. */
export const counting = (platform: Omit<Platform, "counters">, counters: Counters): Platform => {
  const { storage, sockets, redis, wait, seal } = platform;
  for (const socket of sockets.getWebSockets()) countSocket(socket, counters);
  return {
    ...platform,
    counters,
    storage: {
      sql: countingSql(storage.sql, counters),
      setAlarm: (at) => {
        counters.add("alarms_set");
        return storage.setAlarm(at);
      },
      deleteAlarm: () => storage.deleteAlarm(),
      deleteAll: () => storage.deleteAll(),
    },
    sockets: {
      ...sockets,
      acceptWebSocket: (socket) => {
        countSocket(socket, counters);
        sockets.acceptWebSocket(socket);
      },
    },
    redis: (request) => {
      counters.add("redis_requests");
      return counters.during(() => redis(request));
    },
    wait: (ms) => counters.during(() => wait(ms)),
    seal: (state, keyring) => counters.during(() => seal(state, keyring)),
  };
};

const countingSql = (sql: Sql, counters: Counters): Sql => ({
  exec: (query, ...bound) => {
    const cursor = sql.exec(query, ...bound) as ReturnType<typeof sql.exec<never>>;
    counters.add("statements");
    counters.add("rows_written", cursor.rowsWritten);
    return {
      toArray: () => {
        const rows = cursor.toArray();
        counters.add("rows_read", cursor.rowsRead);
        return rows;
      },
      get rowsRead() {
        return cursor.rowsRead;
      },
      get rowsWritten() {
        return cursor.rowsWritten;
      },
    };
  },
});
