import type { Keyring } from "../../shared/auth/keys.ts";
import type { readToken } from "../../shared/auth/token.ts";
import type { AskRedis } from "../../shared/redis.ts";
import type { Counters } from "../metrics/counters.ts";
import type { openReport } from "../metrics/report.ts";

/** The server's end of a WebSocket. Hibernation keeps it together with its attachment. */
export interface Socket {
  readonly readyState: number;
  send(text: string): void;
  close(code?: number, reason?: string): void;
  serializeAttachment(value: unknown): void;
  deserializeAttachment(): unknown;
}
/** The `readyState` of an open socket. */
export const OPEN = 1;

/** The result of a statement. `rowsRead` is the number of rows read so far. */
export interface Cursor<Row> {
  toArray(): Row[];
  readonly rowsRead: number;
  readonly rowsWritten: number;
}

/** The SQLite of the actor. Writes between two awaits are durable together or not at all. */
export interface Sql {
  exec<Row extends Record<string, string | number | null | ArrayBuffer>>(
    query: string,
    ...bound: (string | number)[]
  ): Cursor<Row>;
}

/**
 * The calls to galleries. The actor does not wait for them. Each promise resolves when the delivery is confirmed and
 * rejects otherwise. The calls to one gallery leave in order and may be lost. Their content is text that is encoded
 * once for all galleries.
 */
export interface GalleryCalls {
  /** Sends a `Batch` in JSON to the gallery with this name, which forwards it to the galleries in `onward`. */
  readonly feed: (name: string, batch: string, onward: readonly string[]) => Promise<void>;
  /** Sends a phrase to all who get batches [P28]. `message` is JSON. */
  readonly say: (name: string, message: string, onward: readonly string[]) => Promise<void>;
  /** Sends the last frames, a list in JSON [O9]. */
  readonly end: (name: string, frames: string, onward: readonly string[]) => Promise<void>;
}

/** Everything that an actor takes from its environment: all inputs other than the messages and their order. */
export interface Platform {
  readonly storage: {
    readonly sql: Sql;
    setAlarm(at: number): Promise<void>;
    deleteAlarm(): Promise<void>;
    deleteAll(): Promise<void>;
  };
  /** The time for which the alarm is set when the actor starts, by the system clock, epoch ms. */
  readonly alarmAt: number | null;
  readonly sockets: {
    acceptWebSocket(socket: Socket): void;
    getWebSockets(): Socket[];
    getWebSocketAutoResponseTimestamp(socket: Socket): Date | null;
  };
  readonly redis: AskRedis;
  readonly galleries: GalleryCalls;
  /** Epoch ms. It never decreases [C7]. */
  readonly now: () => number;
  /** The system clock, epoch ms, for times that others compare with their own clocks. */
  readonly wallNow: () => number;
  /** Moves the clock forward to a time that has already passed, epoch ms. */
  readonly goOnFrom: (at: number) => void;
  readonly wait: (ms: number) => Promise<void>;
  readonly randomBytes: (length: number) => Uint8Array;
  /** Encrypts a state for the copy in Redis. */
  readonly seal: (state: object, keyring: Keyring) => Promise<string>;
  /** Decrypts the output of `seal`. Rejects when its key is unknown or it was changed. */
  readonly unseal: (sealed: string, keyring: Keyring) => Promise<unknown>;
  readonly readToken: typeof readToken;
  /** Reports metrics to the data set of the operator, if there is one [M6]. */
  readonly report: ReturnType<typeof openReport>;
  /** Counts the uses of the platform and their results [M1]. */
  readonly counters: Counters;
}
