import type { GameRecord } from "../../src/actor/core/game-record.ts";
import type { GalleryCalls, Platform, Socket, Sql } from "../../src/actor/core/platform.ts";
import { openSteadyClock } from "../../src/actor/core/steady-clock.ts";
import { readRow, type Row as StoredRow } from "../../src/actor/core/stored-row.ts";
import { type GameServer, openGameServer } from "../../src/actor/game/game-server.ts";
import { type Counters, openCounters } from "../../src/actor/metrics/counters.ts";
import { counting } from "../../src/actor/metrics/metered-platform.ts";
import { PING, PONG } from "../../src/shared/protocol/version.ts";
import type { Settings } from "../../src/shared/settings.ts";
import type { Random } from "../clients/random.ts";
import { Disk, type StoredTable } from "./disk.ts";
import type { Loop } from "./loop.ts";
import { askThrough, type FakeRedis, type Weather } from "./redis.ts";

/** A stored row of the log. */
export type Row = StoredRow<GameRecord>;

/** The row with this text. */
const rowIn = (text: string): Row => {
  const row = readRow(text);
  if (!row) throw new Error("a row was written that cannot be read");
  if (row.kind === "tombstone") return row;
  const { checkpoint, ...rest } = row;
  return checkpoint ? { ...rest, checkpoint: checkpoint().record } : rest;
};

/** Sealed states by number. Other tests check the encryption; here a state only has to be restored unchanged. */
export class Vault {
  readonly #states: object[] = [];
  seal(state: object): string {
    return `sealed ${this.#states.push(state) - 1}`;
  }
  unseal(sealed: string): object {
    return JSON.parse(JSON.stringify(this.#states[Number(sealed.split(" ")[1])])) as object;
  }
}

/** What the encryption adds to the base64url of a state, in characters; a test compares it. */
const SEAL_OVERHEAD = 104;

/** A vault whose sealed states are as long as encrypted ones, for measurements of what is written. */
export class WeighingVault extends Vault {
  override seal(state: object): string {
    const length = SEAL_OVERHEAD + Math.ceil((Buffer.byteLength(JSON.stringify(state)) * 4) / 3);
    return `${super.seal(state)} `.padEnd(length, ".");
  }
}

/** The state of an object that survives a loss of memory. */
export interface Stored {
  readonly tables: readonly StoredTable[];
  readonly attachments: readonly unknown[];
}

/** The client's end of a connection, as the object uses it. */
export interface Line {
  /** Delivers `text` to the client. */
  readonly carry: (text: string) => void;
  /** Tells the client that its socket is closed. */
  readonly hangUp: (code: number, reason: string) => void;
}

/** The server's end of a socket. It survives hibernation. */
export class ServerEnd implements Socket {
  readyState = 1;
  #attachment: string | undefined;
  autoResponseAt: Date | null = null;
  readonly line: Line;
  readonly #object: GameObject;
  constructor(object: GameObject, line: Line) {
    this.#object = object;
    this.line = line;
  }
  send(text: string): void {
    if (this.readyState !== 1) throw new Error("sent on a socket that is not open");
    this.#object.gate(() => this.line.carry(text));
  }
  close(code = 1000, reason = ""): void {
    if (this.readyState === 3) return;
    this.readyState = 2;
    this.#object.gate(() => this.line.hangUp(code, reason));
  }
  serializeAttachment(value: unknown): void {
    this.#attachment = JSON.stringify(value);
  }
  deserializeAttachment(): unknown {
    return this.#attachment === undefined ? null : JSON.parse(this.#attachment);
  }
}

export interface ObjectPorts {
  readonly loop: Loop;
  readonly random: Random;
  readonly settings: Settings;
  readonly redis: FakeRedis;
  readonly weather: Weather;
  readonly vault: Vault;
  /** The calls to galleries, through the object's output gate. The default does nothing. */
  readonly galleries?: (gate: (say: () => void) => void) => GalleryCalls;
  /** Is called with each row when it becomes durable, in order. */
  readonly onRow: (row: Row) => void;
  /** Is called with each violation of the platform's rules. */
  readonly onFault: (what: string) => void;
  /** Counts for all lives. Without it, each life has its own counters. */
  readonly counters?: Counters;
  readonly report?: Platform["report"];
}

const NO_GALLERIES: GalleryCalls = { feed: async () => {}, say: async () => {}, end: async () => {} };

/** The object fell before it answered. */
export class Unreachable extends Error {}

/**
 * The Durable Object of one game with the behaviour of the platform: storage that becomes durable shortly after a
 * write, an output gate that holds back messages in the meantime, one alarm, sockets that survive hibernation, and a
 * memory that may be lost at any time.
 */
export class GameObject {
  readonly #ports: ObjectPorts;
  readonly #disk = new Disk();
  #gameServer: GameServer | null = null;
  /** The counters of the current life. */
  #counters: Counters;
  /** Callbacks of an earlier life are ignored. */
  #life = 0;
  #unsavedRows: Row[] = [];
  #held: (() => void)[] = [];
  #alarm: { saved: number | null; wanted: number | null } = { saved: null, wanted: null };
  /** Whether the handler of an alarm has not finished durably. Then the alarm fires again after a crash. */
  #ringing = false;
  #cancelAlarm = () => {};
  /** The time until which an overdue alarm is delayed, epoch ms of the loop, whose clock never steps. */
  lateUntil = 0;
  #busy = 0;
  #sockets: ServerEnd[] = [];

  constructor(ports: ObjectPorts) {
    this.#ports = ports;
    this.#counters = ports.counters ?? openCounters(ports.loop.now);
  }

  /** Whether it could hibernate: in memory, without work in progress. */
  get isIdle(): boolean {
    return this.#gameServer !== null && this.#busy === 0 && !this.isUnsaved;
  }
  /** Whether a write is not durable yet. Messages are held back in the meantime. */
  get isUnsaved(): boolean {
    return this.#disk.isUnsaved;
  }
  get isAwake(): boolean {
    return this.#gameServer !== null;
  }
  get sockets(): readonly ServerEnd[] {
    return this.#sockets;
  }

  /** Sends something to the outside, at once or after earlier writes are durable. */
  gate(say: () => void): void {
    if (this.isUnsaved) this.#held.push(say);
    else say();
  }

  /**
   * Calls the object. Rejects with `Unreachable` when the object falls before it has answered. `said` is called with
   * the answer, in the order of the object's messages.
   */
  ask<T>(question: (gameServer: GameServer) => Promise<T>, said: (answer: T) => void = () => {}): Promise<T> {
    return new Promise((resolve, reject) => {
      const life = this.#life;
      this.#fallen.add(reject);
      const gameServer = this.#wake();
      this.#counters
        .request(() => question(gameServer))
        .then(
          (answer) => {
            if (life !== this.#life) return;
            this.gate(() => {
              this.#fallen.delete(reject);
              said(answer);
              resolve(answer);
            });
          },
          (error: unknown) => {
            this.#ports.onFault(`a question was answered by ${String(error)}`);
            reject(new Unreachable());
          },
        );
    });
  }
  readonly #fallen = new Set<(why: Error) => void>();

  /** Delivers a frame of a client. */
  hear(socket: ServerEnd, text: string | ArrayBuffer): void {
    if (!this.#sockets.includes(socket)) return;
    if (text === PING) {
      socket.autoResponseAt = new Date(this.wallNow());
      if (socket.readyState === 1) socket.line.carry(PONG);
      return;
    }
    this.#do((gameServer) => this.#counters.frame(text, () => gameServer.webSocketMessage(socket, text)));
  }

  /** Delivers the close event of a client's socket. */
  lose(socket: ServerEnd, code: number): void {
    if (!this.#sockets.includes(socket)) return;
    this.#do((gameServer) => this.#counters.during(() => gameServer.webSocketClose(socket, code, "")));
    socket.readyState = 3;
    this.#sockets = this.#sockets.filter((one) => one !== socket);
  }

  /** Loses the memory and the writes that are not durable. Sockets close. */
  crash(): void {
    this.#disk.undo();
    this.#forget();
    for (const socket of this.#sockets) {
      socket.readyState = 3;
      socket.line.hangUp(1006, "");
    }
    this.#sockets = [];
    this.#ring();
  }

  /** The stored state, which survives a loss of memory. */
  stored(): Stored {
    return {
      tables: this.#disk.tables(),
      attachments: this.#sockets.map((socket) => socket.deserializeAttachment()),
    };
  }

  /** Takes over the stored state of another object. Its sockets send to `line` from now on. */
  takeUp(
    { tables, attachments }: Pick<Stored, "tables"> & Partial<Stored>,
    line?: Line,
  ): readonly ServerEnd[] {
    this.#disk.fill(tables);
    for (const attachment of attachments ?? []) {
      const end = new ServerEnd(this, line ?? { carry: () => {}, hangUp: () => {} });
      end.serializeAttachment(attachment);
      this.#sockets.push(end);
    }
    return this.#sockets;
  }

  /** Loses only the memory. */
  hibernate(): void {
    if (this.isIdle) this.#forget();
  }

  /** Loses the memory, and makes the latest `count` rows unreadable. */
  damageRows(count: number, spoil: (row: string) => string): void {
    this.crash();
    this.#disk.damage(count, spoil);
  }

  /** Loses the memory and the storage. */
  loseStorage(): void {
    this.crash();
    this.#disk.wipe();
    this.#alarm = { saved: null, wanted: null };
    this.#cancelAlarm();
  }

  #forget(): void {
    this.#life += 1;
    this.#gameServer = null;
    this.#unsavedRows = [];
    this.#held = [];
    this.#busy = 0;
    if (this.#ringing) this.#alarm.saved ??= this.wallNow();
    this.#ringing = false;
    this.#alarm.wanted = this.#alarm.saved;
    for (const fall of this.#fallen) fall(new Unreachable());
    this.#fallen.clear();
  }

  #wake(): GameServer {
    if (this.#gameServer) return this.#gameServer;
    const { settings, loop, counters = openCounters(loop.now) } = this.#ports;
    this.#counters = counters;
    this.#gameServer = openGameServer(counting(this.#platform(), counters), settings);
    return this.#gameServer;
  }

  #do(work: (gameServer: GameServer) => Promise<void>): void {
    const life = this.#life;
    work(this.#wake()).catch((error: unknown) => {
      if (life === this.#life) this.#ports.onFault(`a handler threw ${String((error as Error).stack)}`);
    });
  }

  #write(): void {
    if (this.isUnsaved) return;
    this.#disk.begin();
    const life = this.#life;
    this.#ports.loop.after(this.#ports.random.int(6), () => {
      if (life === this.#life) this.#save();
    });
  }

  #save(): void {
    this.#disk.save();
    this.#alarm.saved = this.#alarm.wanted;
    const rows = this.#unsavedRows;
    this.#unsavedRows = [];
    for (const row of rows) this.#ports.onRow(row);
    this.#ring();
    const held = this.#held;
    this.#held = [];
    for (const say of held) say();
  }

  /** The system clock. */
  readonly wallNow = (): number => this.#ports.loop.now() + this.#steppedMs;
  #steppedMs = 0;

  /** Steps the system clock by `ms`, forward or back. */
  stepClock(ms: number): void {
    this.#steppedMs += ms;
    this.#ring();
  }

  /** Sets the one alarm. It fires when it is due or a little later, and rarely much later. */
  #ring(): void {
    this.#cancelAlarm();
    const { saved } = this.#alarm;
    if (saved === null) return;
    const { loop, random } = this.#ports;
    const late = random.chance(0.002) ? random.int(60_000) : random.int(20);
    const inMs = Math.max(0, saved - this.wallNow()) + late;
    if (late > 20) this.lateUntil = loop.now() + inMs;
    this.#cancelAlarm = loop.after(inMs, () => {
      if (this.isUnsaved) return this.#ring();
      this.#alarm = { saved: null, wanted: null };
      this.#ringing = true;
      this.#do(async (gameServer) => {
        await this.#counters.alarm(gameServer.alarm);
        this.gate(() => {
          this.#ringing = false;
        });
      });
    });
  }

  #platform(): Omit<Platform, "counters"> {
    const { loop, random, redis, weather } = this.#ports;
    const life = this.#life;
    const live = () => life === this.#life;
    const sql: Sql = {
      exec: (query, ...bound) => {
        if (!live()) throw new Error("storage of an earlier life");
        const isRead = query.startsWith("SELECT");
        if (!isRead) this.#write();
        if (query.startsWith("INSERT INTO log")) this.#unsavedRows.push(rowIn(String(bound.at(-1))));
        return this.#disk.exec(query, ...bound);
      },
    };
    const busyWhile = async <T>(work: Promise<T>): Promise<T> => {
      this.#busy += 1;
      try {
        return await work;
      } finally {
        if (live()) this.#busy -= 1;
      }
    };
    const ask = askThrough(redis, weather, loop, random, { gate: (say) => this.gate(say), live });
    return {
      storage: {
        sql,
        setAlarm: async (at) => {
          if (!live()) return;
          this.#write();
          this.#alarm.wanted = at;
        },
        deleteAlarm: async () => {
          if (!live()) return;
          this.#write();
          this.#alarm.wanted = null;
        },
        deleteAll: async () => {
          if (!live()) return;
          this.#write();
          for (const { name } of this.#disk.tables()) this.#disk.exec(`DROP TABLE ${name}`);
        },
      },
      alarmAt: this.#alarm.saved,
      sockets: {
        acceptWebSocket: (socket) => {
          this.#sockets.push(socket as ServerEnd);
        },
        getWebSockets: () => [...this.#sockets],
        getWebSocketAutoResponseTimestamp: (socket) => (socket as ServerEnd).autoResponseAt,
      },
      redis: (request) => busyWhile(ask(request)),
      galleries: this.#ports.galleries?.((say) => this.gate(say)) ?? NO_GALLERIES,
      ...openSteadyClock(this.wallNow),
      wallNow: this.wallNow,
      wait: (ms) =>
        busyWhile(
          new Promise((resume) => {
            loop.after(ms, () => (live() ? resume() : undefined));
          }),
        ),
      randomBytes: (length) => new Uint8Array(length).map(() => random.int(256)),
      seal: async (state) => this.#ports.vault.seal(state),
      unseal: async (sealed) => this.#ports.vault.unseal(sealed),
      report: this.#ports.report ?? (() => {}),
      readToken: async () => {
        throw new Error("sockets of the simulation are vouched for");
      },
    };
  }
}
