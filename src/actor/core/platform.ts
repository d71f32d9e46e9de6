import type { Keyring } from "../../shared/auth/keys.ts";
import type { readToken } from "../../shared/auth/token.ts";
import type { AskRedis } from "../../shared/redis.ts";
import type { Counters } from "../metrics/counters.ts";
import type { openReport } from "../metrics/report.ts";

/** The server's end of a WebSocket, which outlives the actor's sleep together with its attachment. */
export interface Socket {
  readonly readyState: number;
  send(text: string): void;
  close(code?: number, reason?: string): void;
  serializeAttachment(value: unknown): void;
  deserializeAttachment(): unknown;
}
/** The `readyState` of an open socket. */
export const OPEN = 1;

/** What a statement gave. `rowsRead` counts what has been read so far. */
export interface Cursor<Row> {
  toArray(): Row[];
  readonly rowsRead: number;
  readonly rowsWritten: number;
}

/** The actor's own SQLite. What is written between two awaits is durable as a whole or not at all. */
export interface Sql {
  exec<Row extends Record<string, string | number | null | ArrayBuffer>>(
    query: string,
    ...bound: (string | number)[]
  ): Cursor<Row>;
}

/**
 * The calls to galleries. Nobody waits for them: each resolves once it is known to have arrived, and rejects when it is
 * not. Calls to one gallery leave in their order, and may be lost. What they carry is text, encoded once for all.
 */
export interface GalleryCalls {
  /** Tells the gallery of that name a `Batch` in JSON, and through it those `onward`. */
  readonly feed: (name: string, batch: string, onward: readonly string[]) => Promise<void>;
  /** Passes a phrase on to those who get batches [P28]: the message in JSON. */
  readonly say: (name: string, message: string, onward: readonly string[]) => Promise<void>;
  /** The same of the last frames there are, a list in JSON [O9]. */
  readonly end: (name: string, frames: string, onward: readonly string[]) => Promise<void>;
}

/** What an actor takes from what it runs on: all that is not the same for the same messages in the same order. */
export interface Platform {
  readonly storage: {
    readonly sql: Sql;
    setAlarm(at: number): Promise<void>;
    deleteAlarm(): Promise<void>;
    deleteAll(): Promise<void>;
  };
  /** When the alarm is set to ring as the actor comes into memory, by the system's clock, epoch ms. */
  readonly alarmAt: number | null;
  readonly sockets: {
    acceptWebSocket(socket: Socket): void;
    getWebSockets(): Socket[];
    getWebSocketAutoResponseTimestamp(socket: Socket): Date | null;
  };
  readonly redis: AskRedis;
  readonly galleries: GalleryCalls;
  /** Epoch ms; never goes back [C7]. */
  readonly now: () => number;
  /** By the system's clock, for what others reckon by theirs, epoch ms. */
  readonly wallNow: () => number;
  /** Tells the clock of a time that has been, epoch ms. */
  readonly goOnFrom: (at: number) => void;
  readonly wait: (ms: number) => Promise<void>;
  readonly randomBytes: (length: number) => Uint8Array;
  /** Encrypts a state for the copy in Redis. */
  readonly seal: (state: object, keyring: Keyring) => Promise<string>;
  /** Decrypts what `seal` made. Rejects when it was made with an unknown key, or changed. */
  readonly unseal: (sealed: string, keyring: Keyring) => Promise<unknown>;
  readonly readToken: typeof readToken;
  /** Tells whoever keeps figures of many games; nobody, where nobody does [M6]. */
  readonly report: ReturnType<typeof openReport>;
  /** Counts what is asked of all this, and what comes of it [M1]. */
  readonly counters: Counters;
}
